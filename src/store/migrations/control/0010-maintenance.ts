import type { Migration } from "../../migrate.ts";

/** Planned maintenance by realm: messages are refused with its end until then. */
export const maintenance: Migration = {
  number: 10,
  name: "maintenance",
  statements: ({ integer, keyedTableEnd }) => [
    `create table maintenance (
       realm text not null primary key check (realm in ('test', 'production')),
       until_ms ${integer} not null
     ) ${keyedTableEnd}`,
  ],
};
