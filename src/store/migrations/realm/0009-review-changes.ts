import type { Migration } from "../../migrate.ts";

/**
 * What a few messages change in the sums of the review is noted in a row of its own and added to the sums later; large sums stand
 * in parts. All sums are made anew by the next count.
 */
export const reviewChanges: Migration = {
  number: 9,
  name: "review-changes",
  statements: ({ dialect, integer, tableEnd }) => {
    const inCodeOrder = dialect === "postgres" ? ` collate "C"` : "";
    return [
      "drop table review_sum",
      `create table review_sum (
         organization_id text not null,
         bucket text${inCodeOrder} not null,
         until text${inCodeOrder} not null,
         part ${integer} not null,
         cells text not null,
         primary key (organization_id, bucket, until, part)
       ) ${tableEnd}`,
      `create table review_change (
         organization_id text not null,
         number ${integer} not null,
         change text not null,
         primary key (organization_id, number)
       ) ${tableEnd}`,
      "delete from review_basis",
    ];
  },
};
