import type { PreviousEvent, VaccinationEvent } from "./vaccination-event.ts";

type Draft = Pick<VaccinationEvent, "bestReportId" | "members">;

function holds(draft: Draft, reportId: string): boolean {
  return draft.members.some((member) => member.reportId === reportId);
}

/** Records by which an old event is known again: its best one, then the oldest that survived. */
const HEIRS: readonly ((event: PreviousEvent) => readonly string[])[] = [
  ({ bestReportId }) => [bestReportId],
  ({ members }) => members.map(({ reportId }) => reportId).toSorted(),
];

function heirOf(reportIds: readonly string[], drafts: readonly Draft[]): number {
  for (const reportId of reportIds) {
    const index = drafts.findIndex((draft) => holds(draft, reportId));
    if (index !== -1) return index;
  }
  return -1;
}

/**
 * Ids that stay: an old event gives its id to the one new event that goes on with it; where two old ones became one, the older
 * id of those whose best record is in it holds. Ids sort by the time they were made.
 *
 * @returns one entry for each draft, undefined where a new id is needed
 */
export function keepIds(
  drafts: readonly Draft[],
  previous: readonly PreviousEvent[],
): readonly (string | undefined)[] {
  const ids: (string | undefined)[] = drafts.map(() => undefined);
  const oldestFirst = previous.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const recordsOf of HEIRS) {
    for (const event of oldestFirst) {
      const index = ids.includes(event.id) ? -1 : heirOf(recordsOf(event), drafts);
      if (index !== -1) ids[index] ??= event.id;
    }
  }
  return ids;
}
