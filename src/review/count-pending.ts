import type { MessageContribution } from "./contribution.ts";
import { type DataKind, messageCells, versionsOf } from "./contribution-cells.ts";
import { examplesOf, mergeExamples } from "./examples.ts";
import { applyDeltas, countVersion, type Delta, type Occurrence } from "./ledger.ts";
import { mergeSamples, sampleOf } from "./patient-sample.ts";
import type { KeyedOccurrence, ReviewStore, ReviewTransaction, StoredSums } from "./ports.ts";
import { bucketAt, type BucketEvidence, type BucketOf } from "./review-book.ts";

/** Under what an organization's messages are counted; a change counts them all anew. */
export interface CountingRule {
  readonly dataKind: DataKind;
  /** Instants of fix markers. */
  readonly markers: readonly number[];
}

/** Messages counted by one transaction, so that those that come in meanwhile do not wait long. */
const BATCH = 250;

/** Every day that a bucket may have. */
const ALL_DAYS = { from: "0000-01-01", to: "9999-12-31" };

/** Changes with what the sums mean, so that older ones are made anew. */
const SUMS_VERSION = 1;

function basisOf({ dataKind, markers }: CountingRule): string {
  return [SUMS_VERSION, dataKind, ...markers.toSorted((a, b) => a - b)].join("/");
}

/** The lock under which an organization's sums change. */
export function sumsLock(organizationId: string): string {
  return `review\n${organizationId}`;
}

/**
 * Bring the sums of an organization up to date: count what came in since the last time, or everything when the rule of
 * counting changed. In short transactions; a crash between two of them loses nothing.
 *
 * @param onProgress how many messages are still to be counted, before each transaction that counts some
 */
export async function countPending(
  store: ReviewStore,
  organizationId: string,
  rule: CountingRule,
  onProgress?: (left: number) => void,
): Promise<void> {
  for (;;) {
    const left = await store.transaction(sumsLock(organizationId), async ({ review }) => {
      const basis = basisOf(rule);
      if ((await review.findBasis(organizationId)) !== basis) await review.startSums(organizationId, basis);
      await countBatch(review, organizationId, rule);
      return review.countPending(organizationId);
    });
    if (left === 0) return;
    onProgress?.(left);
  }
}

async function countBatch(
  review: ReviewTransaction,
  organizationId: string,
  rule: CountingRule,
): Promise<void> {
  const contributions = await review.listPending(organizationId, BATCH);
  if (contributions.length === 0) return;
  const bucketOf = bucketAt(rule.markers);
  const deltas = await countObjects(review, organizationId, contributions, rule.dataKind, bucketOf);
  const before = await review.readSums(organizationId, ALL_DAYS);
  const messages = contributions.map((one): Delta => {
    return { bucket: bucketOf(one), until: "", cells: messageCells(one, rule.dataKind), times: 1 };
  });
  await review.saveSums(organizationId, {
    rows: applyDeltas(before.rows, [...messages, ...deltas]),
    evidence: withEvidence(before, contributions, rule.dataKind, bucketOf),
  });
  await review.markCounted(
    organizationId,
    contributions.map(({ messageId }) => messageId),
  );
}

async function countObjects(
  review: ReviewTransaction,
  organizationId: string,
  contributions: readonly MessageContribution[],
  kind: DataKind,
  bucketOf: BucketOf,
): Promise<readonly Delta[]> {
  const versions = contributions.flatMap((one) => versionsOf(one, bucketOf(one), kind));
  const known = new Map<string, Map<string, Occurrence>>();
  const keys = [...new Set(versions.map(({ key }) => key))];
  for (const { key, occurrence } of await review.findOccurrences(organizationId, keys)) {
    known.set(key, (known.get(key) ?? new Map<string, Occurrence>()).set(occurrence.bucket, occurrence));
  }
  const changed = new Map<string, KeyedOccurrence>();
  const deltas: Delta[] = [];
  for (const version of versions) {
    const { key } = version;
    const own = known.get(key) ?? new Map<string, Occurrence>();
    const counted = countVersion([...own.values()], version);
    known.set(key, own.set(counted.occurrence.bucket, counted.occurrence));
    changed.set(`${key}\n${counted.occurrence.bucket}`, { key, occurrence: counted.occurrence });
    deltas.push(...counted.deltas);
  }
  await review.saveOccurrences(organizationId, [...changed.values()]);
  return deltas;
}

function withEvidence(
  before: StoredSums,
  contributions: readonly MessageContribution[],
  kind: DataKind,
  bucketOf: BucketOf,
): readonly BucketEvidence[] {
  const evidence = new Map(before.evidence.map((one) => [one.bucket, one]));
  for (const [bucket, own] of Map.groupBy(contributions, bucketOf)) {
    const { sample = [], examples = {} } = evidence.get(bucket) ?? {};
    evidence.set(bucket, {
      bucket,
      sample: mergeSamples([sample, ...own.map((one) => sampleOf(one, kind))]),
      examples: mergeExamples([examples, ...own.map((one) => examplesOf(one, kind))]),
    });
  }
  return [...evidence.values()];
}
