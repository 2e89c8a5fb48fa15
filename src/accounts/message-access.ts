import type { Realm } from "../kernel/realm.ts";
import { type AdministrationDeps, authorize, perform } from "./administration.ts";
import type { Actor } from "./policy.ts";

/** Let an actor see messages of an organization without patient data. */
export async function authorizeMessages(
  deps: AdministrationDeps,
  actor: Actor,
  organizationId: string,
): Promise<void> {
  await authorize(deps, actor, { act: "message.read", organizationId });
}

/**
 * Let an actor see a message with patient data. Written to the audit trail before anything is shown (decision D19).
 *
 * @throws RefusedError `policy` when the role does not allow it
 */
export async function recordReveal(
  deps: AdministrationDeps,
  actor: Actor,
  asked: {
    readonly realm: Realm;
    readonly organizationId: string;
    readonly messageId: string;
    readonly reason: string;
  },
): Promise<void> {
  const { realm, organizationId, messageId, reason } = asked;
  const act = { act: "message.reveal", organizationId, object: messageId, reason } as const;
  await perform(deps, actor, act, async () => ({
    value: undefined,
    object: messageId,
    detail: { realm, organization: organizationId },
  }));
}
