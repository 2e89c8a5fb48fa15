import { type Letter, LETTERS } from "../review/measures.ts";
import type { ReviewReport, RuleReport, Verdict } from "../review/report/report.ts";
import { sparkline } from "./charts.ts";
import { dataTable, factList } from "./data-table.ts";
import { choiceField, filterForm, inputField, section } from "./form-fields.ts";
import { type Html, html, type HtmlValue } from "./html.ts";
import { renderPage } from "./layout.ts";
import { organizationCrumbs } from "./organization-page.ts";
import { PATHS } from "./paths.ts";
import { comparisonSection } from "./report-comparison.ts";
import { rateCell, whereOf } from "./report-cells.ts";
import { gateSections, progressNotice } from "./report-gates.ts";
import { ruleSection } from "./report-rule.ts";
import { decisionSection } from "./report-decisions.ts";
import { trafficSections } from "./report-traffic.ts";
import { countText, counted, day, instant, percentText } from "./show-values.ts";
import { stateMark, verdictMark } from "./state-mark.ts";
import { findingSection } from "./sent-findings.ts";
import type { Frame } from "./views/frame.ts";
import type { ReportView } from "./views/report.ts";

/** The technical message review of one organization: the verdicts first, then why, then what to do. */
export function renderReport(frame: Frame, view: ReportView): string {
  const { report } = view;
  const { organization, rules } = report;
  return renderPage(frame, {
    title: `Review of ${organization.name}`,
    crumbs: organizationCrumbs(
      { id: view.organizationId, name: organization.name },
      { label: "Review report" },
    ),
    realm: report.realm,
    aside: html`<span class="aside">${standing(report)}</span>`,
    content: html`${progressNotice(report)}${windowForm(view)}
${section("summary", report.headline, summary(report))}
${section("rules", "Rules a to k", ruleTable(rules))}
${gateSections(report)}
${comparisonSection(view.comparison)}
${section("causes", "Causes of failures", causeTable(rules))}
${section("findings", "Findings sent", findingSection(view, frame.csrfToken))}
${section("details", "Rule by rule", html`${LETTERS.map((letter) => ruleSection(letter, rules[letter], view))}`)}
${trafficSections(report)}
${decisionSection(view, frame.csrfToken)}`,
  });
}

function standing({ rules }: ReviewReport): Html {
  const count = (...verdicts: readonly Verdict[]): number =>
    LETTERS.filter((letter) => verdicts.includes(rules[letter].verdict)).length;
  const [fail, review, pass] = [count("FAIL"), count("REVIEW"), count("PASS", "ATTESTED")];
  return html`${fail > 0 && stateMark("bad", `${fail} fail`)} ${review > 0 && stateMark("attention", `${review} to review`)}
${pass > 0 && stateMark("good", `${pass} pass`)}`;
}

function windowForm({ organizationId, realms, report, asked }: ReportView): Html {
  const fields = html`${choiceField({ label: "Realm", name: "realm", value: report.realm, choices: realms.map((realm) => [realm, realm] as const) })}
${inputField({ label: "From", name: "from", type: "date", value: asked.from })}
${inputField({ label: "To", name: "to", type: "date", value: asked.to })}
${inputField({ label: "Compare from", name: "compareFrom", type: "date", value: asked.compareFrom })}
${inputField({ label: "Compare to", name: "compareTo", type: "date", value: asked.compareTo })}`;
  return filterForm(PATHS.report(organizationId), fields);
}

const WINDOW_KINDS: Readonly<Record<ReviewReport["window"]["kind"], string>> = {
  stage: "the whole stage",
  sinceFixMarker: "since the last fix marker",
  beforeFixMarker: "before the fix marker",
  days: "as asked",
};

