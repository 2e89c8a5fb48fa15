import type { Migration } from "../../migrate.ts";

/**
 * People, what was reported of them, and how they are found. Everything that tells who a person is stands sealed in a
 * `document` (decision D27); `key` columns are 64 bits of a keyed digest. Nothing refers to `message`, whose rows are
 * written last and purged first.
 */
export const registry: Migration = {
  number: 3,
  name: "registry",
  statements: ({ integer, bytes, tableEnd, keyedTableEnd }) => [
    `create table patient (
       id text not null primary key,
       scope text not null,
       created_at_ms ${integer} not null,
       merged_into text references patient (id),
       document ${bytes} not null
     ) ${tableEnd}`,
    `create index patient_merged on patient (merged_into) where merged_into is not null`,
    `create table patient_source (
       id text not null primary key,
       patient_id text not null references patient (id),
       organization_id text not null,
       site text not null,
       key ${integer} not null,
       document ${bytes} not null
     ) ${tableEnd}`,
    `create index patient_source_patient on patient_source (patient_id)`,
    `create index patient_source_key on patient_source (key, patient_id)`,
    `create table patient_identifier (
       key ${integer} not null,
       patient_id text not null references patient (id),
       primary key (key, patient_id)
     ) ${keyedTableEnd}`,
    `create table match_key (
       key ${integer} not null,
       patient_id text not null references patient (id),
       primary key (key, patient_id)
     ) ${keyedTableEnd}`,
    `create table match_review (
       patient_id text not null references patient (id),
       other_id text not null references patient (id),
       reason text not null check (reason in ('possible', 'several', 'one-identifier')),
       score_tenths ${integer} not null,
       message_id text not null,
       created_at_ms ${integer} not null,
       decision text check (decision in ('same', 'different')),
       decided_at_ms ${integer},
       decided_by text,
       primary key (patient_id, other_id),
       check (patient_id < other_id)
     ) ${keyedTableEnd}`,
    `create index match_review_other on match_review (other_id)`,
    `create index match_review_open on match_review (created_at_ms, patient_id) where decision is null`,
    `create table vaccination_report (
       id text not null primary key,
       patient_id text not null references patient (id),
       source_id text not null references patient_source (id),
       key ${integer},
       document ${bytes} not null
     ) ${tableEnd}`,
    `create index vaccination_report_patient on vaccination_report (patient_id)`,
    `create index vaccination_report_source on vaccination_report (source_id)`,
    `create index vaccination_report_key on vaccination_report (key, patient_id) where key is not null`,
    `create table vaccination_event (
       id text not null primary key,
       patient_id text not null references patient (id),
       gone ${integer} not null default 0 check (gone in (0, 1)),
       document ${bytes} not null
     ) ${tableEnd}`,
    `create index vaccination_event_patient on vaccination_event (patient_id)`,
    `create table message_source (
       message_id text not null primary key,
       source_id text not null references patient_source (id),
       withdrawn_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create index message_source_source on message_source (source_id)`,
    `create table patient_merge (
       id text not null primary key,
       from_id text not null references patient (id),
       into_id text not null references patient (id),
       source_ids text not null,
       at_ms ${integer} not null,
       undone_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create index patient_merge_into on patient_merge (into_id)`,
    `create index patient_merge_from on patient_merge (from_id)`,
    `create table query_disclosure (
       message_id text not null,
       patient_id text not null references patient (id),
       primary key (message_id, patient_id)
     ) ${keyedTableEnd}`,
    `create index query_disclosure_patient on query_disclosure (patient_id, message_id)`,
    `create index message_supersedes on message (supersedes) where supersedes is not null`,
    `create table query_use (
       organization_id text not null primary key,
       day_from_ms ${integer} not null,
       day_queries ${integer} not null,
       minute_from_ms ${integer} not null,
       minute_queries ${integer} not null,
       not_found_from_ms ${integer} not null,
       not_found ${integer} not null
     ) ${keyedTableEnd}`,
  ],
};
