import type { PurgeSpan, RetentionTransaction } from "../retention/ports.ts";
import type { Execute } from "./create-curation.ts";
import type { ColumnValue } from "./message-rows.ts";
import { type Row, textOf } from "./registry-documents.ts";
import { numberOf } from "./registry-rows.ts";
import { lists, places } from "./review-statements.ts";
import type { Watch } from "./watch-work.ts";

/** Requests that are there, and answers that no replay key needs: what production may lose (decisions D7, D26). */
const TEXTS = `
  from message m
  join message_body b on b.message_id = m.id
 where m.organization_id = $1 and m.received_at_ms < $2
   and (b.request is not null
     or (b.answer is not null and not exists (select 1 from transmission t where t.message_id = m.id)))`;

/** Messages with anything left by which their text could be known. */
const MESSAGES = `
  from message m
  join message_body b on b.message_id = m.id
 where m.organization_id = $1 and m.received_at_ms < $2
   and (b.request is not null or b.answer is not null or m.payload_hash <> '')`;

/** People of a scope of whom nothing came since, and nobody else reported anything: what others share is theirs too. */
const PEOPLE = `
  from patient p
 where p.scope = $1 and p.created_at_ms < $2 and p.merged_into is null
   and not exists (
     select 1 from patient_source o where o.patient_id = p.id and o.organization_id <> p.scope)
   and not exists (
     select 1
       from patient_source s
       join message_source ms on ms.source_id = s.id
       join message m on m.id = ms.message_id
      where s.patient_id = p.id and m.received_at_ms >= $3)`;

/**
 * Statements that take people, in the order of the references between tables; `IDS` stands for their ids. Every table that
 * refers to `patient` is here: a test compares with the schema.
 */
export const TAKE_PEOPLE: readonly string[] = [
  "delete from query_disclosure where patient_id in (IDS)",
  "delete from match_review where patient_id in (IDS)",
  "delete from match_review where other_id in (IDS)",
  "delete from patient_merge where from_id in (IDS)",
  "delete from patient_merge where into_id in (IDS)",
  "delete from match_key where patient_id in (IDS)",
  "delete from patient_identifier where patient_id in (IDS)",
  "delete from vaccination_event where patient_id in (IDS)",
  "delete from vaccination_report where patient_id in (IDS)",
  "delete from message_source where source_id in (select id from patient_source where patient_id in (IDS))",
  "delete from patient_source where patient_id in (IDS)",
  // Who was merged into one of them has nothing of its own and goes with the next portion.
  "update patient set merged_into = null where merged_into in (IDS)",
  "delete from patient where id in (IDS)",
];

const QUERY_ANSWERS_MARK = "query-answers";

function withIds(text: string, ids: readonly string[]): string {
  return text.replace("IDS", places(1, ids.length));
}

function isQuery(type: string): boolean {
  return /^(?:QBP|VXQ)/.test(type);
}

function messageSpan({ organizationId, beforeMs }: PurgeSpan): readonly ColumnValue[] {
  return [organizationId, beforeMs];
}

function peopleSpan({ organizationId, beforeMs }: PurgeSpan): readonly ColumnValue[] {
  return [organizationId, beforeMs, beforeMs];
}

/** Retention on either database. */
export function createRetention(execute: Execute, watch: Watch): RetentionTransaction {
  const rows = (text: string, values: readonly ColumnValue[]): Promise<readonly Row[]> =>
    watch.step(() => execute(text, values));
  const count = async (text: string, values: readonly ColumnValue[]): Promise<number> => {
    const [row] = await rows(`select count(*) as count ${text}`, values);
    return row === undefined ? 0 : Number(row["count"]);
  };
  const idsOf = async (text: string, values: readonly ColumnValue[]): Promise<readonly string[]> =>
    (await rows(text, values)).map((row) => textOf(row, "id"));
  const each = async (texts: readonly string[], ids: readonly string[]): Promise<number> => {
    if (ids.length > 0) for (const text of texts) await rows(withIds(text, ids), ids);
    return ids.length;
  };
  return {
    countTexts: (span) => count(TEXTS, messageSpan(span)),
    purgeTexts: async (span, limit) => {
      const ids = await idsOf(`select m.id ${TEXTS} limit $3`, [...messageSpan(span), limit]);
      return each(
        [
          "update message_body set request = null where message_id in (IDS)",
          `update message_body set answer = null where message_id in (IDS)
              and not exists (select 1 from transmission t where t.message_id = message_body.message_id)`,
        ],
        ids,
      );
    },
    countMessages: (span) => count(MESSAGES, messageSpan(span)),
    purgeMessages: async (span, limit) => {
      const ids = await idsOf(`select m.id ${MESSAGES} limit $3`, [...messageSpan(span), limit]);
      return each(
        [
          "update message_body set request = null, answer = null where message_id in (IDS)",
          "delete from transmission where message_id in (IDS)",
          "update message set payload_hash = '' where id in (IDS)",
        ],
        ids,
      );
    },
    countPeople: (span) => count(PEOPLE, peopleSpan(span)),
    purgePeople: async (span, limit) =>
      each(TAKE_PEOPLE, await idsOf(`select p.id ${PEOPLE} limit $4`, [...peopleSpan(span), limit])),
    purgeContributions: async ({ organizationId, beforeMs }, after, limit) => {
      const page = await rows(
        `select message_id, received_at_ms from review_contribution
          where organization_id = $1 and message_id > $2 order by message_id limit $3`,
        [organizationId, after, limit],
      );
      const last = page.at(-1);
      if (last === undefined) return undefined;
      const old = page.filter((row) => numberOf(row, "received_at_ms") < beforeMs);
      const ids = old.map((row) => textOf(row, "message_id"));
      for (const some of lists(ids))
        await rows(
          `delete from review_contribution where organization_id = $1 and message_id in (${places(2, some.length)})`,
          [organizationId, ...some],
        );
      return { taken: old.length, last: textOf(last, "message_id") };
    },
    purgeQueryAnswers: (beforeMs, limit) => purgeQueryAnswers({ rows, each }, beforeMs, limit),
  };
}

interface Statements {
  readonly rows: (text: string, values: readonly ColumnValue[]) => Promise<readonly Row[]>;
  readonly each: (texts: readonly string[], ids: readonly string[]) => Promise<number>;
}

async function purgeQueryAnswers(
  { rows, each }: Statements,
  beforeMs: number,
  limit: number,
): Promise<number | undefined> {
  const [mark] = await rows("select message_id from retention_mark where kind = $1", [QUERY_ANSWERS_MARK]);
  const page = await rows("select id, type, received_at_ms from message where id > $1 order by id limit $2", [
    mark === undefined ? "" : textOf(mark, "message_id"),
    limit,
  ]);
  const young = page.findIndex((row) => numberOf(row, "received_at_ms") >= beforeMs);
  const old = young === -1 ? page : page.slice(0, young);
  const last = old.at(-1);
  if (last === undefined) return undefined;
  const queries = old.filter((row) => isQuery(textOf(row, "type"))).map((row) => textOf(row, "id"));
  await each(["update message_body set answer = null where message_id in (IDS)"], queries);
  await rows(
    `insert into retention_mark (kind, message_id) values ($1, $2)
         on conflict (kind) do update set message_id = excluded.message_id`,
    [QUERY_ANSWERS_MARK, textOf(last, "id")],
  );
  return queries.length;
}
