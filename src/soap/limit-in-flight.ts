import { originOf } from "../accounts/network.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { SubmitSingleMessage } from "../submission/submit-single-message.ts";

/** How many submissions a process holds, those that wait for their turn included; the rest is refused at once. */
export interface InFlightLimits {
  readonly inFlightMax: number;
  /** Of one address, before anybody has logged in. */
  readonly perOriginMax: number;
}

/** Room for the turns of both realms (`TURN_LIMITS`) and for log-ins under way. */
export const IN_FLIGHT_LIMITS: InFlightLimits = { inFlightMax: 512, perOriginMax: 256 };

/** A bounded handler. */
export interface LimitedSubmit {
  /** @throws GatewayError `busy` when there is no place; whatever the handler throws */
  readonly submit: SubmitSingleMessage;
  /** Whether the next submission from the address would be refused. */
  readonly isFull: (remoteAddress: string) => boolean;
  /** Submissions that hold a place. */
  readonly running: () => number;
}

function assertPositive(value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError("a limit must be a positive integer");
}

/**
 * Bound the submissions in flight. A place is held until the handler settles, even when the answer has left before.
 *
 * @throws RangeError for a limit that is no positive integer
 * @see promise R7
 */
export function limitInFlight(submit: SubmitSingleMessage, limits: InFlightLimits): LimitedSubmit {
  Object.values(limits).forEach(assertPositive);
  const byOrigin = new Map<string, number>();
  let running = 0;

  const heldBy = (origin: string): number => byOrigin.get(origin) ?? 0;
  const isFull = (origin: string): boolean =>
    running >= limits.inFlightMax || heldBy(origin) >= limits.perOriginMax;
  const leave = (origin: string): void => {
    running -= 1;
    const held = heldBy(origin) - 1;
    if (held > 0) byOrigin.set(origin, held);
    else byOrigin.delete(origin);
  };

  return {
    isFull: (remoteAddress) => isFull(originOf(remoteAddress)),
    running: () => running,
    submit: async (submission) => {
      const origin = originOf(submission.remoteAddress);
      if (isFull(origin)) throw new GatewayError("busy");
      running += 1;
      byOrigin.set(origin, heldBy(origin) + 1);
      try {
        return await submit(submission);
      } finally {
        leave(origin);
      }
    },
  };
}
