import { type DataKind, messageCells, versionsOf } from "./contribution-cells.ts";
import type { MessageContribution } from "./contribution.ts";
import { EXAMPLES_MAX, type ExampleBook, examplesOf, mergeExamples } from "./examples.ts";
import {
  LedgerChange,
  ledgerOf,
  mergeOccurrences,
  type ObjectVersion,
  type Occurrence,
  occurrenceOf,
} from "./ledger.ts";
import type { ContributionStore, KeyedOccurrence, SumChange, SumStore } from "./ports.ts";
import type { Stamp } from "./stamp.ts";

/** One message that comes into the sums of a bucket, or leaves them. */
export interface Change {
  readonly contribution: MessageContribution;
  readonly bucket: string;
  readonly times: 1 | -1;
}

/** What sums are changed with. */
type FoldStore = SumStore & Pick<ContributionStore, "listCounted">;

/** Occurrences of objects by key and bucket. */
type Objects = Map<string, Map<string, Occurrence>>;

/** Messages read at a time when a bucket is looked through. */
const PAGE = 250;

/** What must be told anew of buckets that messages leave: an object is known there by its other messages. */
interface Rest {
  readonly versions: readonly ObjectVersion[];
  /** Examples by bucket. */
  readonly examples: ReadonlyMap<string, ExampleBook>;
}

/** Of what is noted so much is added to the sums at once. */
export const MERGED_AT_ONCE_MAX = 16;

/**
 * Bring messages into the sums and take others out of them. The sums then are those of all that is counted, whatever came and
 * went in which order. Reads the objects that change and no others, and notes what the sums change by; only what leaves makes it
 * look through its bucket and change the sums at once.
 *
 * @param changes each message once for each direction; all messages that leave are counted in their bucket
 * @returns how much is noted, or more; when it is {@link MERGED_AT_ONCE_MAX}, it is time for `mergeNoted`
 */
export async function fold(
  store: FoldStore,
  organizationId: string,
  changes: readonly Change[],
  kind: DataKind,
): Promise<number> {
  if (changes.length === 0) return 0;
  const rest = await restOf(store, organizationId, changes, kind);
  const change = new LedgerChange();
  for (const { contribution, bucket, times } of changes)
    change.add([{ bucket, until: "", cells: messageCells(contribution, kind) }], times);
  await foldObjects(store, organizationId, changes, kind, rest.versions, change);
  const coming = comingExamples(changes, kind);
  if (changes.every(({ times }) => times === 1))
    return store.noteChange(organizationId, { rows: change.rows(), examples: coming });
  // Examples of what leaves may be noted.
  while ((await mergeNoted(store, organizationId)) > 0);
  await store.changeSums(organizationId, change.rows());
  await addExamples(store, organizationId, coming, rest.examples);
  return 0;
}

/** Add some of what is noted to the sums, the oldest. @returns how much was noted of it */
export async function mergeNoted(store: SumStore, organizationId: string): Promise<number> {
  const noted = await store.takeChanges(organizationId, MERGED_AT_ONCE_MAX);
  const change = new LedgerChange();
  for (const { rows } of noted) change.add(rows, 1);
  await store.changeSums(organizationId, change.rows());
  await addExamples(
    store,
    organizationId,
    noted.flatMap(({ examples }) => examples),
    new Map(),
  );
  return noted.length;
}

async function foldObjects(
  store: FoldStore,
  organizationId: string,
  changes: readonly Change[],
  kind: DataKind,
  rest: readonly ObjectVersion[],
  change: LedgerChange,
): Promise<void> {
  const versionsAt = (times: 1 | -1): readonly ObjectVersion[] =>
    changes
      .filter((one) => one.times === times)
      .flatMap(({ contribution, bucket }) => versionsOf(contribution, bucket, kind));
  const [added, removed] = [versionsAt(1), versionsAt(-1)];
  const keys = [...new Set([...added, ...removed].map(({ key }) => key))];
  const before = objectsOf(await store.findOccurrences(organizationId, keys));
  const after: Objects = new Map([...before].map(([key, own]) => [key, new Map(own)]));
  for (const { key, bucket } of removed) after.get(key)?.delete(bucket);
  for (const version of [...rest, ...added]) putVersion(after, version);
  const saved: KeyedOccurrence[] = [];
  for (const key of keys) {
    const [old, own] = [before.get(key), after.get(key)];
    change.add(ledgerOf(old?.values() ?? []), -1);
    change.add(ledgerOf(own?.values() ?? []), 1);
    for (const occurrence of own?.values() ?? [])
      if (old?.get(occurrence.bucket) !== occurrence) saved.push({ key, occurrence });
  }
  await store.saveOccurrences(organizationId, saved);
  const gone = removed.filter(({ key, bucket }) => after.get(key)?.has(bucket) !== true);
  await store.deleteOccurrences(organizationId, gone);
}

