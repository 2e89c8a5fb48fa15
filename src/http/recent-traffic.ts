import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";

/** SOAP answers of the last hour, of this process. */
export interface RecentTraffic {
  readonly answers: number;
  readonly faults: number;
  /** Absent before the first answer. */
  readonly medianMs?: number;
  readonly p95Ms?: number;
}

interface Answered {
  readonly atMs: number;
  readonly durationMs: number;
  readonly isFault: boolean;
}

const WINDOW_MS = 3_600_000;
/** Answers that are remembered; of a busier hour the newest. */
const ANSWERS_MAX = 20_000;

function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * Remember answers from the log lines that they write anyway.
 *
 * @param log where the lines go on to
 * @param clock real time
 */
export function watchTraffic(
  log: Log,
  clock: Clock,
): { readonly log: Log; readonly recent: () => RecentTraffic } {
  let answers: Answered[] = [];
  const remember = (durationMs: number, isFault: boolean): void => {
    answers.push({ atMs: clock(), durationMs, isFault });
    // Cut seldom, so that an answer costs no copy.
    if (answers.length > 2 * ANSWERS_MAX) answers = answers.slice(-ANSWERS_MAX);
  };
  return {
    log: (level, event, fields) => {
      if (event === "request-answered" && fields.operation !== undefined && fields.durationMs !== undefined)
        remember(fields.durationMs, fields.faultCode !== undefined);
      log(level, event, fields);
    },
    recent: () => {
      const sinceMs = clock() - WINDOW_MS;
      const inWindow = answers.filter(({ atMs }) => atMs >= sinceMs);
      const sorted = inWindow.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
      const [medianMs, p95Ms] = [quantile(sorted, 0.5), quantile(sorted, 0.95)];
      return {
        answers: inWindow.length,
        faults: inWindow.filter(({ isFault }) => isFault).length,
        ...(medianMs !== undefined && { medianMs }),
        ...(p95Ms !== undefined && { p95Ms }),
      };
    },
  };
}
