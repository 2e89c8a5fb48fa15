import type { Cells } from "./cells.ts";
import type { DoseFacts, Facts, FindingFact, MessageContribution } from "./contribution.ts";
import type { ObjectVersion } from "./ledger.ts";
import { type Grain, type MeasureId, measuresOf, type OutcomeKind } from "./measures.ts";
import { sampledOf } from "./patient-sample.ts";

/** Names of cells; the one place where they are made. */
export const CELL = {
  outcome: (measure: MeasureId, kind: OutcomeKind): string => `outcome|${measure}|${kind}`,
  class: (id: string): string => `class|${id}`,
  finding: (id: string): string => `finding|${id}`,
  told: (id: string): string => `told|${id}`,
  arrival: (days: number): string => `arrival|${days}`,
  ack: (code: string): string => `ack|${code}`,
  patients: "patients",
  doses: "doses",
  dosesReceived: "doses received",
  messages: "messages",
  processed: "processed",
  refused: "refused",
  rejected: "rejected",
  unreadable: "unreadable",
  queries: "queries",
  queryEvidence: "queries in evidence",
  queryAnswer: (kind: string): string => `query|${kind}`,
  queryAck: (code: string): string => `query ack|${code}`,
  otherTypes: "other types",
  otherProcessingIds: "other processing ids",
} as const;

/** Delays beyond are counted as this one, in days. */
export const DELAY_DAYS_MAX = 366;

const KINDS: Readonly<Record<DataKind, Readonly<Record<string, OutcomeKind>>>> = {
  real: { p: "passed", f: "failed", r: "failed", n: "notApplicable", u: "unevaluated" },
  test: { p: "passed", f: "failed", r: "passed", n: "notApplicable", u: "unevaluated" },
};

/** Begins the name of a junk value that agreed test data may hold. */
export const FICTIONAL = "fictional";

/** Real messages only, or agreed test data as well (decision D30). */
export type DataKind = "real" | "test";

/** Whether a message is evidence for the rules: an update whose processing id counts. */
export function isEvidence({ sort, processingId }: MessageContribution, kind: DataKind): boolean {
  return sort === "update" && isCounted(processingId, kind);
}

function isCounted(processingId: MessageContribution["processingId"], kind: DataKind): boolean {
  return processingId === "P" || (kind === "test" && processingId !== "");
}

