import type { CurationTransaction } from "../registry/curation-ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { ColumnValue } from "./message-rows.ts";
import { createRegistryDocuments, type Row, textOf } from "./registry-documents.ts";
import { numberOf, pairInOrder } from "./registry-rows.ts";
import { FIND_PERSON, LIST_AWAITING_CODES } from "./registry-sql.ts";
import type { Watch } from "./watch-work.ts";

/**
 * Runs one statement of a work, written as PostgreSQL writes it: each `$n` once and in order. One that has a name is
 * prepared once for each connection.
 */
export type Execute = (
  text: string,
  values: readonly ColumnValue[],
  prepared?: string,
) => Promise<readonly Row[]>;

/** What a dialect adds to a select to hold the row until the commit. */
export type HoldWord = "" | " for update";

/** Charts are kept as JSON in a row that is read once in its life. */
function idsOf(text: string): readonly string[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

/** Curation on either database: rare statements, prepared when they are needed. */
export function createCuration(
  execute: Execute,
  holdWord: HoldWord,
  keys: RealmKeys,
  watch: Watch,
): CurationTransaction {
  const documents = createRegistryDocuments(keys);
  const run = (text: string, values: readonly ColumnValue[]): Promise<void> =>
    watch.step(async () => void (await execute(text, values)));
  return {
    holdStoredPerson: (personId) =>
      watch.step(async () => {
        const [row] = await execute(FIND_PERSON + holdWord, [personId]);
        if (row === undefined) return undefined;
        const mergedInto = row["merged_into"];
        const person = documents.openPerson(row);
        return { ...person, mergedInto: typeof mergedInto === "string" ? mergedInto : undefined };
      }),
    moveSources: (sourceIds, toId) =>
      watch.step(async () => {
        for (const sourceId of sourceIds) {
          await execute("update patient_source set patient_id = $1 where id = $2", [toId, sourceId]);
          await execute("update vaccination_report set patient_id = $1 where source_id = $2", [
            toId,
            sourceId,
          ]);
        }
      }),
    moveEvents: (fromId, toId) =>
      run("update vaccination_event set patient_id = $1 where patient_id = $2", [toId, fromId]),
    setMergedInto: (personId, intoId) =>
      run("update patient set merged_into = $1 where id = $2", [intoId ?? null, personId]),
    saveMerge: ({ id, fromId, intoId, sourceIds, atMs }) =>
      run("insert into patient_merge (id, from_id, into_id, source_ids, at_ms) values ($1, $2, $3, $4, $5)", [
        id,
        fromId,
        intoId,
        JSON.stringify(sourceIds),
        atMs,
      ]),
    findMerge: (fromId) =>
      watch.step(async () => {
        const [row] = await execute(
          `select id, from_id, into_id, source_ids, at_ms from patient_merge
            where from_id = $1 and undone_at_ms is null order by id desc limit 1`,
          [fromId],
        );
        if (row === undefined) return undefined;
        const [id, intoId] = [textOf(row, "id"), textOf(row, "into_id")];
        return {
          id,
          fromId,
          intoId,
          sourceIds: idsOf(textOf(row, "source_ids")),
          atMs: numberOf(row, "at_ms"),
        };
      }),
    endMerge: (mergeId, atMs) =>
      run("update patient_merge set undone_at_ms = $1 where id = $2", [atMs, mergeId]),
    decidePair: ({ personId, otherId, decision, atMs, by }) => {
      const [first, second] = pairInOrder(personId, otherId);
      return run(
        `insert into match_review (
           patient_id, other_id, reason, score_tenths, message_id, created_at_ms, decision, decided_at_ms, decided_by
         ) values ($1, $2, 'possible', 0, '', $3, $4, $5, $6)
         on conflict (patient_id, other_id) do update set
           decision = excluded.decision, decided_at_ms = excluded.decided_at_ms, decided_by = excluded.decided_by`,
        [first, second, atMs, decision, atMs, by],
      );
    },
    findFiledMessage: (messageId) =>
      watch.step(async () => {
        const [row] = await execute(
          `select m.source_id, m.withdrawn_at_ms, s.patient_id
             from message_source m join patient_source s on s.id = m.source_id
            where m.message_id = $1`,
          [messageId],
        );
        if (row === undefined) return undefined;
        const [sourceId, personId] = [textOf(row, "source_id"), textOf(row, "patient_id")];
        return { sourceId, personId, withdrawn: row["withdrawn_at_ms"] !== null };
      }),
    listAwaitingCodes: (afterId, limit) =>
      watch.step(async () => {
        const rows = await execute(LIST_AWAITING_CODES, [afterId, limit]);
        return rows.map((row) => textOf(row, "id"));
      }),
    setMessageWithdrawn: (messageId, atMs) =>
      run("update message_source set withdrawn_at_ms = $1 where message_id = $2", [atMs ?? null, messageId]),
  };
}
