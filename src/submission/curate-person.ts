import { type ActDeps, perform } from "../accounts/administration.ts";
import type { JsonObject } from "../accounts/audit-entry.ts";
import type { Act, Actor } from "../accounts/policy.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import type { IdSource } from "../kernel/clock.ts";
import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { CurationContext } from "../registry/curation-context.ts";
import type { RealmStore } from "./ports.ts";

/** What deciding about people of one realm needs. */
export interface CurationDeps {
  readonly control: ActDeps;
  readonly realm: Realm;
  readonly store: RealmStore;
  readonly codes: CodeSets;
  readonly newId: IdSource;
}

/** What staff decided of a person. */
export interface CurationRequest<T extends JsonObject> {
  readonly act: Act;
  readonly personId: string;
  readonly reason: string;
  /** What it returns stands in the audit trail. */
  readonly work: (context: CurationContext) => Promise<T>;
}

/**
 * Do what staff decided in one transaction of the realm, and write it to the audit trail.
 *
 * @throws RefusedError `policy`, and whatever the work throws; GatewayError `unavailable`
 */
export function curatePerson<T extends JsonObject>(
  { control, realm, store, codes, newId }: CurationDeps,
  actor: Actor,
  { act, personId, reason, work }: CurationRequest<T>,
): Promise<T & { readonly realm: Realm }> {
  return perform(control, actor, { act, object: personId, reason }, async () => {
    const nowMs = control.clock();
    const done = await store.transaction(personId, ({ registry, curation }) =>
      work({ registry, curation, codes, newId, nowMs, by: actor.name }),
    );
    const detail = { realm, ...done };
    return { value: detail, object: personId, detail };
  });
}

/** Decide that two candidates are two people. */
export async function keepApart(
  { curation, nowMs: atMs, by }: CurationContext,
  personId: string,
  otherId: string,
): Promise<{ readonly other: string; readonly decision: "different" }> {
  if (personId === otherId || (await curation.holdStoredPerson(otherId)) === undefined)
    throw new RefusedError("not-found", `There is no other patient ${otherId} in this realm.`);
  await curation.decidePair({ personId, otherId, decision: "different", atMs, by });
  return { other: otherId, decision: "different" };
}
