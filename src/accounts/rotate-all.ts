import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { type AdministrationDeps, authorize } from "./administration.ts";
import { isUsable } from "./credential.ts";
import { type Deliver, type IssuedCredential, rotateCredential } from "./credentials.ts";
import type { Actor } from "./policy.ts";

export interface RotateAllRequest {
  readonly realm: Realm;
  readonly overlap: number | "now";
  /** Takes each secret to its owner. */
  readonly deliver: Deliver;
}

export interface RotateAllResult {
  readonly rotated: readonly Omit<IssuedCredential, "secret">[];
  /** Organizations that were left as they are, and why. */
  readonly skipped: readonly { readonly organizationId: string; readonly why: string }[];
}

/**
 * Rotate the credential of every organization that has an active one in a realm. Each is an act of its own: after an
 * interruption the same call goes on with the rest, since who is in an overlap already is skipped.
 */
export async function rotateAll(
  deps: AdministrationDeps,
  actor: Actor,
  asked: RotateAllRequest,
): Promise<RotateAllResult> {
  const { realm, overlap, deliver } = asked;
  await authorize(deps, actor, { act: "credential.rotate" });
  const nowMs = deps.calendarClock();
  const active = (await deps.store.listCredentials({ realm })).filter(
    (credential) => isUsable(credential, nowMs) && credential.supersededBy === undefined,
  );
  const rotated: Omit<IssuedCredential, "secret">[] = [];
  const skipped: { organizationId: string; why: string }[] = [];
  for (const { organizationId } of active) {
    try {
      const request = { organizationId, realm, overlap, deliver };
      const { credential, facilityId } = await rotateCredential(deps, actor, request);
      rotated.push({ credential, facilityId });
    } catch (error) {
      if (!(error instanceof RefusedError && error.kind === "policy")) throw error;
      skipped.push({ organizationId, why: error.message });
    }
  }
  return { rotated, skipped };
}
