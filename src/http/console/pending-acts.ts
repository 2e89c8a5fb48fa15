import { type Actor, permits } from "../../accounts/policy.ts";
import type { PendingItem } from "../../console/views/work.ts";
import { isAskedEvent } from "../../onboarding/pending-act.ts";
import type { ConsoleDeps } from "./console-deps.ts";

/**
 * Events that wait for another person (decision D28), of one organization or of all whose confirmation the actor's role
 * allows. What the command line alone confirms is not among them.
 */
export async function pendingActs(
  { onboarding }: ConsoleDeps,
  actor: Actor,
  organizationId?: string,
): Promise<readonly PendingItem[]> {
  const waiting = await onboarding.store.listPending();
  const items = waiting.flatMap((pending) => {
    const { id: pendingId, asked, askedBy, askedByOsUser, askedAtMs, organizationId: ofOne } = pending;
    if (ofOne === undefined || !isAskedEvent(asked)) return [];
    if (organizationId !== undefined && ofOne !== organizationId) return [];
    if (!permits(actor, `onboarding.${asked.event}`, ofOne)) return [];
    const askedAt = new Date(askedAtMs).toISOString();
    const mayConfirm = askedByOsUser !== actor.osUser;
    return [{ pendingId, organizationId: ofOne, event: asked.event, askedBy, askedAt, mayConfirm }];
  });
  const ids = items.map((item) => item.organizationId);
  const names = await onboarding.store.nameOrganizations(ids);
  return items.map((item) =>
    Object.assign(item, { organization: names.get(item.organizationId) ?? item.organizationId }),
  );
}
