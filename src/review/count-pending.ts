import type { DataKind } from "./contribution-cells.ts";
import { type Change, fold, mergeNoted, MERGED_AT_ONCE_MAX } from "./fold.ts";
import type { PendingContribution, ReviewStore, ReviewTransaction } from "./ports.ts";
import { bucketAt, type BucketOf } from "./window-tally.ts";

/** Under what an organization's messages are counted; a change counts anew what it concerns. */
export interface CountingRule {
  readonly dataKind: DataKind;
  /** Instants of fix markers. */
  readonly markers: readonly number[];
}

/** Messages counted by one transaction, so that those that come in meanwhile wait for milliseconds. */
export const COUNTED_AT_ONCE_MAX = 32;

/** So many times as many where some leave a bucket: it is looked through once for all of them. */
const LEAVING_TIMES = 4;

/** A smaller batch is not tried. */
const BATCH_MIN = 5;

/** Fewer notes are not tried: each batch adds one, so that two at a time still catch up. */
const MERGED_MIN = 2;

/** Where messages leave, a smaller batch adds fewer notes at once before: both shrink together. */
const BATCH_PER_NOTE = COUNTED_AT_ONCE_MAX / MERGED_AT_ONCE_MAX;

/** Rows that one transaction forgets or marks. */
const ROWS_MAX = 500;

/** Counted messages that a new marker moves one by one; more of them, and everything is counted anew. */
const MOVED_MAX = 1_000;

/** Changes with what the sums mean, so that older ones are made anew. */
const SUMS_VERSION = 4;

interface StoredRule extends CountingRule {
  readonly version: number;
}

function textOf({ dataKind, markers }: CountingRule): string {
  const rule: StoredRule = {
    version: SUMS_VERSION,
    dataKind,
    markers: markers.toSorted((a, b) => a - b),
  };
  return JSON.stringify(rule);
}

/** @returns undefined for what another version wrote */
function readRule(text: string | undefined): StoredRule | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  return isRule(value) ? value : undefined;
}

function isRule(value: unknown): value is StoredRule {
  return typeof value === "object" && value !== null && "version" in value && value.version === SUMS_VERSION;
}

/** No sum is counted under it: the next count makes all of them anew. */
export const NO_RULE = "{}";

/** Have all sums of an organization made anew by the next count; until then they stand as they are. */
export function outdateSums(review: ReviewTransaction, organizationId: string): Promise<void> {
  return review.saveCountingRule(organizationId, NO_RULE);
}

/**
 * Take some rows of sums that are outdated, so that nothing is left of what they were made of; what is left to count is counted
 * anew. Under {@link sumsLock}.
 *
 * @returns how many rows were taken or marked; 0 when the sums are not outdated, or nothing of them is left
 */
export async function forgetOutdated(review: ReviewTransaction, organizationId: string): Promise<number> {
  const isOutdated = (await review.findCountingRule(organizationId)) === NO_RULE;
  return isOutdated ? review.forgetSums(organizationId, ROWS_MAX) : 0;
}

/** The lock under which an organization's sums change. */
export function sumsLock(organizationId: string): string {
  return `review\n${organizationId}`;
}

/** How far counting may go at once, and who is told. */
export interface CountingOptions {
  /** Messages to count at most, with what is forgotten before; all unless given. */
  readonly messagesMax?: number;
  /** Asked before each transaction. */
  readonly isStopped?: () => boolean;
  /** How many messages are still to be counted, before each further transaction. */
  readonly onProgress?: (left: number) => void;
  /** Waited for before each further transaction, so that what came in meanwhile goes first. */
  readonly pause?: () => Promise<void>;
}

interface Portion {
  readonly count: number;
  /** Nothing else waited. */
  readonly isAll: boolean;
  /** How much is noted and not added to the sums, or more. */
  readonly noted: number;
}

interface Counted extends Omit<Portion, "isAll"> {
  readonly left: number;
}

const NOTHING: Portion = { count: 0, isAll: false, noted: 0 };

/** Forgetting some of the old sums is as much work as counting some messages, and so bounded as that is. */
const FORGOTTEN: Portion = { ...NOTHING, count: COUNTED_AT_ONCE_MAX };

/**
 * Bring the sums of an organization up to date: count what came in, was taken back or was judged anew since the last time, or
 * everything when the rule of counting changed. In short transactions; a crash between two of them loses nothing, and two
 * processes at once count nothing twice.
 *
 * @returns how many messages are still to be counted
 */
export async function countPending(
  store: ReviewStore,
  organizationId: string,
  rule: CountingRule,
  { messagesMax = Infinity, isStopped = () => false, onProgress, pause }: CountingOptions = {},
): Promise<number> {
  let counted = 0;
  let batch = COUNTED_AT_ONCE_MAX;
  let merged = MERGED_AT_ONCE_MAX;
  // All that waits is looked at only for who asks how much it is.
  const isAsked = (count: number): boolean =>
    onProgress !== undefined || counted + count >= messagesMax || isStopped();
  for (;;) {
    const { left, count, noted } = await countOnce(store, organizationId, rule, batch, isAsked).catch(
      (error: unknown): Counted => {
        // A transaction that takes too long on a busy database is undone; a smaller one may be done.
        batch = Math.floor(batch / 2);
        if (batch < BATCH_MIN) throw error;
        return { left: 1, ...NOTHING };
      },
    );
    counted += count;
    if (noted >= MERGED_AT_ONCE_MAX) {
      await pause?.();
      merged = await mergeSome(store, organizationId, merged);
    }
    if (left === 0 || counted >= messagesMax || isStopped()) return left;
    onProgress?.(left);
    await pause?.();
  }
}

