import type { ReviewActs } from "../configuration.ts";
import type { Cells } from "../cells.ts";
import { CELL } from "../contribution-cells.ts";
import { dayInZone } from "../../kernel/dates.ts";
import { type Letter, MEASURES, type MeasureRow } from "../measures.ts";
import { DOSE_POPULATION_TESTS } from "../population/dose-populations.ts";
import { PATIENT_POPULATION_TESTS } from "../population/patient-populations.ts";
import { isBlocking, letterOf, type PopulationFinding } from "../population/population-finding.ts";
import { REVIEW_RULES } from "../review-rules.ts";
import { type Decision, decideMeasure, worstVerdict } from "../verdict.ts";
import { causesOf } from "./causes.ts";
import { countAt, countsUnder, measureCounts } from "./cell-reader.ts";
import { trafficDaysOf, waiverOf } from "./evidence.ts";
import { progressText } from "./progress-text.ts";
import type { ReportInput } from "./report-input.ts";
import type { EvidenceReport, MeasureReport, PopulationReport, RuleReport, Verdict } from "./report.ts";

/** All findings about the population of a window. */
export function populationFindings(input: ReportInput): readonly PopulationFinding[] {
  const scope = {
    tally: input.tally,
    thresholds: input.configuration.population,
    configuration: input.configuration,
    profile: input.organization.profile,
    sites: input.organization.sites,
  };
  return [...DOSE_POPULATION_TESTS, ...PATIENT_POPULATION_TESTS].flatMap((test) => test(scope));
}

function populationReports(
  findings: readonly PopulationFinding[],
  letter: Letter,
  acts: ReviewActs,
): readonly PopulationReport[] {
  return findings
    .filter(({ id }) => letterOf(id) === letter)
    .map(({ id, subject, text, objects, share }) => {
      const key = `${id}|${subject}`;
      return { id, key, text, objects, share, cleared: acts.clearances.some((act) => act.key === key) };
    });
}

interface Hits {
  readonly recent: number;
  readonly unexplained: number;
}

/** Hits of a zero-tolerance rule by the day they came, also of doses that are right by now. */
function hitsByDay(input: ReportInput, measure: MeasureRow): Hits {
  const { tally, acts, configuration } = input;
  const recentFrom = trafficDaysOf(tally).at(-configuration.cleanTrafficDays) ?? "";
  const clearedUntil = acts.clearances
    .filter((act) => act.letter === measure.letter && act.key === undefined)
    .reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  const clearedDay = clearedUntil === 0 ? "" : dayInZone(clearedUntil);
  let recent = 0;
  let unexplained = 0;
  for (const { day, cells } of tally.days) {
    const hits = countAt(cells, CELL.outcome(measure.id, "failed"));
    if (day >= recentFrom) recent += hits;
    else if (day > clearedDay) unexplained += hits;
  }
  return { recent, unexplained };
}

/** A protected patient must have been seen for rule h, a correct refusal for rule g. */
function isObserved(cells: Cells, measure: MeasureRow): boolean {
  const passed = countAt(cells, CELL.outcome(measure.id, "passed"));
  if (measure.id !== "h") return passed > 0;
  return passed > 0 && countAt(cells, "code|PD1-12|HL70136|Y|patient") > 0;
}

const NONE_MISSING = { census: false, passSuggested: false, objectsMissing: 0 } as const;

/** What the profile of the organization excludes. */
function excluded(input: ReportInput, measure: MeasureRow, objects: number): Decision | undefined {
  const { profile, sites } = input.organization;
  if (profile.queryOnly && measure.gate !== "display")
    return { verdict: "NOT_APPLICABLE", reason: "The organization only queries.", ...NONE_MISSING };
  if (objects > 0 || measure.gate === "display") return undefined;
  const reasons: Readonly<Partial<Record<string, string>>> = {
    ...(!profile.sendsHistory && { b: "The organization sends no history." }),
    ...(profile.adultsOnly && { c: "The organization sees adults only." }),
    ...(!sites.some(({ mnvfc }) => mnvfc) && { c: "No site takes part in MnVFC." }),
    "c.other": "No dose was given under 19 outside MnVFC.",
  };
  const reason = reasons[measure.id];
  return reason === undefined ? undefined : { verdict: "NOT_APPLICABLE", reason, ...NONE_MISSING };
}

/** What keeps a measure from passing although its gate is satisfied. */
function obstacle(
  input: ReportInput,
  measure: MeasureRow,
  evidence: EvidenceReport,
  population: readonly PopulationReport[],
): string | undefined {
  if (!evidence.sufficient) return `Too little evidence: ${evidence.missing.join("; ")}.`;
  const { passed, failed, unevaluated } = measureCounts(input.tally.total, measure.id);
  const all = passed + failed + unevaluated;
  if (all > 0 && unevaluated / all > input.configuration.unevaluatedShareMax) {
    return `${unevaluated} of ${all} could not be judged.`;
  }
  const open = population.find(({ id, cleared }) => isBlocking(id) && !cleared);
  if (open !== undefined) return `To be looked at: ${open.text}.`;
  if (measure.id === "h" && !input.organization.profile.confirmsProtection) {
    return "The organization has not confirmed that PD1-12 Y means protect.";
  }
  return undefined;
}

