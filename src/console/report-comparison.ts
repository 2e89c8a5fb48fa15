import type { MeasureChange, WindowComparison } from "../review/report/compare-reports.ts";
import { scrollTable } from "./data-table.ts";
import { section } from "./form-fields.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { boundsText, counted, percentText } from "./show-values.ts";
import { type StateKind, stateMark, verdictMark } from "./state-mark.ts";

const CHANGES: Readonly<Record<MeasureChange["change"], readonly [StateKind, string]>> = {
  better: ["good", "better"],
  worse: ["bad", "worse"],
  unclear: ["neutral", "no clear change"],
};

/** Two windows side by side: whether a fix worked. */
export function comparisonSection(comparison: WindowComparison | undefined): Html {
  if (comparison === undefined) return NOTHING;
  const { before, after, measures, causesGone, causesNew } = comparison;
  const table = scrollTable({
    caption: `Before: ${before.from} to ${before.to}. After: ${after.from} to ${after.to}.`,
    columns: [{ label: "Measure" }, { label: "Before" }, { label: "After" }, { label: "Change" }],
    rows: measures.map((measure) => [
      measure.measure,
      sideOf(measure.before),
      sideOf(measure.after),
      stateMark(...CHANGES[measure.change]),
    ]),
    empty: "Nothing was counted in both windows.",
  });
  return section(
    "comparison",
    "Compared windows",
    html`<p>${counted(causesGone.length, "cause")} gone, ${counted(causesNew.length, "cause")} new. A change is clear only when the bounds do not overlap.</p>
${table}`,
  );
}

function sideOf({ rate, lower, upper, verdict }: MeasureChange["before"]): Html {
  if (rate === null) return html`<span class="quiet">nothing counted</span>`;
  return html`${percentText(rate)} <span class="quiet small">(${boundsText(lower, upper)})</span> ${verdictMark(verdict)}`;
}
