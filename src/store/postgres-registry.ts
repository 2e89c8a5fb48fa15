import type { QueryConfig, QueryResult } from "pg";
import type { PersonChange, RegistryTransaction } from "../registry/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import { bytesArray } from "./bytes-array.ts";
import { createDecoys } from "./registry-decoys.ts";
import {
  createRegistryDocuments,
  type RegistryDocuments,
  type Row,
  withinOneWork,
} from "./registry-documents.ts";
import {
  awaitsCodesValue,
  foundPeople,
  MERGES_FOLLOWED_MAX,
  pairInOrder,
  queryUseOf,
  recordsOf,
  tenthsOf,
} from "./registry-rows.ts";
import {
  COUNT_QUERY,
  FIND_PERSON,
  FIND_QUERY_USE,
  FIND_RECORDS,
  findKeysElsewhere,
  findPeople,
  WORDING,
} from "./registry-sql.ts";
import type { Watch } from "./watch-work.ts";

/** One prepared statement, in a transaction that may be over. */
export type Query = (statement: QueryConfig) => Promise<QueryResult<Row>>;

const FIND_PEOPLE = findPeople(WORDING.postgres);
const FIND_KEYS_ELSEWHERE = findKeysElsewhere(WORDING.postgres);
const HOLD_PERSON = `${FIND_PERSON} for update`;

/** All rows of one person in one statement: one round trip. A list is an array a column. */
const SAVE_PERSON = `
  with person as (
         insert into patient (id, scope, created_at_ms, document, awaits_codes)
         values ($1, $2, $3, $4, coalesce($23::bigint, 0))
         on conflict (id) do update set
           document = excluded.document, awaits_codes = coalesce($23::bigint, patient.awaits_codes)),
       gone_identifiers as (
         delete from patient_identifier where patient_id = $1 and key = any ($5::bigint[])),
       gone_keys as (
         delete from match_key where patient_id = $1 and key = any ($6::bigint[])),
       identifiers as (
         insert into patient_identifier (key, patient_id) select key, $1 from unnest($7::bigint[]) as key
         on conflict do nothing),
       keys as (
         insert into match_key (key, patient_id) select key, $1 from unnest($8::bigint[]) as key
         on conflict do nothing),
       sources as (
         insert into patient_source (id, patient_id, organization_id, site, key, document)
         select id, $1, organization_id, site, key, document
           from unnest($9::text[], $10::text[], $11::text[], $12::bigint[], $13::bytea[])
             as row (id, organization_id, site, key, document)
         on conflict (id) do update set patient_id = excluded.patient_id, document = excluded.document),
       reports as (
         insert into vaccination_report (id, patient_id, source_id, key, document)
         select id, $1, source_id, key, document
           from unnest($14::text[], $15::text[], $16::bigint[], $17::bytea[]) as row (id, source_id, key, document)
         on conflict (id) do update set patient_id = excluded.patient_id, document = excluded.document),
       message_sources as (
         insert into message_source (message_id, source_id)
         select message_id, source_id from unnest($19::text[], $20::text[]) as row (message_id, source_id)
         on conflict (message_id) do update set source_id = excluded.source_id, withdrawn_at_ms = null),
       gone_events as (
         update vaccination_event set gone = 1 where id = any ($18::text[]))
  insert into vaccination_event (id, patient_id, document)
  select id, $1, document from unnest($21::text[], $22::bytea[]) as row (id, document)
  on conflict (id) do update set patient_id = excluded.patient_id, gone = 0, document = excluded.document`;

const SAVE_PAIRS = `
  insert into match_review (patient_id, other_id, reason, score_tenths, message_id, created_at_ms)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[])
  on conflict (patient_id, other_id) do nothing`;

const SAVE_DISCLOSURES = `
  insert into query_disclosure (message_id, patient_id) select $1, id from unnest($2::text[]) as id`;

const LOCK_PEOPLE = "select pg_advisory_xact_lock(lock) from unnest($1::bigint[]) as lock";

function savePersonValues(documents: RegistryDocuments, change: PersonChange): readonly unknown[] {
  const { person, savedKeys, goneKeys, sources, reports, events, goneEventIds } = change;
  const digests = (purpose: "identifier" | "blocking", texts: readonly string[]): readonly string[] =>
    texts.map((text) => String(documents.digest(purpose, text)));
  const orderNumber = (key: string | undefined): string | null =>
    key === undefined ? null : String(documents.digest("order-number", key));
  const messageSources = change.messageSource === undefined ? [] : [change.messageSource];
  return [
    person.id,
    person.scope,
    change.atMs,
    documents.sealPerson(person),
    digests("identifier", goneKeys.identifiers),
    digests("blocking", goneKeys.blocking),
    digests("identifier", savedKeys.identifiers),
    digests("blocking", savedKeys.blocking),
    sources.map(({ id }) => id),
    sources.map(({ organizationId }) => organizationId),
    sources.map(({ site }) => site),
    sources.map(({ key }) => String(documents.digest("source", key))),
    bytesArray(sources.map((source) => documents.sealSource(source))),
    reports.map(({ report }) => report.id),
    reports.map(({ sourceId }) => sourceId),
    reports.map(({ report }) => orderNumber(report.key)),
    bytesArray(reports.map(({ report }) => documents.sealReport(report))),
    goneEventIds,
    messageSources.map(({ messageId }) => messageId),
    messageSources.map(({ sourceId }) => sourceId),
    events.map(({ id }) => id),
    bytesArray(events.map((event) => documents.sealEvent(event))),
    awaitsCodesValue(change),
  ];
}

