import type { QueryConfig } from "pg";
import type { MessageRecord } from "../submission/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import { bodyRow, type ColumnValue, findingRows, messageRow, transmissionRow } from "./message-rows.ts";
import { INSERT_BODY, INSERT_MESSAGE, SAVE_TRANSMISSION } from "./realm-sql.ts";

/** The statement with its parameters numbered from `first` + 1 on. */
function numberedAfter(first: number, text: string): string {
  return text.replaceAll(/\$(\d+)/g, (_match, number: string) => `$${Number(number) + first}`);
}

/** INSERT_FINDING for all findings of a message at once: one array a column. */
const INSERT_FINDINGS = `
  insert into finding (
    message_id, position, rule_id, severity, location, error_code, application_error_code, effect
  )
  select * from unnest(
    $1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]
  )`;

const MESSAGE_COLUMNS = 17;
const BODY_COLUMNS = 3;
const FINDING_COLUMNS = 8;

const WITH_FINDINGS = `
  with m as (${INSERT_MESSAGE}),
       b as (${numberedAfter(MESSAGE_COLUMNS, INSERT_BODY)}),
       f as (${numberedAfter(MESSAGE_COLUMNS + BODY_COLUMNS, INSERT_FINDINGS)})`;

const SAVE = `${WITH_FINDINGS} select 1`;
const SAVE_WITH_KEY = `${WITH_FINDINGS},
       t as (${numberedAfter(MESSAGE_COLUMNS + BODY_COLUMNS + FINDING_COLUMNS, SAVE_TRANSMISSION)})
  select 1`;

/** Columns of the rows, as arrays. */
function columns(rows: readonly (readonly ColumnValue[])[]): readonly (readonly ColumnValue[])[] {
  return Array.from({ length: FINDING_COLUMNS }, (_none, column) => rows.map((row) => row[column] ?? null));
}

/** A message with its texts, findings and replay key in one prepared statement: one round trip. */
export function saveMessageStatement(record: MessageRecord, keys: RealmKeys): QueryConfig {
  const values = [...messageRow(record, keys), ...bodyRow(record, keys), ...columns(findingRows(record))];
  return record.replayable
    ? { name: "save-with-key", text: SAVE_WITH_KEY, values: [...values, ...transmissionRow(record)] }
    : { name: "save", text: SAVE, values };
}
