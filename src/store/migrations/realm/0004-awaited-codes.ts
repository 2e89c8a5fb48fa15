import type { Migration } from "../../migrate.ts";

/**
 * Marks people who have a vaccine code that was in no table, so that an import finds them without reading all (decision
 * D9). People from before are marked until they are looked at once.
 */
export const awaitedCodes: Migration = {
  number: 4,
  name: "awaited-codes",
  statements: ({ integer }) => [
    `alter table patient add column awaits_codes ${integer} not null default 1 check (awaits_codes in (0, 1))`,
    `create index patient_awaits_codes on patient (id) where awaits_codes = 1 and merged_into is null`,
  ],
};
