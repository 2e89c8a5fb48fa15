import type { Migration } from "../../migrate.ts";

/** How far retention has come, so that a night does not look at every message again (decision D26). */
export const retention: Migration = {
  number: 6,
  name: "retention",
  statements: ({ keyedTableEnd }) => [
    `create table retention_mark (
       kind text not null primary key,
       message_id text not null
     ) ${keyedTableEnd}`,
  ],
};
