import type { CodeSets } from "../codes/code-sets.ts";
import type { Message } from "../hl7/message.ts";
import { firstSegment } from "../hl7/value-at.ts";
import type { IdSource } from "../kernel/clock.ts";
import type { Finding } from "../validation/finding.ts";
import { findingAt } from "../validation/finding-row.ts";
import { chartKey } from "./chart-key.ts";
import { type Candidate, toCandidate } from "./matching/candidate.ts";
import { decideReport, type ReportDecision } from "./matching/decide-report.ts";
import { type MatchRecord, toMatchRecord } from "./matching/match-record.ts";
import type { PatientReport } from "./patient/patient-report.ts";
import { readDemographics } from "./patient/read-demographics.ts";
import { readPatientReport } from "./patient/read-patient-report.ts";
import { consolidateDemographics, NOTHING_KNOWN } from "./describe-person.ts";
import { motherFindings } from "./mother-findings.ts";
import { addReport, reportsOfSources } from "./patient-source.ts";
import { joinedKeys, peopleKeys, peopleLocks } from "./people-keys.ts";
import { IDENTIFIER_REUSED } from "./person-findings.ts";
import { newPersonId } from "./person-id.ts";
import type {
  FiledReport,
  FoundPeople,
  FoundPerson,
  PatientSource,
  PeopleScope,
  Person,
  PersonRecords,
  RegistryTransaction,
  ReviewPair,
  ReviewReason,
} from "./ports.ts";
import type { ReportContext } from "./report-context.ts";
import { savePerson } from "./save-person.ts";
import { applyReports } from "./vaccination/apply-reports.ts";
import { currentState } from "./vaccination/current-state.ts";
import { readReports } from "./vaccination/read-reports.ts";
import type { VaccinationReport } from "./vaccination/vaccination-report.ts";

/** What recording a message depends on besides the message. */
export interface RecordContext extends ReportContext {
  readonly scope: PeopleScope;
  /** Scopes of organizations that share their test data with this one (decision D23). */
  readonly sharedScopes: readonly PeopleScope[];
  readonly codes: CodeSets;
  readonly newId: IdSource;
}

/** What became of an accepted update. */
export interface RecordedUpdate {
  /** Undefined when the message named nobody. */
  readonly personId: string | undefined;
  /** About the sender's own data only (decision D8). */
  readonly findings: readonly Finding[];
  /** For staff alone: they rest on what other organizations reported. */
  readonly staffFindings: readonly Finding[];
  /** So many people share a key that not all were looked at. */
  readonly isCapped: boolean;
}

/** Pairs for staff of one message, best first. */
const PAIRS_MAX = 20;

const NOBODY_KNOWN: PersonRecords = { sources: [], reports: [], events: [], formerEvents: [] };

/**
 * Record an accepted update: find out whose it is, file what it says of the person and of each dose, and compute the
 * person's vaccinations anew (decisions D9, D11, D22, D23).
 *
 * Nobody is joined to a person on less than a confirmed identifier or a clear match; all else makes a new person and, where
 * it may be a known one, a pair for staff.
 *
 * @param accepted of `Processed`: refused doses are not in it
 */
export async function recordUpdate(
  tx: RegistryTransaction,
  accepted: Message,
  context: RecordContext,
): Promise<RecordedUpdate> {
  const report = readPatientReport(accepted, context);
  if (report === undefined) return { personId: undefined, findings: [], staffFindings: [], isCapped: false };
  const incoming = toMatchRecord(readDemographics(report));
  const sourceKey = chartKey(report, incoming);

  await tx.lockPeople(peopleLocks(incoming, context.scope));
  const found = await findPeople(tx, incoming, sourceKey, context);
  const decision = settled(decideReport(candidatesOf(incoming, found.people)), found.people);

  const known = decision.kind === "match" ? await tx.holdPerson(decision.id) : undefined;
  const records = known === undefined ? NOBODY_KNOWN : await tx.readRecords(known.id);
  const person = known ?? newPerson(context);

  const source = addReport(sourceOf(records, sourceKey, report, context.newId), report);
  const { reports, findings } = readReports(accepted, context);
  const applied = applyReports(
    records.reports.map((filed) => filed.report),
    reports,
    {
      newId: context.newId,
      codes: context.codes,
      keysElsewhere: await keysElsewhere(tx, reports, known),
    },
  );

  await savePerson(tx, person, {
    ...context,
    records,
    sources: [source],
    messageSource: { messageId: context.messageId, sourceId: source.id },
    reports: applied.writes.map((stored) => filedUnder(source.id, stored.id, records, stored)),
  });
  await tx.savePairs(pairsOf(person.id, decision, context));
  const others = records.sources.filter(({ id }) => id !== source.id);
  const { told, staff: staffFindings } = motherFindings(report, [...others, source]);
  return {
    personId: person.id,
    findings: [
      ...(await identifierFindings(tx, accepted, incoming, decision, context)),
      ...told,
      ...findings,
      ...applied.findings,
    ],
    staffFindings,
    isCapped: found.isCapped,
  };
}