function ones(names: Iterable<string>): Cells {
  // Without a prototype: a name is only what was counted.
  const counts: Record<string, number> = Object.create(null);
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

type OutcomeNames = Readonly<Record<OutcomeKind, string>>;

/** Made once: a text that is put together for each dose is hashed for each. */
function outcomeNamesOf(grain: Grain): readonly OutcomeNames[] {
  return measuresOf(grain).map(({ id }) => ({
    passed: CELL.outcome(id, "passed"),
    failed: CELL.outcome(id, "failed"),
    notApplicable: CELL.outcome(id, "notApplicable"),
    unevaluated: CELL.outcome(id, "unevaluated"),
  }));
}

const OUTCOME_NAMES: Readonly<Record<Grain, readonly OutcomeNames[]>> = {
  message: outcomeNamesOf("message"),
  patient: outcomeNamesOf("patient"),
  dose: outcomeNamesOf("dose"),
};

function outcomeNames(grain: Grain, outcomes: string, data: DataKind): readonly string[] {
  const names: string[] = [];
  for (const [index, ofMeasure] of OUTCOME_NAMES[grain].entries()) {
    const kind = KINDS[data][outcomes.charAt(index)];
    if (kind !== undefined) names.push(ofMeasure[kind]);
  }
  return names;
}

/** Whether a finding makes its object fail in data of a kind. */
export function failsIn({ fails, onlyReal }: FindingFact, data: DataKind): boolean {
  return fails && (data === "real" || onlyReal !== true);
}

/** Each rule and each cause once for an object, however many places show it. */
function findingNames({ findings }: Facts, data: DataKind): readonly string[] {
  if (findings.length === 0) return [];
  const failures = findings.filter((finding) => failsIn(finding, data));
  const failing = new Set(failures.map(({ id }) => id));
  return [
    ...[...failing].map(CELL.finding),
    ...new Set(findings.filter(({ id }) => !failing.has(id)).map(({ id }) => CELL.told(id))),
    ...new Set(failures.map(({ cause }) => `cause|${cause}`)),
  ];
}

function isFictional(name: string): boolean {
  return name.startsWith(`${FICTIONAL}|`);
}

function factNames(grain: Grain, facts: Facts, data: DataKind): readonly string[] {
  const counts = facts.counts.some(isFictional)
    ? facts.counts.flatMap((name) => {
        if (!isFictional(name)) return [name];
        return data === "real" ? [`junk${name.slice(FICTIONAL.length)}`] : [];
      })
    : facts.counts;
  return [...outcomeNames(grain, facts.outcomes, data), ...findingNames(facts, data), ...counts];
}

/** What a message that is no evidence still counts for: rule j is asked of everything. */
function apartNames(contribution: MessageContribution, data: DataKind): readonly string[] {
  const { message } = contribution;
  const ofNumbers = message.findings.filter(({ id }) => id.startsWith("RV-J"));
  const outcome = message.outcomes.startsWith("f") ? [CELL.outcome("j", "failed")] : [];
  return [...outcome, ...findingNames({ ...message, findings: ofNumbers }, data)];
}

/** What a query counts for an organization that only queries (decision D25); those that could not be run have no answer. */
function queryNames(
  { sort, processingId, ack, message }: MessageContribution,
  kind: DataKind,
): readonly string[] {
  if (sort !== "query" || !isCounted(processingId, kind)) return [];
  const answers = message.counts.filter((name) => name.startsWith("query|"));
  const answer = answers.length === 0 ? [CELL.queryAnswer("unusable")] : answers;
  return [CELL.queryEvidence, CELL.queryAck(ack), ...answer];
}

function sortName({ sort }: MessageContribution): string {
  if (sort === "unreadable") return CELL.unreadable;
  if (sort === "query") return CELL.queries;
  return sort === "update" ? CELL.otherProcessingIds : CELL.otherTypes;
}

/** What a message itself counts; sums over messages, none is ever taken back. */
export function messageCells(contribution: MessageContribution, kind: DataKind): Cells {
  const { ack, outcome, message, doses } = contribution;
  const acks = [CELL.ack(ack)];
  if (!isEvidence(contribution, kind)) {
    return ones([
      ...acks,
      sortName(contribution),
      ...queryNames(contribution, kind),
      ...apartNames(contribution, kind),
    ]);
  }
  const received = doses.length > 0 ? { [CELL.dosesReceived]: doses.length } : {};
  return { ...ones([...acks, CELL.messages, outcome, ...factNames("message", message, kind)]), ...received };
}

/**
 * The patient and the doses of a message as versions of objects that other messages send again; empty for what is no evidence.
 *
 * @param bucket part of the window that the message was received in
 */
export function versionsOf(
  contribution: MessageContribution,
  bucket: string,
  kind: DataKind,
): readonly ObjectVersion[] {
  if (!isEvidence(contribution, kind)) return [];
  const { messageId, receivedAtMs: atMs, patient, doses } = contribution;
  const stamp = { bucket, atMs, messageId };
  const versionOf = (dose: DoseFacts): ObjectVersion => ({
    ...stamp,
    // Only what has a patient has doses.
    patientKey: patient?.key ?? "",
    name: dose.key,
    cells: ones([CELL.doses, CELL.class(dose.class), ...factNames("dose", dose, kind)]),
    arrival:
      dose.delayDays === undefined ? {} : ones([CELL.arrival(Math.min(dose.delayDays, DELAY_DAYS_MAX))]),
  });
  const versions = doses.map(versionOf);
  if (patient === undefined) return versions;
  return [
    ...versions,
    {
      ...stamp,
      patientKey: patient.key,
      name: "",
      cells: ones([CELL.patients, ...factNames("patient", patient, kind)]),
      arrival: {},
      patient: sampledOf(patient, contribution),
    },
  ];
}
