import type { PreviousEvent, VaccinationEvent } from "./vaccination-event.ts";

type Draft = Pick<VaccinationEvent, "bestReportId" | "members">;

/** Records by which an old event is known again: its best one, then the oldest that survived. */
const HEIRS: readonly ((event: PreviousEvent) => readonly string[])[] = [
  ({ bestReportId }) => [bestReportId],
  ({ members }) => members.map(({ reportId }) => reportId).toSorted(),
];

/** Which new event each record is in. */
function placesOf(drafts: readonly Draft[]): ReadonlyMap<string, number> {
  return new Map(
    drafts.flatMap(({ members }, index) =>
      members.map(({ reportId }): [string, number] => [reportId, index]),
    ),
  );
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
  const places = placesOf(drafts);
  const ids: (string | undefined)[] = drafts.map(() => undefined);
  const given = new Set<string>();
  const oldestFirst = previous.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const recordsOf of HEIRS) {
    for (const event of oldestFirst) {
      if (given.has(event.id)) continue;
      const index = recordsOf(event)
        .map((reportId) => places.get(reportId))
        .find((place) => place !== undefined);
      if (index === undefined || ids[index] !== undefined) continue;
      ids[index] = event.id;
      given.add(event.id);
    }
  }
  return ids;
}
