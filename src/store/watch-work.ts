import { GatewayError } from "../kernel/gateway-error.ts";
import { unavailable } from "./unavailable.ts";

/**
 * Watches what one work does in its transaction: no statement after the work has settled, and no commit after a
 * statement failed, even when the work swallowed the failure.
 */
export interface Watch {
  /** Run one statement of the work. */
  step<T>(statement: () => Promise<T>): Promise<T>;
  /**
   * Run one statement that gives nothing back; it may be under way when the promise resolves. The next statement of the
   * work runs behind it, and its failure undoes the work.
   */
  send(statement: () => Promise<void>): Promise<void>;
  /** No statement from here on. */
  end(): void;
  /** The first failure of a statement. */
  readonly failure: GatewayError | undefined;
}

export function watchWork(): Watch {
  let hasEnded = false;
  let failure: GatewayError | undefined;
  const check = (): void => {
    if (hasEnded) throw new GatewayError("internal", { cause: new Error("the transaction is over") });
    if (failure !== undefined) throw failure;
  };
  const failed = (error: unknown): GatewayError => (failure ??= unavailable(error));
  return {
    async step(statement) {
      check();
      try {
        return await statement();
      } catch (error) {
        throw failed(error);
      }
    },
    async send(statement) {
      check();
      void statement().catch(failed);
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
