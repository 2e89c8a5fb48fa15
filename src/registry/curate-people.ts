import { RefusedError } from "../kernel/refused-error.ts";
import { NOTHING_KNOWN } from "./describe-person.ts";
import { type CurationContext, mustHold } from "./curation-context.ts";
import type { StoredPerson } from "./curation-ports.ts";
import { NO_DEMOGRAPHICS } from "./matching/demographics.ts";
import { toMatchRecord } from "./matching/match-record.ts";
import { NO_KEYS, peopleKeys } from "./people-keys.ts";
import { newPersonId } from "./person-id.ts";
import type { Person, PersonRecords } from "./ports.ts";
import type { ProtectionFacts } from "./query/visibility.ts";
import { type SavedPerson, savePerson } from "./save-person.ts";
import type { VaccinationEvent } from "./vaccination/vaccination-event.ts";

const NOTHING_CHANGED = { sources: [], reports: [] } as const;

function asRecords(sources: PersonRecords["sources"], reports: PersonRecords["reports"]): PersonRecords {
  return { sources, reports, events: [], formerEvents: [] };
}

function recompute(
  context: CurationContext,
  person: Person,
  records: PersonRecords,
  freedEvents: readonly VaccinationEvent[] = [],
): Promise<SavedPerson> {
  const { registry, codes, newId, nowMs } = context;
  const changed = { ...NOTHING_CHANGED, records, freedEvents, receivedAtMs: nowMs, codes, newId };
  return savePerson(registry, person, changed);
}

/** Take every key from a person: no report and no query finds it. */
async function takeKeys({ registry, nowMs }: CurationContext, person: Person): Promise<void> {
  await registry.savePerson({
    person,
    atMs: nowMs,
    savedKeys: NO_KEYS,
    goneKeys: peopleKeys(toMatchRecord(person.document.demographics), person.scope),
    sources: [],
    reports: [],
    events: [],
    goneEventIds: [],
  });
}

/** A lock and an opt-out of either hold for both. */
function strictest(a: ProtectionFacts, b: ProtectionFacts): ProtectionFacts {
  const lock = a.lock ?? b.lock;
  return { assertions: [], optedOut: a.optedOut || b.optedOut, ...(lock !== undefined && { lock }) };
}

/**
 * Make two people one: all charts of the first go to the second, whose id stands for both from now on. Nothing is lost:
 * `splitMerged` makes them two again.
 *
 * @returns how many charts and records moved
 * @throws RefusedError `not-found`, `usage` for one person twice, `policy` for people of two organizations in test
 */
export async function mergePeople(
  context: CurationContext,
  fromId: string,
  intoId: string,
): Promise<{ readonly charts: number; readonly reports: number }> {
  if (fromId === intoId) throw new RefusedError("usage", "Name two patients.");
  const { curation, registry, nowMs, by } = context;
  // Held in one order everywhere, so that no two merges wait for each other.
  const held = new Map<string, StoredPerson>();
  for (const id of [fromId, intoId].toSorted()) held.set(id, await mustHold(context, id));
  const [from, into] = [held.get(fromId), held.get(intoId)];
  if (from === undefined || into === undefined)
    throw new RefusedError("not-found", "There is no such patient.");
  if (from.scope !== into.scope)
    throw new RefusedError("policy", "In test, patients of two organizations are never merged.");
  const moved = await registry.readRecords(fromId);
  const kept = await registry.readRecords(intoId);
  const sourceIds = moved.sources.map(({ id }) => id);

  await takeKeys(context, from);
  await curation.moveSources(sourceIds, intoId);
  await curation.moveEvents(fromId, intoId);
  const formerIds = [...into.document.formerIds, fromId, ...from.document.formerIds];
  const protection = strictest(into.document.protection, from.document.protection);
  const survivor = { ...into, document: { ...into.document, formerIds, protection } };
  await recompute(context, survivor, {
    sources: [...kept.sources, ...moved.sources],
    reports: [...kept.reports, ...moved.reports],
    events: [...kept.events, ...moved.events],
    formerEvents: [...kept.formerEvents, ...moved.formerEvents],
  });
  await curation.setMergedInto(fromId, intoId);
  await curation.saveMerge({ id: context.newId(), fromId, intoId, sourceIds, atMs: nowMs });
  await curation.decidePair({ personId: fromId, otherId: intoId, decision: "same", atMs: nowMs, by });
  return { charts: sourceIds.length, reports: moved.reports.length };
}

