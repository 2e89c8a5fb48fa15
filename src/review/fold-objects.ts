import { type DataKind, versionsOf } from "./contribution-cells.ts";
import type { Change } from "./fold.ts";
import type { LedgerChange, ObjectVersion } from "./ledger.ts";
import type { ContributionStore, SumStore } from "./ports.ts";
import { type LedgerEntry, objectKey, SightingBook } from "./sightings.ts";

/** Where objects are found and kept. */
export type ObjectStore = Pick<SumStore, "findSightings" | "saveSightings"> &
  Pick<ContributionStore, "findContributions">;

/** What messages tell of objects, by message. */
type Told = ReadonlyMap<string, readonly ObjectVersion[]>;

function toldBy(versions: readonly ObjectVersion[]): Told {
  return Map.groupBy(versions, ({ messageId }) => messageId);
}

function versionIn(
  told: Told | undefined,
  { messageId, patientKey, name }: LedgerEntry,
): ObjectVersion | undefined {
  return told?.get(messageId)?.find((one) => one.name === name && one.patientKey === patientKey);
}

/** What patients and doses of messages that come and go change in the sums. */
export interface ObjectChanges {
  readonly changes: readonly Change[];
  readonly kind: DataKind;
  /** What messages that stay tell of the objects in the buckets that others leave. */
  readonly rest: readonly ObjectVersion[];
}

/**
 * Count patients and doses in and out.
 *
 * @param change takes what the sums change by
 * @returns false when a message that the sums refer to is gone: nothing was changed, and all sums must be made anew
 */
export async function foldObjects(
  store: ObjectStore,
  organizationId: string,
  { changes, kind, rest }: ObjectChanges,
  change: LedgerChange,
): Promise<boolean> {
  const versionsAt = (times: 1 | -1): readonly ObjectVersion[] =>
    changes
      .filter((one) => one.times === times)
      .flatMap(({ contribution, bucket }) => versionsOf(contribution, bucket, kind));
  const [added, removed] = [versionsAt(1), versionsAt(-1)];
  const touched = [...added, ...removed];
  const found = await store.findSightings(organizationId, [
    ...new Set(touched.map(({ patientKey }) => patientKey)),
  ]);
  const [before, after] = [new SightingBook(found), new SightingBook(found)];
  for (const version of removed) after.remove(version);
  for (const version of [...rest, ...added]) after.add(version);
  const objects = new Set(touched.map(objectKey));
  const sides = differences(before.entries(objects), after.entries(objects), changes);
  const told = [toldBy(removed), toldBy(added)] as const;
  const stored = await storedVersions(store, organizationId, kind, missing(sides, told));
  const isWhole = [-1 as const, 1 as const].every((times, side) =>
    (sides[side] ?? []).every((entry) => {
      const version = versionIn(told[side], entry) ?? versionIn(stored, entry);
      if (version === undefined) return false;
      change.add([{ bucket: entry.bucket, until: entry.until, cells: version[entry.counts] }], times);
      return true;
    }),
  );
  if (!isWhole) return false;
  const rows = new Map(
    touched.map((version) => [`${version.patientKey}\n${version.bucket}`, after.rowOf(version)]),
  );
  await store.saveSightings(organizationId, [...rows.values()]);
  return true;
}

type Sides = readonly [before: readonly LedgerEntry[], after: readonly LedgerEntry[]];

function entryKey(entry: LedgerEntry): string {
  return [objectKey(entry), entry.bucket, entry.until, entry.messageId, entry.counts].join("\n");
}

/** Entries that are on one side only, or may be told otherwise on the other. */
function differences(
  before: readonly LedgerEntry[],
  after: readonly LedgerEntry[],
  changes: readonly Change[],
): Sides {
  const changed = new Set(changes.map(({ contribution }) => contribution.messageId));
  const stays = ({ messageId }: LedgerEntry): boolean => !changed.has(messageId);
  const [old, fresh] = [before, after].map((side) => new Set(side.filter(stays).map(entryKey)));
  const differsFrom =
    (other: ReadonlySet<string> | undefined) =>
    (entry: LedgerEntry): boolean =>
      !stays(entry) || other?.has(entryKey(entry)) !== true;
  return [before.filter(differsFrom(fresh)), after.filter(differsFrom(old))];
}

/** Messages of entries that do not come or go themselves. */
function missing(sides: Sides, told: readonly [Told, Told]): readonly string[] {
  const ids = sides.flatMap((entries, side) =>
    entries.filter((entry) => versionIn(told[side], entry) === undefined).map(({ messageId }) => messageId),
  );
  return [...new Set(ids)];
}

async function storedVersions(
  store: ObjectStore,
  organizationId: string,
  kind: DataKind,
  messageIds: readonly string[],
): Promise<Told> {
  if (messageIds.length === 0) return new Map();
  const contributions = await store.findContributions(organizationId, messageIds);
  // The bucket does not matter: only what is told is taken.
  return toldBy(contributions.flatMap((one) => versionsOf(one, "", kind)));
}
