import { LETTERS } from "../measures.ts";
import { textTable as table } from "./text-table.ts";
import type { CauseReport, Counts, MeasureReport, ReviewReport, RuleReport } from "./report.ts";

/** Causes and examples shown of each rule; the JSON holds all. */
const CAUSES_SHOWN = 3;
const DAYS_SHOWN = 20;
const CODES_SHOWN = 15;
const TITLE_WIDTH = 58;

const EIGHTHS = "▁▂▃▄▅▆▇█";

function percent(share: number | null): string {
  return share === null ? "–" : `${(share * 100).toFixed(1)} %`;
}

function interval({ lower, upper }: Counts): string {
  return lower === null || upper === null ? "" : `[${(lower * 100).toFixed(1)}–${(upper * 100).toFixed(1)}]`;
}

/** One sign a day: how much of it passed. */
function sparkline({ trend }: RuleReport): string {
  return trend
    .slice(-DAYS_SHOWN)
    .map(({ passed, failed }) =>
      EIGHTHS.charAt(Math.round((passed / (passed + failed)) * (EIGHTHS.length - 1))),
    )
    .join("");
}

function measureRow(label: string, measure: MeasureReport, trend: string): readonly string[] {
  return [
    label,
    measure.title.slice(0, TITLE_WIDTH),
    `${measure.passed}`,
    `${measure.failed}`,
    `${measure.notApplicable}`,
    `${measure.unevaluated}`,
    percent(measure.rate),
    interval(measure),
    measure.gate === "display" ? "" : (measure.target * 100).toFixed(1),
    measure.gate === "display" ? "shown" : measure.verdict,
    trend,
  ];
}

const HEADER = [
  "",
  "rule",
  "passed",
  "failed",
  "n.a.",
  "not judged",
  "rate",
  "95 %",
  "target",
  "verdict",
  "by day",
];

function ruleTable(report: ReviewReport): readonly string[] {
  const rows = LETTERS.flatMap((letter) => {
    const rule = report.rules[letter];
    return rule.measures.map((measure, index) =>
      measureRow(index === 0 ? letter : "", measure, index === 0 ? sparkline(rule) : ""),
    );
  });
  return table([HEADER, ...rows]);
}

function causeLine({ count, site, key, lastSeen, fix, finding, title }: CauseReport): string {
  const where = [
    site === "" ? "" : `site ${site}`,
    key.vaccine === "" ? "" : `CVX ${key.vaccine}`,
    key.application,
    key.shape,
  ].filter((part) => part !== "");
  return `   ${count} × ${finding} ${title} (${where.join(", ")}; last ${lastSeen}). ${fix}`;
}

function ruleNotes(report: ReviewReport): readonly string[] {
  return LETTERS.flatMap((letter) => {
    const rule = report.rules[letter];
    const { verdict, reason, causes, examples, population, waiver } = rule;
    const example = examples[0];
    const more = causes.length - CAUSES_SHOWN;
    const lines = causes
      .slice(0, CAUSES_SHOWN)
      .map(causeLine)
      .concat(
        more > 0 ? [`   and ${more} more causes`] : [],
        population.map(({ text, cleared, id }) => `   ${id} ${text}${cleared ? " (cleared)" : ""}`),
        example === undefined ? [] : [`   newest example: message ${example.messageId}, ${example.path}`],
        waiver === null ? [] : [`   waived by ${waiver.by}: ${waiver.reason}`],
      );
    const isQuiet = lines.length === 0 && (verdict === "PASS" || verdict === "NOT_APPLICABLE");
    return isQuiet ? [] : [`${letter}  ${verdict}: ${reason}`].concat(lines);
  });
}

function gateTable({ gates }: ReviewReport): readonly string[] {
  return table(
    gates.map(({ title, passed, measured, satisfiedBy }) => [
      passed ? "passed" : "open",
      title,
      passed ? measured : `${measured}. ${satisfiedBy}`,
    ]),
  );
}

function dayTable({ days }: ReviewReport): readonly string[] {
  const rows = days
    .slice(-DAYS_SHOWN)
    .map(({ day, messages, doses, AA, AE, AR, alarm }) => [
      day,
      `${messages}`,
      `${doses}`,
      `${AA}`,
      `${AE}`,
      `${AR}`,
      alarm ?? "",
    ]);
  return table([["day", "messages", "doses", "AA", "AE", "AR", ""], ...rows]);
}

function codeTable({ codesReceived }: ReviewReport): readonly string[] {
  const rows = codesReceived
    .filter(({ field }) => field === "RXA-5")
    .slice(0, CODES_SHOWN)
    .map(({ system, code, label, class: about, status, count }) => [
      system,
      code,
      `${count}`,
      about,
      status,
      label.slice(0, 40),
    ]);
  return table([["system", "code", "count", "class", "status", "name"], ...rows]);
}

function evidenceLines({ evidence, apart, acks, timeliness, duplicates }: ReviewReport): readonly string[] {
  const others = Object.entries(apart)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`);
  return [
    `${evidence.patients} patients · ${evidence.administered} given · ${evidence.historical} historical · ${evidence.refused} refused · ${evidence.unsourced} without source · ${evidence.trafficDays} days with traffic${evidence.queries === 0 ? "" : ` · ${evidence.queries} queries on ${evidence.queryDays} days`}`,
    `answers: AA ${acks.AA} · AE ${acks.AE} · AR ${acks.AR}${others.length === 0 ? "" : ` · apart: ${others.join(", ")}`}`,
    evidence.missing.length === 0 ? "evidence: enough" : `evidence: ${evidence.missing.join("; ")}`,
    `timeliness: ${percent(timeliness.le1)} within a day, ${percent(timeliness.le7)} within a week (${timeliness.n} doses; ${timeliness.initialLoadExcluded} of an initial load apart)`,
    `duplicates: ${duplicates.identicalMessages} messages sent again, each dose ${duplicates.resendFactor === null ? "–" : duplicates.resendFactor.toFixed(1)} times, ${duplicates.nearDuplicateDoses} near, ${duplicates.twins} given and historical at once`,
  ];
}

/** The report as plain text for a terminal, at most some 160 columns wide; holds no patient data. */
export function renderReport(report: ReviewReport): string {
  const { organization, realm, window, headline, messages, doses } = report;
  const compared = report.comparedWith;
  return [
    `${organization.name} · ${realm} realm · technical message review · ${window.from} to ${window.to}`,
    `${headline} · ${report.signable ? "may be signed" : "may not be signed yet"}`,
    `${messages} messages · ${doses} doses`,
    ...evidenceLines(report),
    ...(compared === null ? [] : [`compared with ${compared.from} to ${compared.to}`]),
    "",
    ...ruleTable(report),
    "",
    ...ruleNotes(report),
    "",
    ...gateTable(report),
    "",
    ...dayTable(report),
    "",
    ...codeTable(report),
    "",
  ].join("\n");
}
