import { type ActDeps, authorize, checkLine, perform } from "../accounts/administration.ts";
import type { Actor } from "../accounts/policy.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import {
  DEFAULT_THRESHOLDS,
  listThresholds,
  type ReviewThresholds,
  type ThresholdsVersion,
} from "../review/thresholds.ts";
import type { OnboardingReads, OnboardingTransaction } from "./ports.ts";

/** What acts on thresholds need. */
export interface ThresholdDeps extends ActDeps<OnboardingTransaction> {
  readonly store: ActDeps<OnboardingTransaction>["store"] & Pick<OnboardingReads, "findThresholds">;
  readonly calendarClock: () => number;
}

/** One threshold that another set has otherwise. */
export interface ChangedThreshold {
  readonly name: string;
  readonly was: number;
  readonly is: number;
}

/** What differs between two sets. */
export function changedThresholds(
  before: ReviewThresholds,
  after: ReviewThresholds,
): readonly ChangedThreshold[] {
  const old = new Map(listThresholds(before).map(({ name, value }) => [name, value]));
  return listThresholds(after).flatMap(({ name, value }) => {
    const was = old.get(name) ?? value;
    return was === value ? [] : [{ name, was, is: value }];
  });
}

/**
 * Make a new version of the thresholds. Every report made from now on, by any process, goes by it; frozen ones stay.
 *
 * @throws RefusedError `policy`; `usage` when nothing would change
 */
export function setThresholds(
  deps: ThresholdDeps,
  actor: Actor,
  asked: Pick<ThresholdsVersion, "thresholds" | "reason">,
): Promise<ThresholdsVersion> {
  const { thresholds } = asked;
  const reason = checkLine("The reason", asked.reason, 500);
  return perform(deps, actor, { act: "thresholds.set", reason }, async (tx) => {
    const newest = await tx.findThresholds();
    const changed = changedThresholds(newest?.thresholds ?? DEFAULT_THRESHOLDS, thresholds);
    if (changed.length === 0)
      throw new RefusedError("usage", 'These thresholds hold already. "review thresholds" shows them.');
    const version = (newest?.version ?? 0) + 1;
    const value = { version, thresholds, atMs: deps.calendarClock(), by: actor.name, reason };
    await tx.appendThresholds(value);
    const detail = { changed: changed.map(({ name, was, is }) => ({ name, was, is })) };
    return { value, object: `thresholds ${version}`, detail };
  });
}

/** The newest set; undefined when the program's own numbers hold. @throws RefusedError `policy` */
export async function showThresholds(
  deps: ThresholdDeps,
  actor: Actor,
): Promise<ThresholdsVersion | undefined> {
  await authorize(deps, actor, { act: "thresholds.read" });
  return deps.store.findThresholds();
}
