import type { Migration } from "../../migrate.ts";

/**
 * Where a credential may be used from, which certificates an organization shows, and what the fault simulator answers it
 * (promises S7, S8). Columns rather than tables: every log-in reads them, and it reads these rows already.
 */
export const protection: Migration = {
  number: 12,
  name: "protection",
  statements: () => [
    `alter table credential add column address_rules text`,
    `alter table organization add column certificate_pins text`,
    `alter table organization add column simulated text`,
  ],
};