function summary(report: ReviewReport): Html {
  const { window, evidence, acks, messages, doses, generatedAt, versions, configuration } = report;
  const answered = acks.AA + acks.AE + acks.AR;
  const share = (count: number): string => percentText(answered === 0 ? null : count / answered);
  const missing = evidence.missing.map((text) => html`<li>${text}</li>`);
  return html`${factList([
    ["Window", html`${day(window.from)} to ${day(window.to)}, ${WINDOW_KINDS[window.kind]}`],
    ["Messages in evidence", countText(messages)],
    ["Distinct doses", doseText(report, doses)],
    ["Patients", countText(evidence.patients)],
    ["Days with traffic", countText(evidence.trafficDays)],
    ["Answers", `AA ${share(acks.AA)}, AE ${share(acks.AE)}, AR ${share(acks.AR)} of ${countText(answered)}`],
    [
      "Evidence",
      evidence.sufficient ? stateMark("good", "sufficient") : stateMark("attention", "not yet sufficient"),
    ],
    ["Can be signed", report.signable ? stateMark("good", "yes") : stateMark("neutral", "not yet")],
    [
      "Counted with",
      html`<span class="small">rules ${versions.rules}, thresholds ${configuration.version}, made ${instant(generatedAt)}</span>`,
    ],
  ])}
${missing.length > 0 && html`<h3>Missing evidence</h3><ul>${missing}</ul>`}`;
}

function doseText({ evidence }: ReviewReport, doses: number): string {
  const { administered, historical, refused } = evidence;
  return `${countText(doses)}: ${countText(administered)} given, ${countText(historical)} historical, ${countText(refused)} refused`;
}

function ruleTable(rules: ReviewReport["rules"]): Html {
  return html`${dataTable({
    caption: "Rules of the onboarding guide",
    captionHidden: true,
    columns: [
      { label: "Rule" },
      { label: "Verdict" },
      { label: "Passed, with bounds" },
      { label: "Failed", kind: "number" },
      { label: "Not judged", kind: "number" },
      { label: "Trend" },
      { label: "Causes", kind: "number" },
    ],
    rows: LETTERS.map((letter) => ruleRow(letter, rules[letter])),
    empty: "",
  })}
<p class="small quiet">The bar shows the one-sided 95 % bounds of the rate (Wilson); solid tick: target, dashed tick: floor.</p>`;
}

function ruleRow(letter: Letter, rule: RuleReport): readonly HtmlValue[] {
  return [
    html`<a href="#rule-${letter}"><strong>${letter}</strong> ${rule.title}</a>`,
    html`${verdictMark(rule.verdict)}${rule.waiver !== null && html` <span class="tag">waived</span>`}`,
    rateCell(rule),
    countText(rule.failed),
    countText(rule.unevaluated),
    sparkline(rule.trend, `Rule ${letter}`),
    rule.causes.length === 0 ? "–" : html`<a href="#causes">${rule.causes.length}</a>`,
  ];
}

/** Rows of the table of all causes; each rule lists its own. */
const CAUSES_SHOWN_MAX = 8;

function causeTable(rules: ReviewReport["rules"]): Html {
  const causes = LETTERS.flatMap((letter) => rules[letter].causes.map((cause) => ({ letter, ...cause })));
  const shown = causes.toSorted((a, b) => b.count - a.count).slice(0, CAUSES_SHOWN_MAX);
  const table = dataTable({
    caption: "Failures with one mapping behind them, the most frequent first",
    columns: [
      { label: "Rule" },
      { label: "What is wrong" },
      { label: "Where" },
      { label: "Count", kind: "number" },
      { label: "Seen" },
      { label: "How to fix it" },
    ],
    rows: shown.map(({ letter, finding, title, site, key, count, firstSeen, lastSeen, fix }) => [
      html`<a href="#rule-${letter}"><strong>${letter}</strong></a>`,
      html`${title} <code class="quiet">${finding}</code>`,
      whereOf(site, key),
      countText(count),
      html`${day(firstSeen.slice(0, 10))} to ${day(lastSeen.slice(0, 10))}`,
      fix,
    ]),
    empty: "Nothing failed.",
  });
  const more = causes.length - shown.length;
  return html`${table}${more > 0 && html`<p class="quiet">${counted(more, "more cause")} under the rules.</p>`}`;
}
