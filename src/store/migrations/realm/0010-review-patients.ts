import type { Migration } from "../../migrate.ts";

/**
 * One row for a patient and its doses in a bucket, which names the messages that tell of them, instead of a row for each with
 * what was told. Under the basis `{}` counting forgets all sums and where messages are counted, in portions, and makes them anew.
 */
export const reviewPatients: Migration = {
  number: 10,
  name: "review-patients",
  statements: ({ dialect, keyedTableEnd }) => {
    const inCodeOrder = dialect === "postgres" ? ` collate "C"` : "";
    return [
      "drop table review_object",
      `create table review_patient (
         organization_id text not null,
         patient_key text${inCodeOrder} not null,
         bucket text${inCodeOrder} not null,
         patient text,
         objects text not null,
         primary key (organization_id, patient_key, bucket)
       ) ${keyedTableEnd}`,
      "delete from review_basis",
      "insert into review_basis (organization_id, basis) select distinct organization_id, '{}' from review_contribution",
    ];
  },
};
