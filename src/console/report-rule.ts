import type { Letter } from "../review/measures.ts";
import type { MeasureReport, RuleReport } from "../review/report/report.ts";
import { scrollTable } from "./data-table.ts";
import { attributes, type Html, html, NOTHING } from "./html.ts";
import { PATHS } from "./paths.ts";
import { rateText } from "./report-cells.ts";
import { countText, counted, instant, instantText, percentText } from "./show-values.ts";
import { stateMark, verdictMark } from "./state-mark.ts";
import type { ReportView } from "./views/report.ts";

/** One rule with everything behind its verdict; open when it fails. */
export function ruleSection(letter: Letter, rule: RuleReport, view: ReportView): Html {
  const isOpen = rule.verdict === "FAIL";
  const body = html`<p>${rule.reason}</p>
${measureTable(letter, rule.measures)}
${causes(rule)}${examples(rule, view)}${population(letter, rule)}${waiver(rule)}`;
  return html`<details class="rule" id="rule-${letter}" ${attributes({ open: isOpen })}>
<summary><span class="letter">${letter}</span> <span class="title">${rule.title}</span> ${verdictMark(rule.verdict)}</summary>
<div class="rule-body">${body}</div></details>`;
}

function measureTable(letter: Letter, measures: readonly MeasureReport[]): Html {
  return scrollTable({
    caption: `What was counted for rule ${letter}`,
    captionHidden: true,
    columns: [
      { label: "Measure" },
      { label: "Verdict" },
      { label: "Passed, with bounds" },
      { label: "Passed", kind: "number" },
      { label: "Failed", kind: "number" },
      { label: "Not applicable", kind: "number" },
      { label: "Not judged", kind: "number" },
    ],
    rows: measures.map((measure) => [
      html`${measure.title} <span class="quiet small">of ${measure.denominator}</span>`,
      measure.gate === "display" ? html`<span class="quiet">shown only</span>` : verdictMark(measure.verdict),
      html`${rateText(measure)}${census(measure)}`,
      countText(measure.passed),
      countText(measure.failed),
      countText(measure.notApplicable),
      countText(measure.unevaluated),
    ]),
    empty: "Nothing is counted for this rule.",
  });
}

function census({ census: few, passSuggested, objectsMissing }: MeasureReport): Html {
  if (!few) return NOTHING;
  const words = passSuggested
    ? "few, none failed: look at each, a pass is suggested"
    : `too few to pass by number: look at each${Number.isFinite(objectsMissing) && objectsMissing > 0 ? `, or wait for ${counted(objectsMissing, "more")}` : ""}`;
  return html`<br><span class="quiet small">${words}</span>`;
}

function causes({ causes: found }: RuleReport): Html {
  if (found.length === 0) return NOTHING;
  return html`<p>${counted(found.length, "cause")} of its failures: see <a href="#causes">Causes of failures</a>.</p>`;
}

/** Examples of one rule: one for each cause, newest first. */
const EXAMPLES_SHOWN_MAX = 5;

function examples({ examples: found }: RuleReport, { report }: ReportView): Html {
  if (found.length === 0) return NOTHING;
  const items = found
    .slice(0, EXAMPLES_SHOWN_MAX)
    .map(
      ({ messageId, controlId, path, receivedAt }) =>
        html`<li><a href="${PATHS.message(report.realm, messageId)}">${controlId === "" ? "message" : controlId}</a> <code>${path}</code> <span class="quiet">${instantText(receivedAt)}</span></li>`,
    );
  return html`<h3>Examples, one for each cause</h3><ul class="plain">${items}</ul>`;
}

/** Findings about many messages, of one rule. */
const POPULATION_SHOWN_MAX = 4;

function population(letter: Letter, { population: found }: RuleReport): Html {
  if (found.length === 0) return NOTHING;
  return scrollTable({
    caption: `What only many messages show, rule ${letter}`,
    columns: [
      { label: "Finding" },
      { label: "Objects", kind: "number" },
      { label: "Share", kind: "number" },
      { label: "State" },
    ],
    rows: found
      .slice(0, POPULATION_SHOWN_MAX)
      .map(({ id, text, objects, share, cleared }) => [
        html`${text} <code class="quiet">${id}</code>`,
        countText(objects),
        percentText(share),
        cleared ? stateMark("good", "explained") : stateMark("attention", "open"),
      ]),
    empty: "",
  });
}

function waiver({ waiver: given }: RuleReport): Html {
  if (given === null) return NOTHING;
  const { by, atMs, reason, untilMs } = given;
  return html`<p><span class="tag">waived</span> by ${by}, ${instant(atMs)}${untilMs !== undefined && html`, until ${instant(untilMs)}`}: ${reason}</p>`;
}
