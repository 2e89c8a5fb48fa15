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
  const items: PendingItem[] = [];
  for (const pending of await onboarding.store.listPending()) {
    const { id: pendingId, asked, askedBy, askedByOsUser, askedAtMs, organizationId: ofOne } = pending;
    if (ofOne === undefined || !isAskedEvent(asked)) continue;
    if (organizationId !== undefined && ofOne !== organizationId) continue;
    if (!permits(actor, `onboarding.${asked.event}`, ofOne)) continue;
    const organization = await onboarding.store.findOrganization(ofOne);
    items.push({
      pendingId,
      organizationId: ofOne,
      organization: organization?.name ?? ofOne,
      event: asked.event,
      askedBy,
      askedAt: new Date(askedAtMs).toISOString(),
      mayConfirm: askedByOsUser !== actor.osUser,
    });
  }
  return items;
}