/**
 * The registry of one realm on PostgreSQL.
 *
 * @param lockNumber the advisory lock of a text, in this realm
 * @returns the registry inside one work
 */
export function createPostgresRegistry(
  keys: RealmKeys,
  lockNumber: (text: string) => bigint,
): (query: Query, watch: Watch) => RegistryTransaction {
  const realmDocuments = createRegistryDocuments(keys);
  const decoys = createDecoys(realmDocuments);

  return (query, watch) => {
    const documents = withinOneWork(realmDocuments);
    const digests = (
      purpose: "identifier" | "blocking" | "order-number",
      texts: readonly string[],
    ): readonly string[] => texts.map((text) => String(documents.digest(purpose, text)));
    const rowsOf = async (name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
      (await query({ name, text, values: [...values] })).rows;
    const send = (name: string, text: string, values: readonly unknown[]): Promise<void> =>
      watch.send(async () => void (await rowsOf(name, text, values)));

    return {
      lockPeople: (texts) => {
        // In one order everywhere, so that no two works wait for each other.
        const locks = [...new Set(texts.map(lockNumber))].toSorted((a, b) => (a < b ? -1 : 1));
        return send("lock-people", LOCK_PEOPLE, [locks.map(String)]);
      },
      findPeople: ({ identifiers, blocking, source }) =>
        watch.step(async () => {
          const values = [
            digests("identifier", identifiers),
            digests("blocking", blocking),
            source === undefined ? null : String(documents.digest("source", source)),
          ];
          return foundPeople(await rowsOf("find-people", FIND_PEOPLE, values), documents);
        }),
      readDecoys: (count) => watch.step(async () => decoys.open(count)),
      holdPerson: (personId) =>
        watch.step(async () => {
          let [row] = await rowsOf("hold-person", HOLD_PERSON, [personId]);
          for (
            let left = MERGES_FOLLOWED_MAX;
            typeof row?.["merged_into"] === "string" && left > 0;
            left -= 1
          )
            [row] = await rowsOf("hold-person", HOLD_PERSON, [row["merged_into"]]);
          return row && documents.openPerson(row);
        }),
      readRecords: (personId) =>
        watch.step(async () => {
          const values = [personId, personId, personId];
          return recordsOf(await rowsOf("find-records", FIND_RECORDS, values), documents);
        }),
      findKeysElsewhere: (texts, personId) =>
        watch.step(async () => {
          const values = [digests("order-number", texts), personId];
          const rows = await rowsOf("find-keys-elsewhere", FIND_KEYS_ELSEWHERE, values);
          return rows.map((row) => documents.openReport(row));
        }),
      savePerson: (change) => send("save-person", SAVE_PERSON, savePersonValues(documents, change)),
      savePairs: (pairs) => {
        if (pairs.length === 0) return Promise.resolve();
        const inOrder = pairs.map(({ personId, otherId }) => pairInOrder(personId, otherId));
        return send("save-pairs", SAVE_PAIRS, [
          inOrder.map(([first]) => first),
          inOrder.map(([, second]) => second),
          pairs.map(({ reason }) => reason),
          pairs.map(({ score }) => tenthsOf(score)),
          pairs.map(({ messageId }) => messageId),
          pairs.map(({ atMs }) => atMs),
        ]);
      },
      saveDisclosures: (messageId, personIds) =>
        personIds.length === 0
          ? Promise.resolve()
          : send("save-disclosures", SAVE_DISCLOSURES, [messageId, personIds]),
      readQueryUse: (organizationId, windows) =>
        watch.step(async () => {
          const [row] = await rowsOf("find-query-use", FIND_QUERY_USE, [organizationId]);
          return queryUseOf(row, windows);
        }),
      countQuery: (organizationId, windows, foundNobody) =>
        watch.step(async () => {
          const { dayFromMs, minuteFromMs, notFoundFromMs } = windows;
          const values = [organizationId, dayFromMs, minuteFromMs, notFoundFromMs, foundNobody ? 1 : 0];
          const [row] = await rowsOf("count-query", COUNT_QUERY, values);
          return queryUseOf(row, windows);
        }),
    };
  };
}
