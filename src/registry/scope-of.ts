import type { Realm } from "../kernel/realm.ts";
import type { PeopleScope } from "./ports.ts";

/** Among whom an organization's people are looked for (decision D23). */
export function scopeOf(realm: Realm, organizationId: string): PeopleScope {
  return realm === "production" ? "" : organizationId;
}