function measureReport(
  input: ReportInput,
  measure: MeasureRow,
  evidence: EvidenceReport,
  population: readonly PopulationReport[],
): MeasureReport {
  const { configuration, tally, acts } = input;
  const { target, floor } = configuration.measures[measure.id];
  const counts = measureCounts(tally.total, measure.id);
  const hits = hitsByDay(input, measure);
  const byGate =
    excluded(input, measure, counts.passed + counts.failed + counts.unevaluated) ??
    decideMeasure(measure.gate, {
      counts,
      target,
      floor,
      configuration,
      recentHits: hits.recent,
      unexplainedHits: hits.unexplained,
      trafficDays: trafficDaysOf(tally).length,
      observed: isObserved(tally.total, measure),
      attested: acts.attestations.some(({ letter }) => letter === measure.letter),
    });
  const { progress } = input;
  const unfinished = progress && `Not final: ${progressText(progress)}.`;
  const isJudged = byGate.verdict !== "NOT_APPLICABLE";
  const against =
    unfinished !== undefined && isJudged
      ? unfinished
      : byGate.verdict === "PASS" || byGate.verdict === "ATTESTED"
        ? obstacle(input, measure, evidence, population)
        : undefined;
  const decision: Decision =
    against === undefined ? byGate : { ...byGate, verdict: "REVIEW", reason: against };
  const reasons = countsUnder(tally.total, "unevaluated").filter(({ parts }) => parts[0] === measure.id);
  return {
    id: measure.id,
    title: measure.title,
    grain: measure.grain,
    denominator: measure.denominator,
    gate: measure.gate,
    target,
    floor,
    ...counts,
    ...decision,
    trend: trendOf(input, measure),
    objectsMissing: Number.isFinite(decision.objectsMissing) ? decision.objectsMissing : 0,
    unevaluatedReasons: reasons.map(({ parts, count }) => ({ reason: parts[1] ?? "", count })),
  };
}

function trendOf({ tally }: ReportInput, measure: MeasureRow): RuleReport["trend"] {
  return tally.days.flatMap(({ day, cells }) => {
    const { passed, failed, rate, lower, upper } = measureCounts(cells, measure.id);
    return passed + failed === 0 ? [] : [{ day, passed, failed, rate, lower, upper }];
  });
}

function findingsOf({ tally }: ReportInput, letter: Letter): RuleReport["findings"] {
  return REVIEW_RULES.filter((rule) => rule.letter === letter).flatMap(({ id, title }) => {
    const failing = countAt(tally.total, CELL.finding(id));
    const told = countAt(tally.total, CELL.told(id));
    return [
      { id, title, fails: true, count: failing },
      { id, title, fails: false, count: told },
    ].filter(({ count }) => count > 0);
  });
}

function worstOf(measures: readonly MeasureReport[]): MeasureReport | undefined {
  const judged = measures.filter(({ gate }) => gate !== "display");
  const verdict = worstVerdict(judged.map((measure) => measure.verdict));
  return judged.find((measure) => measure.verdict === verdict);
}

/** One letter of the guide with all its measures. */
export function ruleReport(
  input: ReportInput,
  letter: Letter,
  evidence: EvidenceReport,
  findings: readonly PopulationFinding[],
): RuleReport {
  const rows = MEASURES.filter((measure) => measure.letter === letter);
  const [first] = rows;
  if (first === undefined) throw new RangeError("a letter has no measure");
  const population = populationReports(findings, letter, input.acts);
  const measures = rows.map((row) => measureReport(input, row, evidence, population));
  const worst = worstOf(measures);
  const { causes, examples } = causesOf(input.tally, letter);
  return {
    id: `RV-${letter.toUpperCase()}`,
    title: first.title,
    grain: first.grain,
    gate: first.gate,
    ...input.configuration.measures[first.id],
    ...measureCounts(input.tally.total, first.id),
    verdict: worst?.verdict ?? "NOT_APPLICABLE",
    reason: worst?.reason ?? "",
    measures,
    findings: findingsOf(input, letter),
    causes,
    examples,
    population,
    trend: measures[0]?.trend ?? [],
    previous: previousOf(input, first),
    waiver: waiverOf(input.acts, letter, input.nowMs),
  };
}

function previousOf({ compared, configuration }: ReportInput, measure: MeasureRow): RuleReport["previous"] {
  if (compared === undefined) return null;
  const counts = measureCounts(compared.tally.total, measure.id);
  const { target, floor } = configuration.measures[measure.id];
  const verdict: Verdict =
    counts.lower === null || counts.upper === null
      ? "REVIEW"
      : counts.upper < floor
        ? "FAIL"
        : counts.lower >= target
          ? "PASS"
          : "REVIEW";
  return { window: compared.window, rate: counts.rate, verdict };
}
