import type { Migration } from "../../migrate.ts";

/** Thresholds of reviews that staff set: one row a version, written once. */
export const reviewThresholds: Migration = {
  number: 15,
  name: "review-thresholds",
  statements: ({ dialect, integer, keyedTableEnd }) => [
    `create table review_thresholds (
       version ${integer} not null primary key check (version > 0),
       at_ms ${integer} not null,
       by_name text not null,
       reason text not null,
       document text not null
     ) ${keyedTableEnd}`,
    ...(dialect === "sqlite"
      ? ["update", "delete"].map(
          (word) =>
            `create trigger review_thresholds_no_${word} before ${word} on review_thresholds
             begin select raise(abort, 'review_thresholds is append-only'); end`,
        )
      : [
          `create trigger review_thresholds_no_change before update or delete on review_thresholds
             for each row execute function refuse_review_change()`,
          `create trigger review_thresholds_no_truncate before truncate on review_thresholds
             for each statement execute function refuse_review_change()`,
        ]),
  ],
};
