import type { RecentClaims } from "../accounts/recent-claims.ts";
import type { Principal } from "../accounts/principal.ts";
import type { Realm } from "../kernel/realm.ts";
import type { TurnKind } from "./turn.ts";
import type { Turns } from "./turns.ts";

/** Whose a claim is, as far as turns go. */
export type ClaimOwner = Pick<Principal, "realm" | "organizationId">;

/** A submission before it is read. */
export interface Unread {
  /** The bytes that hold who claims to send it; undefined when they were not found. */
  readonly credentials: Uint8Array | undefined;
  readonly kind: TurnKind;
  readonly remoteAddress: string;
}

/** What is thought of a submission before it is read. */
export interface FirstLook {
  /** For `Submission.claimKey`. */
  readonly claimKey: string | undefined;
  readonly isTooMuch: boolean;
}

/** Looks at a submission before its XML is read. */
export type LookFirst = (unread: Unread) => FirstLook;

export interface RefuseEarlyDeps {
  readonly claims: RecentClaims<ClaimOwner>;
  readonly turns: Readonly<Partial<Record<Realm, Pick<Turns, "isFull">>>>;
  /** Whether a guess from the address would be busy; `GuessLane.isFull`. */
  readonly isGuessing: (remoteAddress: string) => boolean;
}

/**
 * Tell early what would be refused as busy anyway: a flood then costs a glance and not the reading, the log-in and the
 * judgement of each message (promise S9). An organization's flood is told by a claim that held before; guessing by an
 * address whose guesses wait already, and then only for claims that never held.
 */
export function createRefuseEarly({ claims, turns, isGuessing }: RefuseEarlyDeps): LookFirst {
  return ({ credentials, kind, remoteAddress }) => {
    const claimKey = credentials && claims.keyOf(credentials, remoteAddress);
    const owner = claimKey === undefined ? undefined : claims.ownerOf(claimKey);
    if (owner === undefined) return { claimKey, isTooMuch: isGuessing(remoteAddress) };
    const { realm, organizationId } = owner;
    return { claimKey, isTooMuch: turns[realm]?.isFull({ organizationId, kind }) === true };
  };
}