function objectsOf(found: readonly KeyedOccurrence[]): Objects {
  const objects: Objects = new Map();
  for (const { key, occurrence } of found) put(objects, key, occurrence);
  return objects;
}

function put(objects: Objects, key: string, occurrence: Occurrence): void {
  const own = objects.get(key) ?? new Map<string, Occurrence>();
  objects.set(key, own.set(occurrence.bucket, occurrence));
}

function putVersion(objects: Objects, version: ObjectVersion): void {
  const known = objects.get(version.key)?.get(version.bucket);
  const one = occurrenceOf(version);
  put(objects, version.key, known === undefined ? one : mergeOccurrences(known, one));
}

/** What stays of the objects and causes of messages that leave, in the buckets they leave. */
async function restOf(
  store: FoldStore,
  organizationId: string,
  changes: readonly Change[],
  kind: DataKind,
): Promise<Rest> {
  const leaving = changes.filter(({ times }) => times === -1);
  const versions: ObjectVersion[] = [];
  const examples = new Map<string, ExampleBook>();
  for (const [bucket, own] of Map.groupBy(leaving, (one) => one.bucket)) {
    const keys = new Set(
      own.flatMap(({ contribution }) => versionsOf(contribution, bucket, kind).map(({ key }) => key)),
    );
    const causes = new Set(own.flatMap(({ contribution }) => Object.keys(examplesOf(contribution, kind))));
    const gone = new Set(own.map(({ contribution }) => contribution.messageId));
    let book: ExampleBook = Object.fromEntries([...causes].map((cause) => [cause, []]));
    for await (const page of pagesOf(store, organizationId, bucket)) {
      const staying = page.filter(({ messageId }) => !gone.has(messageId));
      versions.push(
        ...staying.flatMap((one) => versionsOf(one, bucket, kind)).filter(({ key }) => keys.has(key)),
      );
      book = mergeExamples([book, ...staying.map((one) => only(examplesOf(one, kind), causes))]);
    }
    examples.set(bucket, book);
  }
  return { versions, examples };
}

async function* pagesOf(
  store: FoldStore,
  organizationId: string,
  bucket: string,
): AsyncGenerator<readonly MessageContribution[]> {
  let before: Stamp | undefined;
  for (;;) {
    const page = await store.listCounted(organizationId, bucket, before, PAGE);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = { atMs: last.receivedAtMs, messageId: last.messageId };
  }
}

function only(book: ExampleBook, causes: ReadonlySet<string>): ExampleBook {
  return Object.fromEntries(Object.entries(book).filter(([cause]) => causes.has(cause)));
}

function comingExamples(changes: readonly Change[], kind: DataKind): SumChange["examples"] {
  const coming = Map.groupBy(
    changes.filter(({ times }) => times === 1),
    ({ bucket }) => bucket,
  );
  return [...coming].flatMap(([bucket, own]) => {
    const book = mergeExamples(own.map(({ contribution }) => examplesOf(contribution, kind)));
    return Object.keys(book).length === 0 ? [] : [[bucket, book] as const];
  });
}

/** @param rest by bucket, in place of what causes had */
async function addExamples(
  store: SumStore,
  organizationId: string,
  coming: SumChange["examples"],
  rest: ReadonlyMap<string, ExampleBook>,
): Promise<void> {
  const byBucket = Map.groupBy(coming, ([bucket]) => bucket);
  for (const bucket of new Set([...byBucket.keys(), ...rest.keys()])) {
    const added = mergeExamples((byBucket.get(bucket) ?? []).map(([, book]) => book));
    const known = await store.findExamples(organizationId, bucket, Object.keys(added));
    const before = { ...known, ...rest.get(bucket) };
    const after = mergeExamples([before, added]);
    const changed = Object.entries(after).filter(
      ([cause, examples]) => rest.get(bucket)?.[cause] !== undefined || isNews(known[cause], examples),
    );
    await store.saveExamples(organizationId, bucket, Object.fromEntries(changed));
  }
}

function isNews(before: ExampleBook[string] | undefined, after: ExampleBook[string]): boolean {
  if (before === undefined || before.length < Math.min(after.length, EXAMPLES_MAX)) return true;
  return after.some((example, index) => {
    const old = before[index];
    return old?.messageId !== example.messageId || old.at !== example.at;
  });
}
