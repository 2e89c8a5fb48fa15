import { bySource, currentRevision } from "./current-state.ts";
import type { ReportRevision, StoredReport } from "./stored-report.ts";
import type { ReportSource, VaccinationContent, VaccinationReport } from "./vaccination-report.ts";

/** States kept of one source record. Real records have one or two. */
const REVISIONS_MAX = 50;
/** And of what they say, in UTF-16 units as JSON: a real state has some thousand. */
const REVISIONS_CHARS_MAX = 200_000;
/** Messages kept of one state: the first and the newest. */
const SOURCES_MAX = 10;

/** The first and the newest of a list that is in order. */
function bounded<T>([first, ...others]: readonly [T, ...T[]], max: number): readonly [T, ...T[]] {
  return [first, ...others.slice(Math.max(0, others.length - (max - 1)))];
}

type Revisions = StoredReport["revisions"];

function isOverBound(revisions: Revisions): boolean {
  if (revisions.length > REVISIONS_MAX) return true;
  const chars = revisions.reduce((sum, { content }) => sum + contentText(content).length, 0);
  return chars > REVISIONS_CHARS_MAX;
}

/**
 * The first state, the one that holds now and those that came last. Without the second, old messages that come late would
 * push out a deletion and with it give the dose back (decision D22).
 */
function boundedStates(revisions: Revisions): Revisions {
  const [first, ...others] = revisions;
  const current = currentRevision({ revisions });
  const oldest = others.findIndex((one) => one !== current);
  if (oldest === -1 || others.length < 2 || !isOverBound(revisions)) return revisions;
  return boundedStates([first, ...others.toSpliced(oldest, 1)]);
}

/** Parts of a group that differ between two messages about the same state. */
const PASSING_FIELDS: Readonly<Record<string, number>> = { RXA: 21, OBX: 1 };

/** What a content says, as text to compare; RXA-21 and set ids left out. */
export function contentText(content: VaccinationContent): string {
  return JSON.stringify([
    content.kind,
    content.completion,
    content.informationSource,
    ...content.segments.map(({ name, fields }) => {
      const passing = PASSING_FIELDS[name];
      return [name, ...fields.map((field, index) => (index + 1 === passing ? "" : field))];
    }),
  ]);
}

/** The content alone: what a message says of a dose without who said it when. */
export function contentOf(report: VaccinationReport): VaccinationContent {
  const {
    key: _key,
    site: _site,
    organizationId: _organization,
    orcSequence: _orc,
    source: _source,
    ...content
  } = report;
  return content;
}

/** Whether this very order of this very message is in the record. */
function hasSource({ revisions }: StoredReport, source: ReportSource): boolean {
  return revisions.some(({ sources }) =>
    sources.some((known) => known.messageId === source.messageId && known.rxaSequence === source.rxaSequence),
  );
}

function withSource(revision: ReportRevision, source: ReportSource): ReportRevision {
  const [head, ...rest] = [...revision.sources, source].toSorted(bySource);
  return head === undefined ? revision : { ...revision, sources: bounded([head, ...rest], SOURCES_MAX) };
}

/** A source record of what was not reported before. */
export function newStoredReport(id: string, report: VaccinationReport): StoredReport {
  const { key, site, organizationId, source } = report;
  const revision = { deletes: source.action === "D", content: contentOf(report), sources: [source] } as const;
  return { id, key, site, organizationId, revisions: [revision] };
}

/**
 * Add what a message says to its source record. A state that was said before gets one more message, so that an export which
 * repeats itself adds nothing.
 *
 * @returns the same object when this very order of this very message is in it
 */
export function addRevision(stored: StoredReport, report: VaccinationReport): StoredReport {
  const { source } = report;
  if (hasSource(stored, source)) return stored;
  const deletes = source.action === "D";
  const content = contentOf(report);
  const text = contentText(content);
  const index = stored.revisions.findIndex(
    (revision) => revision.deletes === deletes && contentText(revision.content) === text,
  );
  const [first, ...others] = stored.revisions;
  if (index === -1) {
    const added: ReportRevision = { deletes, content, sources: [source] };
    return { ...stored, revisions: boundedStates([first, ...others, added]) };
  }
  if (index === 0) return { ...stored, revisions: [withSource(first, source), ...others] };
  const changed = others.map((revision, at) => (at === index - 1 ? withSource(revision, source) : revision));
  return { ...stored, revisions: [first, ...changed] };
}
