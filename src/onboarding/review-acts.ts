import { type ActDeps, checkLine, perform } from "../accounts/administration.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Actor } from "../accounts/policy.ts";
import type { IdSource } from "../kernel/clock.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { Realm } from "../kernel/realm.ts";
import type { ReviewActs } from "../review/configuration.ts";
import { type Letter, LETTERS } from "../review/measures.ts";
import type { OnboardingTransaction } from "./ports.ts";

export const REVIEW_ACT_KINDS = ["waive", "attest", "mark", "clear"] as const;
export type ReviewActKind = (typeof REVIEW_ACT_KINDS)[number];

/** What a person decided on an organization's review in one realm; never changed. */
export interface ReviewAct {
  readonly id: string;
  readonly organizationId: string;
  readonly realm: Realm;
  readonly kind: ReviewActKind;
  /** `""` for a fix marker that concerns no rule in particular. */
  readonly rule: Letter | "evidence" | "";
  /** The `key` of a finding about a population, when only that is cleared. */
  readonly findingKey?: string;
  /** When a waiver ends. */
  readonly untilMs?: number;
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
}

/** An act as it is asked for. */
export type AskedReviewAct = Pick<
  ReviewAct,
  "organizationId" | "realm" | "kind" | "rule" | "findingKey" | "untilMs" | "reason"
>;

/** What recording an act needs. */
export interface ReviewActDeps extends ActDeps<OnboardingTransaction> {
  readonly calendarClock: () => number;
  readonly newId: IdSource;
}

/** @returns whether a word is a rule of the guide */
export function isRuleLetter(word: string): word is Letter {
  return LETTERS.some((letter) => letter === word);
}

/**
 * Record what a person decided, with the reason, in the audit trail too.
 *
 * @throws RefusedError `policy`, `not-found` for the organization, `usage` for a rule that the act does not take
 */
export function recordReviewAct(
  deps: ReviewActDeps,
  actor: Actor,
  asked: AskedReviewAct,
): Promise<ReviewAct> {
  const { organizationId, realm, kind, rule } = asked;
  const isWaivedEvidence = kind === "waive" && rule === "evidence";
  if (kind !== "mark" && !isWaivedEvidence && !LETTERS.some((letter) => letter === rule))
    throw new RefusedError("usage", "--rule takes a letter from a to k; waive takes evidence too.");
  const reason = checkLine("The reason", asked.reason, 500);
  const act = `review.${kind}` as const;
  return perform(deps, actor, { act, organizationId, reason }, async (tx) => {
    await mustFindOrganization(tx, organizationId);
    const value: ReviewAct = {
      ...asked,
      id: deps.newId(),
      reason,
      atMs: deps.calendarClock(),
      by: actor.name,
    };
    await tx.appendReviewAct(value);
    return { value, object: organizationId, detail: { realm, rule, act: value.id } };
  });
}

/** The acts as a report takes them. */
export function reviewActsOf(acts: readonly ReviewAct[]): ReviewActs {
  const of = (kind: ReviewActKind): readonly ReviewAct[] => acts.filter((act) => act.kind === kind);
  return {
    waivers: of("waive").flatMap(({ rule, by, atMs, reason, untilMs }) =>
      rule === "" ? [] : [{ letter: rule, by, atMs, reason, ...(untilMs !== undefined && { untilMs }) }],
    ),
    attestations: of("attest").flatMap(({ rule, by, atMs, reason }) =>
      isRuleLetter(rule) ? [{ letter: rule, by, atMs, reason }] : [],
    ),
    clearances: of("clear").flatMap(({ rule, by, atMs, reason, findingKey: key }) =>
      isRuleLetter(rule) ? [{ letter: rule, by, atMs, reason, ...(key !== undefined && { key }) }] : [],
    ),
    markers: of("mark").map(({ by, atMs, reason }) => ({ by, atMs, text: reason })),
  };
}
