import type { Realm } from "../../kernel/realm.ts";

/** Who asks, as far as it decides what is seen. */
export interface Asker {
  readonly organizationId: string;
  readonly realm: Realm;
  /** Test realm: organizations whose plans say that they share their test data with the asker (decision D23). */
  readonly sharesTestDataWith: ReadonlySet<string>;
}

/** PD1-12 of one message; a message with an empty PD1-12 asserts nothing (CDC guide R1.5, PD1-12). */
export interface ProtectionAssertion {
  readonly organizationId: string;
  readonly asOfMs: number;
  /** An unreadable value counts as `Y` (decision D18). */
  readonly value: "Y" | "N";
}

/** All that decides who may see a person. */
export interface ProtectionFacts {
  /** In any order; the newest of each organization counts. */
  readonly assertions: readonly ProtectionAssertion[];
  /** Staff locked the record; only the provider named still sees it, nobody when none is. */
  readonly lock?: { readonly visibleTo: string | undefined };
  /** The person opted out of the registry. */
  readonly optedOut: boolean;
}

/** Protection of a person of whom nobody said anything. */
export const NO_PROTECTION: ProtectionFacts = Object.freeze({ assertions: [], optedOut: false });

/** Organizations whose newest assertion protects the person. */
function protectorsOf(assertions: readonly ProtectionAssertion[]): readonly string[] {
  const newest = new Map<string, ProtectionAssertion>();
  for (const assertion of assertions) {
    const known = newest.get(assertion.organizationId);
    const isNewer = known === undefined || assertion.asOfMs > known.asOfMs;
    const isAsOld = known !== undefined && assertion.asOfMs === known.asOfMs;
    if (isNewer || (isAsOld && assertion.value === "Y")) newest.set(assertion.organizationId, assertion);
  }
  return [...newest.values()]
    .filter(({ value }) => value === "Y")
    .map(({ organizationId }) => organizationId);
}

/**
 * Whether a query of the asker may find the person at all (decision D24). Who may not sees the same as if the person were
 * unknown, so ask this before anything is counted.
 */
export function isVisibleTo(facts: ProtectionFacts, asker: Pick<Asker, "organizationId">): boolean {
  if (facts.optedOut) return false;
  if (facts.lock !== undefined) return facts.lock.visibleTo === asker.organizationId;
  const protectors = protectorsOf(facts.assertions);
  return protectors.length === 0 || protectors.includes(asker.organizationId);
}

/**
 * Whether the asker may see what an organization reported: all of it in production; in test its own, and that of
 * organizations that share (decision D23).
 */
export function maySeeReportsOf(asker: Asker, organizationId: string): boolean {
  if (asker.realm === "production" || organizationId === asker.organizationId) return true;
  return asker.sharesTestDataWith.has(organizationId);
}
