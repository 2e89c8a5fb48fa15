import type { Migration } from "../../migrate.ts";

const COLUMNS =
  "id, organization_id, asked, attached_name, attached, asked_by, asked_by_os_user, asked_at_ms, done_at_ms";

/** An act that waits for another person may be of no organization: forecast data. SQLite changes no column in place. */
export const pendingActs: Migration = {
  number: 18,
  name: "pending-acts",
  statements: ({ dialect, integer, bytes, tableEnd }) =>
    dialect === "postgres"
      ? ["alter table pending_act alter column organization_id drop not null"]
      : [
          "alter table pending_act rename to pending_act_before",
          `create table pending_act (
             id text not null primary key,
             organization_id text references organization (id),
             asked text not null,
             attached_name text,
             attached ${bytes},
             asked_by text not null,
             asked_by_os_user text not null,
             asked_at_ms ${integer} not null,
             done_at_ms ${integer},
             check ((attached_name is null) = (attached is null))
           ) ${tableEnd}`,
          `insert into pending_act (${COLUMNS}) select ${COLUMNS} from pending_act_before`,
          "drop table pending_act_before",
        ],
};
