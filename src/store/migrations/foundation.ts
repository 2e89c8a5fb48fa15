import type { Migration } from "../migrate.ts";

/** What every database has first: which keys of the vault its rows were written with. */
export const foundation: Migration = {
  number: 1,
  name: "foundation",
  statements: ({ keyedTableEnd }) => [
    `create table key_fingerprint (
       key_name text not null primary key,
       fingerprint text not null
     ) ${keyedTableEnd}`,
  ],
};
