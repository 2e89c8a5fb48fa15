import type { Migration, SqlWords } from "../../migrate.ts";

/** Tables whose rows are written once. */
const APPEND_ONLY = ["onboarding_history", "onboarding_plan", "document", "calendar_closing"] as const;

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
    `create function refuse_onboarding_change() returns trigger language plpgsql as
       $$ begin raise exception '% is append-only', tg_table_name; end $$`,
    ...APPEND_ONLY.flatMap((table) => [
      `create trigger ${table}_no_change before update or delete on ${table}
         for each row execute function refuse_onboarding_change()`,
      `create trigger ${table}_no_truncate before truncate on ${table}
         for each statement execute function refuse_onboarding_change()`,
    ]),
  ];
}

const STAGES = `'REGISTERED', 'QUEUED', 'INVITED', 'PLAN_REVIEW', 'PLAN_CONFIRMED', 'TEST_SETUP', 'TECH_REVIEW',
  'REVIEW_EXTENDED', 'REVIEW_PASSED', 'PROD_MOVE', 'PROD_MONITORING', 'MONITORING_EXTENDED', 'MONITORING_PASSED',
  'ONGOING', 'PAUSED', 'WITHDRAWN'`;

/**
 * Onboarding: cases with their history, plans, contacts, tasks, documents, mails, acts that wait for another person, and
 * closings of the calendar (MIIC onboarding guide). No case stays in RETURNED.
 */
export const onboarding: Migration = {
  number: 5,
  name: "onboarding",
  statements: ({ dialect, integer, bytes, tableEnd, keyedTableEnd }) => [
    `alter table credential add column suspended_at_ms ${integer}`,
    `create table onboarding_case (
       id text not null primary key,
       organization_id text not null references organization (id),
       number ${integer} not null check (number >= 1),
       interface_name text not null,
       stage text not null check (stage in (${STAGES})),
       started_on text not null,
       days_before ${integer} not null check (days_before >= 0),
       due_on text,
       pause text,
       priority text,
       queued_on text,
       earliest_invitation_on text,
       review_report_id text,
       monitoring_report_id text,
       letter_stands ${integer} not null check (letter_stands in (0, 1)),
       calendar_version ${integer} not null,
       traffic_since_ms ${integer} not null,
       opened_at_ms ${integer} not null,
       closed_at_ms ${integer},
       last_event_at_ms ${integer} not null,
       unique (organization_id, number),
       check ((stage = 'PAUSED') = (pause is not null)),
       check ((stage in ('ONGOING', 'WITHDRAWN')) = (closed_at_ms is not null)),
       check (letter_stands = 0 or stage = 'ONGOING'),
       check (stage not in ('REVIEW_PASSED', 'PROD_MOVE', 'PROD_MONITORING', 'MONITORING_EXTENDED', 'MONITORING_PASSED', 'ONGOING')
         or review_report_id is not null),
       check (stage not in ('MONITORING_PASSED', 'ONGOING') or monitoring_report_id is not null)
     ) ${keyedTableEnd}`,
    `create unique index onboarding_case_open on onboarding_case (organization_id, interface_name)
       where closed_at_ms is null`,
    `create table onboarding_history (
       case_id text not null references onboarding_case (id),
       seq ${integer} not null check (seq >= 1),
       event text not null,
       from_stage text not null,
       to_stage text not null,
       at_ms ${integer} not null,
       day text not null,
       actor text not null,
       os_user text not null,
       role text not null,
       asked_by text,
       reason text,
       late ${integer} not null check (late in (0, 1)),
       started_on text not null,
       due_on text,
       documents text not null,
       report_id text,
       primary key (case_id, seq)
     ) ${keyedTableEnd}`,
    `create table onboarding_plan (
       case_id text not null references onboarding_case (id),
       version ${integer} not null check (version >= 1),
       at_ms ${integer} not null,
       plan text not null,
       primary key (case_id, version)
     ) ${keyedTableEnd}`,
    `create table contact (
       id text not null primary key,
       organization_id text not null references organization (id),
       role text not null check (role in ('technical', 'clinical', 'privacy', 'deputy')),
       name text not null,
       email text not null,
       added_at_ms ${integer} not null,
       removed_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create index contact_organization on contact (organization_id)`,
    `create table onboarding_task (
       id text not null primary key,
       case_id text not null references onboarding_case (id),
       kind text not null,
       opened_at_ms ${integer} not null,
       due_on text,
       closed_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create index onboarding_task_open on onboarding_task (case_id) where closed_at_ms is null`,
    `create table document (
       id text not null primary key,
       number text not null unique,
       organization_id text not null references organization (id),
       case_id text not null references onboarding_case (id),
       kind text not null,
       title text not null,
       at_ms ${integer} not null,
       sha256 text not null,
       bytes ${integer} not null,
       content ${bytes} not null,
       html text
     ) ${tableEnd}`,
    `create index document_case on document (case_id, kind)`,
    `create table outgoing_mail (
       id text not null primary key,
       document_id text not null references document (id),
       recipients text not null,
       subject text not null,
       body text not null,
       queued_at_ms ${integer} not null,
       sent_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create index outgoing_mail_unsent on outgoing_mail (queued_at_ms) where sent_at_ms is null`,
    `create index outgoing_mail_document on outgoing_mail (document_id)`,
    `create table pending_act (
       id text not null primary key,
       organization_id text not null references organization (id),
       asked text not null,
       attached_name text,
       attached ${bytes},
       asked_by text not null,
       asked_by_os_user text not null,
       asked_at_ms ${integer} not null,
       done_at_ms ${integer},
       check ((attached_name is null) = (attached is null))
     ) ${tableEnd}`,
    `create table calendar_closing (
       day text not null primary key,
       name text not null,
       version ${integer} not null check (version >= 1),
       imported_at_ms ${integer} not null
     ) ${keyedTableEnd}`,
    ...appendOnly(dialect),
  ],
};
