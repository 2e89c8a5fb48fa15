import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PersonChange, RegistryTransaction } from "../registry/ports.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { ColumnValue } from "./message-rows.ts";
import { createDecoys, type Decoys } from "./registry-decoys.ts";
import { createRegistryDocuments, type RegistryDocuments, withinOneWork } from "./registry-documents.ts";
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
  SAVE_DISCLOSURE,
  SAVE_EVENT,
  SAVE_MESSAGE_SOURCE,
  SAVE_PAIR,
  SAVE_PATIENT,
  SAVE_REPORT,
  SAVE_SOURCE,
  WORDING,
} from "./registry-sql.ts";
import { forSqlite } from "./realm-sql.ts";
import type { Watch } from "./watch-work.ts";

const SAVE_KEYS = (table: "match_key" | "patient_identifier"): string =>
  `insert into ${table} (key, patient_id) select value, ? from json_each(?) where true on conflict do nothing`;
const DELETE_KEYS = (table: "match_key" | "patient_identifier"): string =>
  `delete from ${table} where patient_id = ? and key in (select value from json_each(?))`;

interface Statements {
  readonly findPeople: StatementSync;
  readonly findPerson: StatementSync;
  readonly findRecords: StatementSync;
  readonly findKeysElsewhere: StatementSync;
  readonly savePatient: StatementSync;
  readonly saveSource: StatementSync;
  readonly saveReport: StatementSync;
  readonly saveEvent: StatementSync;
  readonly endEvent: StatementSync;
  readonly saveIdentifiers: StatementSync;
  readonly saveBlocking: StatementSync;
  readonly deleteIdentifiers: StatementSync;
  readonly deleteBlocking: StatementSync;
  readonly saveMessageSource: StatementSync;
  readonly savePair: StatementSync;
  readonly saveDisclosure: StatementSync;
  readonly findQueryUse: StatementSync;
  readonly countQuery: StatementSync;
}

function prepare(db: DatabaseSync): Statements {
  const statement = (text: string): StatementSync => db.prepare(forSqlite(text));
  return {
    findPeople: statement(findPeople(WORDING.sqlite)),
    findPerson: statement(FIND_PERSON),
    findRecords: statement(FIND_RECORDS),
    findKeysElsewhere: statement(findKeysElsewhere(WORDING.sqlite)),
    savePatient: statement(SAVE_PATIENT),
    saveSource: statement(SAVE_SOURCE),
    saveReport: statement(SAVE_REPORT),
    saveEvent: statement(SAVE_EVENT),
    endEvent: statement("update vaccination_event set gone = 1 where id = ?"),
    saveIdentifiers: statement(SAVE_KEYS("patient_identifier")),
    saveBlocking: statement(SAVE_KEYS("match_key")),
    deleteIdentifiers: statement(DELETE_KEYS("patient_identifier")),
    deleteBlocking: statement(DELETE_KEYS("match_key")),
    saveMessageSource: statement(SAVE_MESSAGE_SOURCE),
    savePair: statement(SAVE_PAIR),
    saveDisclosure: statement(SAVE_DISCLOSURE),
    findQueryUse: statement(FIND_QUERY_USE),
    countQuery: statement(COUNT_QUERY),
  };
}

/** A list of numbers as `json_each` reads it, to the last of their 64 bits. */
function jsonOf(keys: readonly bigint[]): string {
  return `[${keys.join(",")}]`;
}

function run(statement: StatementSync, ...values: readonly (ColumnValue | bigint)[]): void {
  statement.run(...values);
}

