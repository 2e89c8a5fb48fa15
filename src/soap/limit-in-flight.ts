import { GatewayError } from "../kernel/gateway-error.ts";
import type { SubmitSingleMessage } from "../submission/submit-single-message.ts";

/** How much work is taken on at a time; the rest is refused at once rather than queued without end. */
export interface InFlightLimits {
  /** Submissions that run. */
  readonly inFlightMax: number;
  /** Submissions that wait for their turn, in the order they came. */
  readonly waitingMax: number;
  /** Longest wait; after it the submission is refused, unprocessed. */
  readonly waitingDurationMsMax: number;
}

/** A bounded handler. */
export interface LimitedSubmit {
  /** @throws GatewayError `busy` when there is no place, or none came free in time; whatever the handler throws */
  readonly submit: SubmitSingleMessage;
  /** Whether the next submission would be refused. */
  readonly isFull: () => boolean;
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
  let running = 0;
  const waiting = new Set<() => void>();

  async function takePlace(): Promise<void> {
    if (running < limits.inFlightMax) {
      running += 1;
      return;
    }
    if (waiting.size >= limits.waitingMax) throw new GatewayError("busy");
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(start);
        reject(new GatewayError("busy"));
      }, limits.waitingDurationMsMax);
      function start(): void {
        clearTimeout(timer);
        resolve();
      }
      waiting.add(start);
    });
  }

  /** Hands the place to who waits longest, so that nobody slips in between. */
  function givePlace(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
    } else {
      waiting.delete(next);
      next();
    }
  }

  return {
    isFull: () => running >= limits.inFlightMax && waiting.size >= limits.waitingMax,
    running: () => running,
    submit: async (submission) => {
      await takePlace();
      try {
        return await submit(submission);
      } finally {
        givePlace();
      }
    },
  };
}
