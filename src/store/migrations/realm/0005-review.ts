import type { Migration } from "../../migrate.ts";

/**
 * The technical message review: what each message adds, sums of these, and incidents. Nothing in here tells who a person is:
 * keys are keyed digests (decision D27), codes and places are all that is shown.
 */
export const review: Migration = {
  number: 5,
  name: "review",
  statements: ({ integer, tableEnd, keyedTableEnd }) => [
    `create table review_contribution (
       organization_id text not null,
       message_id text not null,
       pending ${integer} not null check (pending in (0, 1)),
       document text not null,
       primary key (organization_id, message_id)
     ) ${tableEnd}`,
    `create index review_contribution_pending on review_contribution (organization_id, message_id)
       where pending = 1`,
    `create table review_basis (
       organization_id text not null primary key,
       basis text not null
     ) ${keyedTableEnd}`,
    `create table review_object (
       organization_id text not null,
       key text not null,
       bucket text not null,
       occurrence text not null,
       primary key (organization_id, key, bucket)
     ) ${keyedTableEnd}`,
    `create table review_sum (
       organization_id text not null,
       bucket text not null,
       until text not null,
       cells text not null,
       primary key (organization_id, bucket, until)
     ) ${tableEnd}`,
    `create table review_evidence (
       organization_id text not null,
       bucket text not null,
       document text not null,
       primary key (organization_id, bucket)
     ) ${tableEnd}`,
    `create table review_incident (
       message_id text not null primary key,
       organization_id text not null,
       at_ms ${integer} not null,
       numbers ${integer} not null check (numbers >= 1),
       place text not null,
       closed_at_ms ${integer},
       closed_by text
     ) ${keyedTableEnd}`,
    `create index review_incident_open on review_incident (organization_id, at_ms) where closed_at_ms is null`,
    `create index message_replayed on message (organization_id, received_at_ms) where replays > 0`,
  ],
};
