import type { Migration } from "../../migrate.ts";

/** Which releases of CDC's supporting data somebody accepted for forecasts in production. */
export const forecastApprovals: Migration = {
  number: 11,
  name: "forecast-approvals",
  statements: ({ integer, keyedTableEnd }) => [
    `create table forecast_approval (
       sha256 text not null primary key,
       version text not null,
       approved_at_ms ${integer} not null,
       approved_by text not null,
       reason text not null
     ) ${keyedTableEnd}`,
  ],
};
