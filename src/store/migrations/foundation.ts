import type { Migration } from "../migrate.ts";

/** What every database has first: which keys of the vault its rows were written with, and a place to try a write. */
export const foundation: Migration = {
  number: 1,
  name: "foundation",
  statements: ({ integer, bytes, tableEnd, keyedTableEnd }) => [
    `create table key_fingerprint (
       key_name text not null primary key,
       fingerprint text not null
     ) ${keyedTableEnd}`,
    `create table write_probe (
       id ${integer} not null primary key,
       probed_at_ms ${integer} not null,
       filler ${bytes}
     ) ${tableEnd}`,
  ],
};
