import type { Migration } from "../../migrate.ts";

/** Causes that were sent to organizations as findings, and the log of talks with them, whose rows are written once. */
export const findings: Migration = {
  number: 16,
  name: "findings",
  statements: ({ dialect, integer, keyedTableEnd }) => [
    `create table sent_finding (
       id text not null primary key,
       organization_id text not null references organization (id),
       realm text not null check (realm in ('test', 'production')),
       rule text not null,
       cause text not null,
       owner_contact_id text not null references contact (id),
       owner_role text not null,
       owner_name text not null,
       sent_on text not null,
       due_on text not null,
       sent_at_ms ${integer} not null,
       sent_by text not null,
       reason text not null,
       state text not null check (state in ('open', 'answered', 'closed')),
       note text,
       changed_by text,
       changed_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create index sent_finding_organization on sent_finding (organization_id, sent_at_ms)`,
    `create index sent_finding_open on sent_finding (due_on) where state = 'open'`,
    `create table contact_log (
       id text not null primary key,
       organization_id text not null references organization (id),
       at_ms ${integer} not null,
       by_name text not null,
       kind text not null check (kind in ('call', 'mail', 'meeting')),
       contact_id text references contact (id),
       body text not null
     ) ${keyedTableEnd}`,
    `create index contact_log_organization on contact_log (organization_id, at_ms)`,
    ...(dialect === "sqlite"
      ? ["update", "delete"].map(
          (word) =>
            `create trigger contact_log_no_${word} before ${word} on contact_log
             begin select raise(abort, 'contact_log is append-only'); end`,
        )
      : [
          `create trigger contact_log_no_change before update or delete on contact_log
             for each row execute function refuse_review_change()`,
          `create trigger contact_log_no_truncate before truncate on contact_log
             for each statement execute function refuse_review_change()`,
        ]),
  ],
};