function findPeople(
  tx: RegistryTransaction,
  incoming: MatchRecord,
  source: string,
  { scope, sharedScopes }: RecordContext,
): Promise<FoundPeople> {
  return tx.findPeople({
    ...joinedKeys([scope, ...sharedScopes].map((one) => peopleKeys(incoming, one))),
    source,
  });
}

/**
 * A report without any part of a name belongs to the chart it came with. To another chart's person no number and birth date
 * join it, which anybody could count through: staff look.
 */
function candidatesOf(incoming: MatchRecord, people: readonly FoundPerson[]): readonly Candidate[] {
  const isNamed = incoming.given.joined !== "" || incoming.family.joined !== "" || incoming.newborn;
  return people.map(({ id, document, hasSource }) => {
    const candidate = toCandidate(incoming, id, toMatchRecord(document.demographics));
    const isDoubtful = candidate.identifier === "confirmed" && !isNamed && !hasSource;
    return isDoubtful ? { ...candidate, identifier: "doubtful" } : candidate;
  });
}

/**
 * Where a report fits several people, or none well enough, and one of them has this very chart, it is that one's: else a
 * chart that is sent every night would make a new person every night.
 */
function settled(decision: ReportDecision, people: readonly FoundPerson[]): ReportDecision {
  if (decision.kind !== "several" && decision.kind !== "possible") return decision;
  const own = new Set(people.filter(({ hasSource }) => hasSource).map(({ id }) => id));
  const chart = decision.review.find(
    ({ id, identifier, comparison }) =>
      own.has(id) && (identifier === "confirmed" || comparison.kind === "match"),
  );
  if (chart === undefined) return decision;
  const { review, contradicted } = decision;
  return {
    kind: "match",
    id: chart.id,
    by: "identifier",
    review: review.filter((one) => one !== chart),
    contradicted,
  };
}

function newPerson({ newId, scope }: RecordContext): Person {
  const id = newPersonId(newId);
  return { id, scope, document: NOTHING_KNOWN };
}

function sourceOf(
  { sources }: PersonRecords,
  key: string,
  { organizationId, site }: PatientReport,
  newId: IdSource,
): PatientSource {
  return (
    sources.find((source) => source.key === key) ?? { id: newId(), organizationId, site, key, revisions: [] }
  );
}

async function keysElsewhere(
  tx: RegistryTransaction,
  reports: readonly VaccinationReport[],
  person: Person | undefined,
): Promise<ReadonlySet<string>> {
  const keys = new Set(reports.flatMap(({ key }) => key ?? []));
  if (keys.size === 0) return keys;
  const others = await tx.findKeysElsewhere([...keys], person?.id ?? "");
  const living = others.filter((stored) => currentState(stored).kind === "living");
  return new Set(living.flatMap(({ key }) => key ?? []));
}

/** A record stays with the chart that it came with first. */
function filedUnder(
  sourceId: string,
  reportId: string,
  { reports }: PersonRecords,
  report: FiledReport["report"],
): FiledReport {
  const before = reports.find((filed) => filed.report.id === reportId);
  return { sourceId: before?.sourceId ?? sourceId, report };
}

function pairsOf(
  personId: string,
  decision: ReportDecision,
  { messageId, receivedAtMs: atMs }: RecordContext,
): readonly ReviewPair[] {
  const pair =
    (reason: ReviewReason) =>
    ({ id, comparison }: Candidate): ReviewPair => {
      return { personId, otherId: id, reason, score: comparison.score, messageId, atMs };
    };
  const review = decision.kind === "none" ? [] : decision.review;
  const alike = review.map(pair(decision.kind === "several" ? "several" : "possible"));
  return [...decision.contradicted.map(pair("one-identifier")), ...alike].slice(0, PAIRS_MAX);
}

/** People looked at for a number that was given twice; more than one is rare. */
const CONTRADICTED_READ_MAX = 4;

/**
 * A number that the same organization sent before for somebody else, at whichever of its sites and places in PID-3. Judged
 * by its own reports alone, so that the answer tells nothing of another organization's (decision D8).
 */
async function identifierFindings(
  tx: RegistryTransaction,
  accepted: Message,
  incoming: MatchRecord,
  { contradicted }: ReportDecision,
  { organizationId }: RecordContext,
): Promise<readonly Finding[]> {
  for (const { id } of contradicted.slice(0, CONTRADICTED_READ_MAX)) {
    const { sources } = await tx.readRecords(id);
    const own = reportsOfSources(sources.filter((source) => source.organizationId === organizationId));
    const known = toMatchRecord(consolidateDemographics(own.map(readDemographics)));
    if (toCandidate(incoming, id, known).identifier !== "contradicted") continue;
    const sequence = firstSegment(accepted, "PID")?.sequence ?? 1;
    return [findingAt(IDENTIFIER_REUSED, { segment: "PID", sequence, field: 3 })];
  }
  return [];
}
