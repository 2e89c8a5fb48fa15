import type { Migration } from "../../migrate.ts";

/** Refusals by who was refused what, so that how many there were of late is known without reading the trail. */
export const refusals: Migration = {
  number: 20,
  name: "refusals",
  statements: () => [
    `create index audit_entry_refused on audit_entry (actor, action, at_ms) where outcome = 'refused'`,
  ],
};
