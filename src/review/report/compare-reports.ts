import { type Letter, LETTERS, type MeasureId } from "../measures.ts";
import type { Counts, ReportWindow, ReviewReport, Verdict } from "./report.ts";

/** How one measure changed: `better` or `worse` only when the intervals do not overlap. */
export interface MeasureChange {
  readonly letter: Letter;
  readonly measure: MeasureId;
  readonly before: Pick<Counts, "rate" | "lower" | "upper"> & { readonly verdict: Verdict };
  readonly after: Pick<Counts, "rate" | "lower" | "upper"> & { readonly verdict: Verdict };
  readonly change: "better" | "worse" | "unclear";
}

/** Two windows of one organization side by side: whether a fix worked. */
export interface WindowComparison {
  readonly before: ReportWindow;
  readonly after: ReportWindow;
  readonly measures: readonly MeasureChange[];
  /** Causes of the first window that the second does not show, and the other way round, by cause id. */
  readonly causesGone: readonly string[];
  readonly causesNew: readonly string[];
}

function changeOf(before: Counts, after: Counts): MeasureChange["change"] {
  if (before.upper !== null && after.lower !== null && after.lower > before.upper) return "better";
  if (before.lower !== null && after.upper !== null && after.upper < before.lower) return "worse";
  return "unclear";
}

function causeIds(report: ReviewReport): ReadonlySet<string> {
  return new Set(LETTERS.flatMap((letter) => report.rules[letter].causes.map(({ causeId }) => causeId)));
}

/** Compares two reports of one organization and realm. */
export function compareReports(before: ReviewReport, after: ReviewReport): WindowComparison {
  const measures = LETTERS.flatMap((letter) =>
    after.rules[letter].measures.flatMap((now): readonly MeasureChange[] => {
      const then = before.rules[letter].measures.find(({ id }) => id === now.id);
      if (then === undefined) return [];
      return [
        {
          letter,
          measure: now.id,
          before: { rate: then.rate, lower: then.lower, upper: then.upper, verdict: then.verdict },
          after: { rate: now.rate, lower: now.lower, upper: now.upper, verdict: now.verdict },
          change: changeOf(then, now),
        },
      ];
    }),
  );
  const [old, fresh] = [causeIds(before), causeIds(after)];
  return {
    before: before.window,
    after: after.window,
    measures,
    causesGone: [...old].filter((id) => !fresh.has(id)),
    causesNew: [...fresh].filter((id) => !old.has(id)),
  };
}
