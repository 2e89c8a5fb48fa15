import { MEASURES } from "../measures.ts";
import type { MeasureChange, WindowComparison } from "./compare-reports.ts";
import { textTable } from "./text-table.ts";

const TITLE_WIDTH = 58;

function sideText({ rate, lower, upper, verdict }: MeasureChange["before"]): string {
  if (rate === null || lower === null || upper === null) return `– ${verdict}`;
  const [at, from, to] = [rate, lower, upper].map((share) => (share * 100).toFixed(1));
  return `${at} % [${from}–${to}] ${verdict}`;
}

/** Two windows side by side as plain text; a change is told only where the intervals do not overlap. */
export function renderComparison({
  before,
  after,
  measures,
  causesGone,
  causesNew,
}: WindowComparison): string {
  const rows = measures.map(({ letter, measure, before: then, after: now, change }) => [
    letter,
    (MEASURES.find(({ id }) => id === measure)?.title ?? "").slice(0, TITLE_WIDTH),
    sideText(then),
    sideText(now),
    change === "unclear" ? "" : change,
  ]);
  return [
    `compared with ${before.from} to ${before.to}: ${causesGone.length} causes are gone, ${causesNew.length} are new`,
    "",
    ...textTable([
      ["", "rule", `${before.from} to ${before.to}`, `${after.from} to ${after.to}`, "change"],
      ...rows,
    ]),
    "",
  ].join("\n");
}