function savePerson(statements: Statements, documents: RegistryDocuments, change: PersonChange): void {
  const { person, savedKeys, goneKeys } = change;
  const { id } = person;
  const identifiers = (texts: readonly string[]): string =>
    jsonOf(texts.map((text) => documents.digest("identifier", text)));
  const blocking = (texts: readonly string[]): string =>
    jsonOf(texts.map((text) => documents.digest("blocking", text)));
  const awaits = awaitsCodesValue(change);
  run(statements.savePatient, id, person.scope, change.atMs, documents.sealPerson(person), awaits, awaits);
  if (goneKeys.identifiers.length > 0)
    run(statements.deleteIdentifiers, id, identifiers(goneKeys.identifiers));
  if (goneKeys.blocking.length > 0) run(statements.deleteBlocking, id, blocking(goneKeys.blocking));
  if (savedKeys.identifiers.length > 0)
    run(statements.saveIdentifiers, id, identifiers(savedKeys.identifiers));
  if (savedKeys.blocking.length > 0) run(statements.saveBlocking, id, blocking(savedKeys.blocking));
  for (const source of change.sources) {
    const key = documents.digest("source", source.key);
    const { organizationId, site } = source;
    run(statements.saveSource, source.id, id, organizationId, site, key, documents.sealSource(source));
  }
  for (const { sourceId, report } of change.reports) {
    const key = report.key === undefined ? null : documents.digest("order-number", report.key);
    run(statements.saveReport, report.id, id, sourceId, key, documents.sealReport(report));
  }
  for (const eventId of change.goneEventIds) run(statements.endEvent, eventId);
  for (const event of change.events) run(statements.saveEvent, event.id, id, documents.sealEvent(event));
  const { messageSource } = change;
  if (messageSource !== undefined)
    run(statements.saveMessageSource, messageSource.messageId, messageSource.sourceId);
}

/** The registry inside one work; its documents are the work's own. */
function registryOf(
  statements: Statements,
  documents: RegistryDocuments,
  decoys: Decoys,
  watch: Watch,
): RegistryTransaction {
  const digests = (purpose: "identifier" | "blocking" | "order-number", texts: readonly string[]): string =>
    jsonOf(texts.map((text) => documents.digest(purpose, text)));

  return {
    lockPeople: () => watch.step(async () => {}),
    findPeople: ({ identifiers, blocking, source }) =>
      watch.step(async () => {
        const rows = statements.findPeople.all(
          digests("identifier", identifiers),
          digests("blocking", blocking),
          source === undefined ? null : documents.digest("source", source),
        );
        return foundPeople(rows, documents);
      }),
    readDecoys: (count) => watch.step(async () => decoys.open(count)),
    holdPerson: (personId) =>
      watch.step(async () => {
        let row = statements.findPerson.get(personId);
        for (let left = MERGES_FOLLOWED_MAX; typeof row?.["merged_into"] === "string" && left > 0; left -= 1)
          row = statements.findPerson.get(row["merged_into"]);
        return row && documents.openPerson(row);
      }),
    readRecords: (personId) =>
      watch.step(async () => recordsOf(statements.findRecords.all(personId, personId, personId), documents)),
    findKeysElsewhere: (texts, personId) =>
      watch.step(async () => {
        const rows = statements.findKeysElsewhere.all(digests("order-number", texts), personId);
        return rows.map((row) => documents.openReport(row));
      }),
    savePerson: (change) => watch.step(async () => savePerson(statements, documents, change)),
    savePairs: (pairs) =>
      watch.step(async () => {
        for (const { personId, otherId, reason, score, messageId, atMs } of pairs)
          statements.savePair.run(
            ...pairInOrder(personId, otherId),
            reason,
            tenthsOf(score),
            messageId,
            atMs,
          );
      }),
    saveDisclosures: (messageId, personIds) =>
      watch.step(async () => {
        for (const personId of personIds) statements.saveDisclosure.run(messageId, personId);
      }),
    readQueryUse: (organizationId, windows) =>
      watch.step(async () => queryUseOf(statements.findQueryUse.get(organizationId), windows)),
    countQuery: (organizationId, windows, foundNobody) =>
      watch.step(async () => {
        const { dayFromMs, minuteFromMs, notFoundFromMs } = windows;
        const values = [dayFromMs, minuteFromMs, notFoundFromMs, foundNobody ? 1 : 0];
        return queryUseOf(statements.countQuery.get(organizationId, ...values), windows);
      }),
  };
}

/**
 * The registry of one realm on SQLite. Works run one after the other on the file's one writer, so that people need no
 * lock of their own.
 *
 * @returns the registry inside one work
 */
export function createSqliteRegistry(
  db: DatabaseSync,
  keys: RealmKeys,
): (watch: Watch) => RegistryTransaction {
  const statements = prepare(db);
  const documents = createRegistryDocuments(keys);
  const decoys = createDecoys(documents);
  return (watch) => registryOf(statements, withinOneWork(documents), decoys, watch);
}
