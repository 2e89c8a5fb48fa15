import type { Migration } from "../../migrate.ts";

/** Messages without a replay key are found by MSH-10 too; updates, by far the most, have theirs in `transmission`. */
export const queriesByControlId: Migration = {
  number: 8,
  name: "queries-by-control-id",
  statements: () => [
    `create index message_unkeyed on message (organization_id, control_id) where substr(type, 1, 3) <> 'VXU'`,
  ],
};