interface Parted {
  readonly from: StoredPerson;
  /** Stored, without charts. */
  readonly to: Person;
  readonly sourceIds: readonly string[];
}

/** Give charts of one person to another, and compute both anew. */
async function part(context: CurationContext, { from, to, sourceIds }: Parted): Promise<void> {
  const { curation, registry, nowMs, by } = context;
  const records = await registry.readRecords(from.id);
  const goes = new Set(sourceIds);
  const own = asRecords(
    records.sources.filter(({ id }) => !goes.has(id)),
    records.reports.filter(({ sourceId }) => !goes.has(sourceId)),
  );
  const moved = asRecords(
    records.sources.filter(({ id }) => goes.has(id)),
    records.reports.filter(({ sourceId }) => goes.has(sourceId)),
  );
  await curation.moveSources(sourceIds, to.id);
  const { events: before, formerEvents } = records;
  const { events } = await recompute(context, from, { ...own, events: before, formerEvents });
  const used = new Set(events.map(({ id }) => id));
  const freed = [...before, ...formerEvents].filter(({ id }) => !used.has(id));
  // The keys of the moved charts are taken from the one and given to the other by their documents.
  await recompute(
    context,
    { ...to, document: { ...to.document, demographics: NO_DEMOGRAPHICS } },
    moved,
    freed,
  );
  await curation.decidePair({ personId: from.id, otherId: to.id, decision: "different", atMs: nowMs, by });
}

/**
 * Undo the merge of a person: its charts go back to it. What came in since then stays where it was reported.
 *
 * @returns the person it was merged into
 * @throws RefusedError `not-found` when it is not merged now, `policy` when the survivor was merged again since
 */
export async function splitMerged(
  context: CurationContext,
  fromId: string,
): Promise<{ readonly intoId: string; readonly charts: number }> {
  const { curation, nowMs } = context;
  const person = await curation.holdStoredPerson(fromId);
  const merge = person === undefined ? undefined : await curation.findMerge(fromId);
  if (person === undefined || merge === undefined)
    throw new RefusedError("not-found", `Patient ${fromId} is not merged into another one.`);
  const survivor = await mustHold(context, merge.intoId);
  const leaving = new Set([fromId, ...person.document.formerIds]);
  const formerIds = survivor.document.formerIds.filter((id) => !leaving.has(id));
  await curation.setMergedInto(fromId, undefined);
  await part(context, {
    from: { ...survivor, document: { ...survivor.document, formerIds } },
    to: person,
    sourceIds: merge.sourceIds,
  });
  await curation.endMerge(merge.id, nowMs);
  return { intoId: merge.intoId, charts: merge.sourceIds.length };
}

/**
 * Make a person of some charts that were filed under another by mistake. `mergePeople` undoes it.
 *
 * @returns the new person's id
 * @throws RefusedError `not-found`, or `usage` for charts that are not the person's or are all it has
 */
export async function splitCharts(
  context: CurationContext,
  personId: string,
  sourceIds: readonly string[],
): Promise<{ readonly newId: string }> {
  const { registry, nowMs } = context;
  const from = await mustHold(context, personId);
  const { sources } = await registry.readRecords(personId);
  const own = new Set(sources.map(({ id }) => id));
  const goes = new Set(sourceIds);
  const foreign = sourceIds.find((id) => !own.has(id));
  if (foreign !== undefined) throw new RefusedError("usage", `Chart ${foreign} is not one of ${personId}.`);
  if (goes.size === 0 || goes.size === own.size)
    throw new RefusedError("usage", "Name some of the charts, not all: one must stay.");
  const id = newPersonId(context.newId);
  const to: Person = { id, scope: from.scope, document: NOTHING_KNOWN };
  await registry.savePerson({
    person: to,
    atMs: nowMs,
    savedKeys: NO_KEYS,
    goneKeys: NO_KEYS,
    sources: [],
    reports: [],
    events: [],
    goneEventIds: [],
  });
  await part(context, { from, to, sourceIds: [...goes] });
  return { newId: id };
}
