import type { Migration, SqlWords } from "../../migrate.ts";

/** Statements that make a table refuse every change of what is in it. */
function appendOnly(dialect: SqlWords["dialect"]): readonly string[] {
  const refusal = "the audit trail is append-only";
  if (dialect === "sqlite") {
    return ["update", "delete"].map(
      (word) =>
        `create trigger audit_entry_no_${word} before ${word} on audit_entry
         begin select raise(abort, '${refusal}'); end`,
    );
  }
  return [
    `create function refuse_audit_change() returns trigger language plpgsql as
       $$ begin raise exception '${refusal}'; end $$`,
    `create trigger audit_entry_no_change before update or delete on audit_entry
       for each row execute function refuse_audit_change()`,
    `create trigger audit_entry_no_truncate before truncate on audit_entry
       for each statement execute function refuse_audit_change()`,
  ];
}

/** The chained audit trail and its sealed head (decision D19, promise S13). */
export const audit: Migration = {
  number: 3,
  name: "audit",
  statements: ({ dialect, integer, tableEnd }) => [
    `create table audit_entry (
       seq ${integer} not null primary key,
       at_ms ${integer} not null,
       actor text not null,
       os_user text not null,
       source text not null,
       action text not null,
       object text not null,
       outcome text not null check (outcome in ('done', 'refused')),
       reason text,
       detail text not null,
       hash text not null
     ) ${tableEnd}`,
    ...appendOnly(dialect),
    `create table audit_head (
       id ${integer} not null primary key check (id = 1),
       seq ${integer} not null,
       hash text not null,
       seal text not null
     ) ${tableEnd}`,
    `insert into audit_head (id, seq, hash, seal) values (1, 0, '', '')`,
  ],
};
