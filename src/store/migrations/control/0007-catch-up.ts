import type { Migration } from "../../migrate.ts";

/** Why doses of a review need not be in production; ids and control ids only (MIIC onboarding guide). Written once. */
export const catchUp: Migration = {
  number: 7,
  name: "catch-up",
  statements: ({ dialect, integer, keyedTableEnd }) => [
    `create table catch_up_explanation (
       case_id text not null references onboarding_case (id),
       dose_id text not null,
       control_id text not null,
       reason text not null check (reason <> ''),
       by_name text not null,
       at_ms ${integer} not null,
       primary key (case_id, dose_id)
     ) ${keyedTableEnd}`,
    ...(dialect === "sqlite"
      ? ["update", "delete"].map(
          (word) =>
            `create trigger catch_up_explanation_no_${word} before ${word} on catch_up_explanation
             begin select raise(abort, 'catch_up_explanation is append-only'); end`,
        )
      : [
          `create trigger catch_up_explanation_no_change before update or delete on catch_up_explanation
             for each row execute function refuse_onboarding_change()`,
          `create trigger catch_up_explanation_no_truncate before truncate on catch_up_explanation
             for each statement execute function refuse_onboarding_change()`,
        ]),
  ],
};
