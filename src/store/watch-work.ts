import { GatewayError } from "../kernel/gateway-error.ts";
import { unavailable } from "./unavailable.ts";

/**
 * Watches what one work does in its transaction: no statement after the work has settled, and no commit after a
 * statement failed, even when the work swallowed the failure.
 */
export interface Watch {
  /** Run one statement of the work. */
  step<T>(statement: () => Promise<T>): Promise<T>;
  /** No statement from here on. */
  end(): void;
  /** The first failure of a statement. */
  readonly failure: GatewayError | undefined;
}

export function watchWork(): Watch {
  let hasEnded = false;
  let failure: GatewayError | undefined;
  return {
    async step(statement) {
      if (hasEnded) throw new GatewayError("internal", { cause: new Error("the transaction is over") });
      if (failure !== undefined) throw failure;
      try {
        return await statement();
      } catch (error) {
        failure ??= unavailable(error);
        throw failure;
      }
    },
    end: () => {
      hasEnded = true;
    },
    get failure() {
      return failure;
    },
  };
}

/**
 * The work's result, or `unavailable` when it takes longer than `durationMsMax`; what it still does afterwards meets an
 * ended transaction.
 */
export async function inTime<T>(work: Promise<T>, durationMsMax: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(unavailable(new Error("the work took too long"))), durationMsMax);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
