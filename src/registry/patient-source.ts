import type { PatientReport } from "./patient/patient-report.ts";
import { protectionAssertion } from "./patient/read-patient-report.ts";
import type { PatientRevision, PatientSource, RevisionSource } from "./ports.ts";

/** Messages named with one revision: the first and the newest ones. */
const SOURCES_MAX = 8;
/** Different statements kept of one chart; the oldest go first, the newest one and the newest on protection never. */
const REVISIONS_MAX = 40;
/** And of what they say, in UTF-16 units as JSON: a real statement has some thousand. */
const REVISIONS_CHARS_MAX = 200_000;

function sourceOf({ messageId, asOfMs, receivedAtMs }: PatientReport): RevisionSource {
  return { messageId, asOfMs, receivedAtMs };
}

function contentText({ pid, pd1, relatives }: PatientReport): string {
  return JSON.stringify([pid.fields, pd1?.fields, relatives.map(({ fields }) => fields)]);
}

function withSource(revision: PatientRevision, added: RevisionSource): PatientRevision {
  const [first = added, ...others] = [...revision.sources, added].toSorted(byAge);
  const kept = others.length + 1 > SOURCES_MAX ? others.slice(1) : others;
  return { ...revision, sources: [first, ...kept] };
}

/** By MSH-7, then by receipt: a message that came late is not the newest for it. */
function byAge(a: RevisionSource, b: RevisionSource): number {
  return a.asOfMs - b.asOfMs || a.receivedAtMs - b.receivedAtMs;
}

/** The newest message that was not withdrawn; undefined when all were. */
function newestOf({ sources }: PatientRevision): RevisionSource | undefined {
  return sources
    .filter(({ withdrawn }) => withdrawn !== true)
    .toSorted(byAge)
    .at(-1);
}

/** The newest of the statements that hold; of two on protection at one instant the one that protects. */
function newestStatement(revisions: readonly PatientRevision[]): PatientRevision | undefined {
  const standing = revisions.flatMap((revision) => {
    const newest = newestOf(revision);
    const protects = protectionAssertion(revision.report)?.value === "Y";
    return newest === undefined ? [] : [{ revision, newest, protects }];
  });
  return standing
    .toSorted(
      (a, b) =>
        a.newest.asOfMs - b.newest.asOfMs ||
        Number(a.protects) - Number(b.protects) ||
        byAge(a.newest, b.newest),
    )
    .at(-1)?.revision;
}

function isOverBound(revisions: readonly PatientRevision[]): boolean {
  if (revisions.length > REVISIONS_MAX) return true;
  const chars = revisions.reduce((sum, { report }) => sum + contentText(report).length, 0);
  return chars > REVISIONS_CHARS_MAX;
}

function trimmed(revisions: readonly PatientRevision[]): readonly PatientRevision[] {
  if (revisions.length === 1 || !isOverBound(revisions)) return revisions;
  const asserting = revisions.filter(({ report }) => protectionAssertion(report) !== undefined);
  const kept = new Set([newestStatement(revisions), newestStatement(asserting), revisions.at(-1)]);
  const oldest = revisions.findIndex((revision) => !kept.has(revision));
  return oldest === -1 ? revisions : trimmed(revisions.toSpliced(oldest, 1));
}

/** Index of the revision that says the very same; -1 when none does. */
function sameStatement(revisions: readonly PatientRevision[], report: PatientReport): number {
  if (revisions.length === 0) return -1;
  const text = contentText(report);
  return revisions.findIndex((revision) => contentText(revision.report) === text);
}

/**
 * A chart with what one more message says of it.
 *
 * @returns the same object when the message is in it already
 */
export function addReport(source: PatientSource, report: PatientReport): PatientSource {
  const { revisions } = source;
  if (revisions.some(({ sources }) => sources.some(({ messageId }) => messageId === report.messageId)))
    return source;
  const same = sameStatement(revisions, report);
  const known = revisions[same];
  const changed =
    known === undefined
      ? trimmed([...revisions, { report, sources: [sourceOf(report)] }])
      : revisions.with(same, withSource(known, sourceOf(report)));
  return { ...source, revisions: changed };
}

/** What a chart says of its person: one report a revision, dated by the newest message that said so. */
export function livingReports({ revisions }: PatientSource): readonly PatientReport[] {
  return revisions.flatMap((revision) => {
    const newest = newestOf(revision);
    if (newest === undefined) return [];
    const { messageId, asOfMs, receivedAtMs } = newest;
    return [{ ...revision.report, messageId, asOfMs, receivedAtMs }];
  });
}

/** What all charts of a person say, newest first. */
export function reportsOfSources(sources: readonly PatientSource[]): readonly PatientReport[] {
  return sources
    .flatMap(livingReports)
    .toSorted((a, b) => b.asOfMs - a.asOfMs || b.receivedAtMs - a.receivedAtMs);
}

/**
 * Take back what came from messages, or give it back (`message void`).
 *
 * @returns the same object when none of them said anything of this chart
 */
export function setSourceWithdrawn(
  source: PatientSource,
  messageIds: ReadonlySet<string>,
  withdrawn: boolean,
): PatientSource {
  const isMeant = (one: RevisionSource): boolean =>
    messageIds.has(one.messageId) && (one.withdrawn === true) !== withdrawn;
  if (!source.revisions.some(({ sources }) => sources.some(isMeant))) return source;
  const change = (one: RevisionSource): RevisionSource => {
    if (!isMeant(one)) return one;
    const { messageId, asOfMs, receivedAtMs } = one;
    return { messageId, asOfMs, receivedAtMs, ...(withdrawn && { withdrawn: true }) };
  };
  const revisions = source.revisions.map(({ report, sources: [first, ...others] }): PatientRevision => {
    return { report, sources: [change(first), ...others.map(change)] };
  });
  return { ...source, revisions };
}
