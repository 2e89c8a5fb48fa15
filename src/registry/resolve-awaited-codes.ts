import type { CurationContext } from "./curation-context.ts";
import { savePerson } from "./save-person.ts";
import type { VaccinationEvent } from "./vaccination/vaccination-event.ts";

/** People of one transaction: their rows are held until it commits. */
export const RESOLVED_AT_ONCE_MAX = 50;

/** What one transaction did. */
export interface ResolvedCodes {
  /** People whose vaccinations are others now. */
  readonly changed: number;
  /** Where the next transaction goes on; undefined when there is nobody left. */
  readonly lastId: string | undefined;
}

function isSame(before: readonly VaccinationEvent[], after: readonly VaccinationEvent[]): boolean {
  const known = new Map(before.map((event) => [event.id, JSON.stringify(event)]));
  return (
    before.length === after.length && after.every((event) => known.get(event.id) === JSON.stringify(event))
  );
}

/**
 * Compute the vaccinations of people anew who have a code that no table had, by the tables of today (decision D9). Reports
 * keep their codes as sent. One call is one page of at most `RESOLVED_AT_ONCE_MAX` people; it may be done again at any time.
 *
 * @param afterId `lastId` of the page before, `""` for the first
 */
export async function resolveAwaitedCodes(context: CurationContext, afterId: string): Promise<ResolvedCodes> {
  const { curation, registry, codes, newId, nowMs } = context;
  const ids = await curation.listAwaitingCodes(afterId, RESOLVED_AT_ONCE_MAX);
  let changed = 0;
  // By id everywhere, so that no two works wait for each other.
  for (const id of ids) {
    const person = await curation.holdStoredPerson(id);
    if (person === undefined || person.mergedInto !== undefined) continue;
    const { mergedInto: _merged, ...bare } = person;
    const records = await registry.readRecords(id);
    const { events } = await savePerson(registry, bare, {
      records,
      sources: [],
      reports: [],
      receivedAtMs: nowMs,
      codes,
      newId,
    });
    if (!isSame(records.events, events)) changed += 1;
  }
  return { changed, lastId: ids.at(-1) };
}
