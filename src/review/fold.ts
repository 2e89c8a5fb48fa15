import { type DataKind, messageCells, versionsOf } from "./contribution-cells.ts";
import type { MessageContribution } from "./contribution.ts";
import { EXAMPLES_MAX, type ExampleBook, examplesOf, mergeExamples } from "./examples.ts";
import { foldObjects } from "./fold-objects.ts";
import { LedgerChange, type ObjectVersion } from "./ledger.ts";
import type { ContributionStore, SumChange, SumStore } from "./ports.ts";
import { objectKey } from "./sightings.ts";
import type { Stamp } from "./stamp.ts";

/** One message that comes into the sums of a bucket, or leaves them. */
export interface Change {
  readonly contribution: MessageContribution;
  readonly bucket: string;
  readonly times: 1 | -1;
}

/** What sums are changed with. */
type FoldStore = SumStore & Pick<ContributionStore, "listCounted" | "findContributions">;

/** Messages read at a time when a bucket is looked through. */
const PAGE = 250;

/** What must be told anew of buckets that messages leave: an object is known there by its other messages. */
interface Rest {
  readonly versions: readonly ObjectVersion[];
  /** Examples by bucket. */
  readonly examples: ReadonlyMap<string, ExampleBook>;
}

/** Of what is noted so much is added to the sums at once, unless that takes too long. */
export const MERGED_AT_ONCE_MAX = 16;

/**
 * Bring messages into the sums and take others out of them. The sums then are those of all that is counted, whatever came and
 * went in which order. Reads the objects that change and no others, and notes what the sums change by; only what leaves makes it
 * look through its bucket and change the sums at once.
 *
 * @param changes each message once for each direction; all messages that leave are counted in their bucket
 * @param mergedMax how much of what is noted is added at once before messages leave
 * @returns how much is noted, or more; when it is {@link MERGED_AT_ONCE_MAX}, it is time for `mergeNoted`; undefined when a
 * message that the sums refer to is gone: nothing was changed, and all sums must be made anew
 */
export async function fold(
  store: FoldStore,
  organizationId: string,
  changes: readonly Change[],
  kind: DataKind,
  mergedMax: number = MERGED_AT_ONCE_MAX,
): Promise<number | undefined> {
  if (changes.length === 0) return 0;
  const rest = await restOf(store, organizationId, changes, kind);
  const change = new LedgerChange();
  for (const { contribution, bucket, times } of changes)
    change.add([{ bucket, until: "", cells: messageCells(contribution, kind) }], times);
  const objects = { changes, kind, rest: rest.versions };
  if (!(await foldObjects(store, organizationId, objects, change))) return undefined;
  const coming = comingExamples(changes, kind);
  if (changes.every(({ times }) => times === 1))
    return store.noteChange(organizationId, { rows: change.rows(), examples: coming });
  // Examples of what leaves may be noted.
  while ((await mergeNoted(store, organizationId, mergedMax)) > 0);
  await store.changeSums(organizationId, change.rows());
  await addExamples(store, organizationId, coming, rest.examples);
  return 0;
}

/** Add some of what is noted to the sums, the oldest. @returns how much was noted of it */
export async function mergeNoted(
  store: SumStore,
  organizationId: string,
  limit: number = MERGED_AT_ONCE_MAX,
): Promise<number> {
  const noted = await store.takeChanges(organizationId, limit);
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
      own.flatMap(({ contribution }) => versionsOf(contribution, bucket, kind).map(objectKey)),
    );
    const causes = new Set(own.flatMap(({ contribution }) => Object.keys(examplesOf(contribution, kind))));
    const gone = new Set(own.map(({ contribution }) => contribution.messageId));
    let book: ExampleBook = Object.fromEntries([...causes].map((cause) => [cause, []]));
    for await (const page of pagesOf(store, organizationId, bucket)) {
      const staying = page.filter(({ messageId }) => !gone.has(messageId));
      versions.push(
        ...staying
          .flatMap((one) => versionsOf(one, bucket, kind))
          .filter((version) => keys.has(objectKey(version))),
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
