import type { Realm } from "../kernel/realm.ts";
import type { AddressRule } from "./address-rules.ts";
import type { SecretHash } from "./secret-hasher.ts";

/** One credential as the control database holds it; the secret itself is nowhere (decision D12). */
export interface Credential {
  readonly id: string;
  readonly organizationId: string;
  readonly realm: Realm;
  /** Of this credential alone; an ended credential keeps its name. */
  readonly username: string;
  readonly secret: SecretHash;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly revokedAtMs?: number;
  /** Stopped until onboarding lets it in again; see `onboarding/transitions.ts`. */
  readonly suspendedAtMs?: number;
  /** The credential that a rotation put in its place. */
  readonly supersededBy?: string;
  /** At most half a minute behind (see `use-recorder.ts`). */
  readonly lastUsedAtMs?: number;
  readonly lastUsedFrom?: string;
  /** Where it may be used from; absent: everywhere. */
  readonly addressRules?: readonly AddressRule[];
}

/**
 * `ending`: a rotation has put another in its place, it works until it expires. The first two can log in, a suspended
 * one not before it is let in again, the others never again.
 */
export type CredentialState = "active" | "ending" | "suspended" | "expired" | "revoked";

/** State of a credential at an instant; the end of validity is not part of it. */
export function credentialState(credential: Credential, atMs: number): CredentialState {
  if (credential.revokedAtMs !== undefined) return "revoked";
  if (credential.expiresAtMs <= atMs) return "expired";
  if (credential.suspendedAtMs !== undefined) return "suspended";
  return credential.supersededBy === undefined ? "active" : "ending";
}

/** Whether a credential can log in at an instant. */
export function isUsable(credential: Credential, atMs: number): boolean {
  const state = credentialState(credential, atMs);
  return state === "active" || state === "ending";
}
