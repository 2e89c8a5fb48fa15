import type { Migration } from "../../migrate.ts";

/**
 * Tasks that watches raise, each once; mails without a document, tried a bounded number of times; jobs that one process
 * does for all. No patient data in any of them.
 */
export const watches: Migration = {
  number: 9,
  name: "watches",
  statements: ({ integer, keyedTableEnd }) => [
    `alter table onboarding_task add column subject text not null default ''`,
    `alter table onboarding_task add column detail text not null default ''`,
    `create unique index onboarding_task_once on onboarding_task (case_id, kind, subject)
       where closed_at_ms is null and subject <> ''`,
    `create table mail (
       id text not null primary key,
       document_id text references document (id),
       recipients text not null,
       subject text not null,
       body text not null,
       queued_at_ms ${integer} not null,
       sent_at_ms ${integer},
       attempts ${integer} not null default 0 check (attempts >= 0),
       next_try_at_ms ${integer} not null,
       failed_at_ms ${integer},
       check (sent_at_ms is null or failed_at_ms is null)
     ) ${keyedTableEnd}`,
    `insert into mail (id, document_id, recipients, subject, body, queued_at_ms, sent_at_ms, next_try_at_ms)
       select id, document_id, recipients, subject, body, queued_at_ms, sent_at_ms, queued_at_ms from outgoing_mail`,
    `drop table outgoing_mail`,
    `create index mail_unsent on mail (next_try_at_ms) where sent_at_ms is null and failed_at_ms is null`,
    `create index mail_document on mail (document_id)`,
    `create table job_run (
       job text not null primary key,
       slot text not null,
       until_ms ${integer} not null,
       done ${integer} not null check (done in (0, 1))
     ) ${keyedTableEnd}`,
  ],
};
