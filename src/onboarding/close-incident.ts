import { type ActDeps, perform } from "../accounts/administration.ts";
import type { Actor } from "../accounts/policy.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Realm } from "../kernel/realm.ts";

/** What closing an incident needs: the audit trail, and the realm that the incident stands in. */
export interface CloseIncidentDeps extends ActDeps {
  readonly calendarClock: Clock;
  /** @returns false when it is closed already */
  readonly close: (by: string, atMs: number) => Promise<boolean>;
}

/** An incident that is open. */
export interface AskedClosing {
  readonly id: string;
  readonly organizationId: string;
  readonly realm: Realm;
  readonly reason: string;
}

/**
 * Close an incident. Two databases take part: the audit trail has the act before the incident is closed, so that none is ever
 * closed without one. When the process ends in between, the incident is still open and the same command closes it.
 *
 * @returns when it was closed; what another closed meanwhile stays as that one closed it
 * @throws RefusedError `policy`, `usage` for the reason; GatewayError `unavailable` when a database does not answer
 */
export async function closeIncident(
  deps: CloseIncidentDeps,
  actor: Actor,
  { id, organizationId, realm, reason }: AskedClosing,
): Promise<{ readonly atMs: number }> {
  const atMs = deps.calendarClock();
  const asked = { act: "incident.close", organizationId, object: id, reason } as const;
  await perform(deps, actor, asked, async () => ({
    value: undefined,
    object: id,
    detail: { realm, organization: organizationId },
  }));
  await deps.close(actor.name, atMs);
  return { atMs };
}
