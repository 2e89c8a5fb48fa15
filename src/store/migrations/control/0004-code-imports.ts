import type { Migration } from "../../migrate.ts";

/** Imports of CDC's code files: rows that differ from those the product ships; the newest stands (decision D15). */
export const codeImports: Migration = {
  number: 4,
  name: "code-imports",
  statements: ({ integer, tableEnd }) => [
    `create table code_import (
       number ${integer} not null primary key,
       imported_at_ms ${integer} not null,
       delta text not null
     ) ${tableEnd}`,
  ],
};
