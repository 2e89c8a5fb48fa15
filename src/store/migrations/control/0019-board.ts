import type { Migration } from "../../migrate.ts";

/** The score of a waiting case, from its JSON. */
function scoreIn(dialect: "sqlite" | "postgres"): string {
  const at = (path: readonly string[]): string =>
    dialect === "sqlite"
      ? `json_extract(priority, '$.${path.join(".")}')`
      : `(priority::json #>> '{${path.join(",")}}')::numeric`;
  return `cast(round(coalesce(${at(["override", "score"])}, ${at(["score"])}, 0)) as integer)`;
}

/** The order within a stage in a column, so that the board is read a page at a time; and the audit trail by object and by act. */
export const board: Migration = {
  number: 19,
  name: "board",
  statements: ({ dialect }) => {
    const left = `1000 - ${scoreIn(dialect)}`;
    const padded = dialect === "sqlite" ? `printf('%04d', ${left})` : `lpad((${left})::text, 4, '0')`;
    return [
      `alter table onboarding_case add column board_key text not null default ''`,
      `update onboarding_case set board_key = case
         when stage = 'QUEUED' then ${padded} || ' ' || coalesce(queued_on, '')
         else coalesce(due_on, '9999-12-31') end`,
      `create index audit_entry_object on audit_entry (object, seq)`,
      `create index audit_entry_action on audit_entry (action, seq)`,
    ];
  },
};
