import type { ReportRevision, ReportState, StoredReport } from "./stored-report.ts";
import type { ReportSource } from "./vaccination-report.ts";

/** Later by MSH-7, then by receipt, then by place: what holds when two messages speak of one moment. */
export function bySource(a: ReportSource, b: ReportSource): number {
  if (a.asOfMs !== b.asOfMs) return a.asOfMs - b.asOfMs;
  if (a.receivedAtMs !== b.receivedAtMs) return a.receivedAtMs - b.receivedAtMs;
  if (a.messageId !== b.messageId) return a.messageId < b.messageId ? -1 : 1;
  return a.rxaSequence - b.rxaSequence;
}

interface Standing {
  readonly revision: ReportRevision;
  readonly newest: ReportSource;
  readonly oldest: ReportSource;
}

function standingOf(revision: ReportRevision): Standing | undefined {
  const sources = revision.sources.filter(({ withdrawn }) => withdrawn !== true).toSorted(bySource);
  const [oldest] = sources;
  const newest = sources.at(-1);
  return oldest === undefined || newest === undefined ? undefined : { revision, newest, oldest };
}

function currentStanding({ revisions }: Pick<StoredReport, "revisions">): Standing | undefined {
  return revisions
    .map(standingOf)
    .filter((standing) => standing !== undefined)
    .toSorted((a, b) => bySource(b.newest, a.newest))
    .at(0);
}

/** @returns the state that holds now; undefined when staff took all its messages back */
export function currentRevision(stored: Pick<StoredReport, "revisions">): ReportRevision | undefined {
  return currentStanding(stored)?.revision;
}

/** What a source record says now: the newest of all its messages that were not withdrawn, whatever order they came in. */
export function currentState(stored: StoredReport): ReportState {
  const current = currentStanding(stored);
  if (current === undefined) return { kind: "withdrawn" };
  const { revision, newest, oldest } = current;
  return {
    kind: revision.deletes ? "deleted" : "living",
    content: revision.content,
    source: newest,
    sinceMs: oldest.asOfMs,
  };
}

function marked(source: ReportSource, withdrawn: boolean): ReportSource {
  const { withdrawn: _mark, ...bare } = source;
  return withdrawn ? { ...bare, withdrawn: true } : bare;
}

/**
 * Take back what came from messages, or give it back: nothing is lost either way (`message void`).
 *
 * @returns the same object when none of the messages said anything of this record
 */
export function setWithdrawn(
  stored: StoredReport,
  messageIds: ReadonlySet<string>,
  withdrawn: boolean,
): StoredReport {
  const isMeant = (source: ReportSource): boolean =>
    messageIds.has(source.messageId) && (source.withdrawn === true) !== withdrawn;
  if (!stored.revisions.some(({ sources }) => sources.some(isMeant))) return stored;
  const change = (source: ReportSource): ReportSource =>
    isMeant(source) ? marked(source, withdrawn) : source;
  const [first, ...others] = stored.revisions;
  const changed = ({ sources: [head, ...rest], ...revision }: ReportRevision): ReportRevision => ({
    ...revision,
    sources: [change(head), ...rest.map(change)],
  });
  return { ...stored, revisions: [changed(first), ...others.map(changed)] };
}
