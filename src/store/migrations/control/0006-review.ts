import type { Migration, SqlWords } from "../../migrate.ts";

const APPEND_ONLY = ["review_act", "review_snapshot"] as const;

/** Statements that make tables refuse every change of what is in them. */
function appendOnly(dialect: SqlWords["dialect"]): readonly string[] {
  if (dialect === "sqlite") {
    return APPEND_ONLY.flatMap((table) =>
      ["update", "delete"].map(
        (word) =>
          `create trigger ${table}_no_${word} before ${word} on ${table}
           begin select raise(abort, '${table} is append-only'); end`,
      ),
    );
  }
  return [
    `create function refuse_review_change() returns trigger language plpgsql as
       $$ begin raise exception '% is append-only', tg_table_name; end $$`,
    ...APPEND_ONLY.flatMap((table) => [
      `create trigger ${table}_no_change before update or delete on ${table}
         for each row execute function refuse_review_change()`,
      `create trigger ${table}_no_truncate before truncate on ${table}
         for each statement execute function refuse_review_change()`,
    ]),
  ];
}

/** What people decided on reviews, and reports that a signature refers to. Written once. */
export const review: Migration = {
  number: 6,
  name: "review",
  statements: ({ dialect, integer, tableEnd, keyedTableEnd }) => [
    `create table review_act (
       id text not null primary key,
       organization_id text not null references organization (id),
       realm text not null check (realm in ('test', 'production')),
       kind text not null check (kind in ('waive', 'attest', 'mark', 'clear')),
       rule text not null,
       finding_key text,
       until_ms ${integer},
       at_ms ${integer} not null,
       by_name text not null,
       reason text not null
     ) ${keyedTableEnd}`,
    `create index review_act_organization on review_act (organization_id, realm, at_ms)`,
    `create table review_snapshot (
       id text not null primary key,
       organization_id text not null references organization (id),
       content_digest text not null,
       digest text not null,
       made_at_ms ${integer} not null,
       document text not null,
       unique (organization_id, content_digest)
     ) ${tableEnd}`,
    ...appendOnly(dialect),
  ],
};
