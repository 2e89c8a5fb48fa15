import type { Migration } from "../../migrate.ts";

/** A site code belongs to one organization at a time, however it is written: `n1` is `N1` (decision D25). */
export const siteCodes: Migration = {
  number: 14,
  name: "site-codes",
  statements: () => [
    "drop index site_open",
    "create unique index site_open on site (upper(code)) where until_day is null",
    "create index site_code_upper on site (upper(code))",
  ],
};
