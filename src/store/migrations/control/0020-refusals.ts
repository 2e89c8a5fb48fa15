import type { Migration } from "../../migrate.ts";

/** Refusals by who was refused, so that how many there were of late is known without reading the trail. */
export const refusals: Migration = {
  number: 20,
  name: "refusals",
  statements: () => [
    `create index audit_entry_refused on audit_entry (actor, at_ms) where outcome = 'refused'`,
  ],
};