/**
 * Add some of what is noted to the sums. Where that takes too long, less of it; where it fails all the same, nothing, and a later
 * batch tries again: what is noted counts as well.
 *
 * @returns how much to take the next time
 */
async function mergeSome(store: ReviewStore, organizationId: string, limit: number): Promise<number> {
  const isDone = await store
    .transaction(sumsLock(organizationId), ({ review }) => mergeNoted(review, organizationId, limit))
    .then(
      () => true,
      () => false,
    );
  if (isDone || limit === MERGED_MIN) return limit;
  return mergeSome(store, organizationId, Math.max(MERGED_MIN, Math.floor(limit / 2)));
}

function countOnce(
  store: ReviewStore,
  organizationId: string,
  rule: CountingRule,
  batch: number,
  isAsked: (count: number) => boolean,
): Promise<Counted> {
  return store.transaction(sumsLock(organizationId), async ({ review }) => {
    const isTaken =
      (await review.findCountingRule(organizationId)) === textOf(rule) ||
      (await takeUp(review, organizationId, rule));
    const portion = isTaken ? await countBatch(review, organizationId, rule, batch) : undefined;
    if (portion?.isAll === true) return { left: 0, ...portion };
    const { count, noted } = portion ?? FORGOTTEN;
    if (!isAsked(count)) return { left: 1, count, noted };
    const left = await (portion === undefined
      ? review.countContributions(organizationId)
      : review.countPending(organizationId));
    return { left: portion === undefined ? Math.max(1, left) : left, count, noted };
  });
}

/** Make pending what another rule counts otherwise. @returns whether all of it is, so that counting can go on */
async function takeUp(
  review: ReviewTransaction,
  organizationId: string,
  rule: CountingRule,
): Promise<boolean> {
  const before = readRule(await review.findCountingRule(organizationId));
  if (before?.dataKind === rule.dataKind) {
    const fromMs = firstDifference(before.markers, rule.markers);
    const moved = await review.recountFrom(organizationId, fromMs, MOVED_MAX);
    if (moved < MOVED_MAX) {
      await review.saveCountingRule(organizationId, textOf(rule));
      return true;
    }
  }
  await outdateSums(review, organizationId);
  if ((await review.forgetSums(organizationId, ROWS_MAX)) > 0) return false;
  await review.saveCountingRule(organizationId, textOf(rule));
  return true;
}

/** Where two lists of markers part; nothing received before it is counted otherwise. */
function firstDifference(before: readonly number[], after: readonly number[]): number {
  const [old, fresh] = [before, after].map((list) => list.toSorted((a, b) => a - b));
  const index = (fresh ?? []).findIndex((marker, at) => old?.[at] !== marker);
  const [one = Infinity, other = Infinity] =
    index < 0 ? [old?.[fresh?.length ?? 0]] : [old?.[index], fresh?.[index]];
  return Math.min(one, other);
}

/** @returns undefined when all sums must be made anew first */
async function countBatch(
  review: ReviewTransaction,
  organizationId: string,
  rule: CountingRule,
  batch: number,
): Promise<Portion | undefined> {
  const coming = await review.listPending(organizationId, batch);
  const isLeft = coming.some(({ countedIn }) => countedIn !== "");
  const limit = isLeft ? LEAVING_TIMES * batch : batch;
  const pending = isLeft ? await review.listPending(organizationId, limit) : coming;
  const bucketOf = bucketAt(rule.markers);
  const changes = pending.flatMap((one) => changesOf(one, bucketOf));
  const mergedMax = Math.max(MERGED_MIN, Math.floor(batch / BATCH_PER_NOTE));
  const noted = await fold(review, organizationId, changes, rule.dataKind, mergedMax);
  if (noted === undefined) {
    await outdateSums(review, organizationId);
    return undefined;
  }
  const [gone, kept] = [
    pending.filter(({ state }) => state === "gone"),
    pending.filter(({ state }) => state !== "gone"),
  ];
  await review.deleteContributions(
    organizationId,
    gone.map(({ contribution }) => contribution.messageId),
  );
  const counted = kept.map((one) => ({
    messageId: one.contribution.messageId,
    bucket: bucketFor(one, bucketOf),
  }));
  await review.saveCounted(organizationId, counted);
  return { count: pending.length, isAll: pending.length < limit, noted };
}

function bucketFor({ contribution, state }: PendingContribution, bucketOf: BucketOf): string {
  return state === "counts" ? bucketOf(contribution) : "";
}

function changesOf(one: PendingContribution, bucketOf: BucketOf): readonly Change[] {
  const { contribution, countedIn } = one;
  const bucket = bucketFor(one, bucketOf);
  if (bucket === countedIn) return [];
  return [
    ...(countedIn === "" ? [] : [{ contribution, bucket: countedIn, times: -1 as const }]),
    ...(bucket === "" ? [] : [{ contribution, bucket, times: 1 as const }]),
  ];
}
