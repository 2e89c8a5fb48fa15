import type { Migration } from "../../migrate.ts";

/** Columns that are read in the order of their code points, whatever the database's language. */
const IN_CODE_ORDER = [
  ["review_contribution", "counted_in"],
  ["review_object", "key"],
  ["review_object", "bucket"],
  ["review_sum", "bucket"],
  ["review_sum", "until"],
  ["review_example", "bucket"],
] as const;

/**
 * Each contribution says where it is counted, so that it can be taken out of the sums again; patients of the sample stand with
 * the objects, examples in rows of their own. All sums are made anew by the next count.
 */
export const reviewSums: Migration = {
  number: 7,
  name: "review-sums",
  statements: ({ dialect, integer, tableEnd }) => [
    `alter table review_contribution add column received_at_ms ${integer} not null default 0`,
    `alter table review_contribution add column state text not null default 'counts'
       check (state in ('counts', 'withdrawn', 'gone'))`,
    `alter table review_contribution add column counted_in text not null default ''`,
    `alter table review_contribution add column basis text not null default ''`,
    dialect === "sqlite"
      ? `update review_contribution set pending = 1,
           received_at_ms = json_extract(document, '$.receivedAtMs'), basis = json_extract(document, '$.basis')`
      : `update review_contribution set pending = 1,
           received_at_ms = (document::json ->> 'receivedAtMs')::bigint, basis = document::json ->> 'basis'`,
    `create index review_contribution_counted
       on review_contribution (organization_id, counted_in, received_at_ms, message_id) where counted_in <> ''`,
    `create index review_contribution_basis on review_contribution (organization_id, basis)`,
    "delete from review_basis",
    "delete from review_sum",
    "delete from review_object",
    "alter table review_object add column patient text",
    "drop table review_evidence",
    `create table review_example (
       organization_id text not null,
       bucket text not null,
       cause text not null,
       examples text not null,
       primary key (organization_id, bucket, cause)
     ) ${tableEnd}`,
    ...(dialect === "postgres"
      ? IN_CODE_ORDER.map(
          ([table, column]) => `alter table ${table} alter column ${column} type text collate "C"`,
        )
      : []),
  ],
};
