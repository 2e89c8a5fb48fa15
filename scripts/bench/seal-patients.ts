import { randomBytes } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import { createPooledRandom } from "../../src/kernel/pooled-random.ts";
import { createRegistryDocuments } from "../../src/store/registry-documents.ts";
import { loadVault } from "../../src/vault/load-vault.ts";
import { PATIENT_TABLES, type PatientTableName } from "./patient-tables.ts";
import { RowWriter } from "./row-stream.ts";
import type { PatientSpan, SealerOptions, SealedPatients } from "./sealers.ts";
import { createPersonMaker, type PersonRows } from "./template-person.ts";

/*
 * A worker thread that makes patients of the benchmark: takes spans of numbers, gives their rows, sealed with the realm's
 * own keys.
 */

const options: SealerOptions = workerData;
const random = createPooledRandom(randomBytes);
const vault = loadVault({
  secretsDir: options.secretsDir,
  realms: ["test"],
  randomBytes: random,
  clock: Date.now,
});
const keys = vault.realms.test;
if (keys === undefined) throw new Error("the keys of the test realm were not read");
const documents = createRegistryDocuments(keys);
const personOf = await createPersonMaker(
  options.organizationId,
  builtInCodeSets(),
  createIdSource(Date.now, random),
);
const writers = new Map<PatientTableName, RowWriter>(
  PATIENT_TABLES.map(({ name }) => [name, new RowWriter()]),
);

function write(table: PatientTableName, cells: Parameters<RowWriter["write"]>[0]): void {
  writers.get(table)?.write(cells);
}

function seal(table: PatientTableName, rowId: string, organizationId: string, text: string): Uint8Array {
  if (keys === undefined) throw new Error("no keys");
  return keys.sealing.seal({ table, column: "document", rowId, organizationId }, text);
}

function writePerson({ person, keys: own, source, reports, events }: PersonRows): void {
  const { id, scope, atMs, document, awaitsCodes } = person;
  write("patient", [id, scope, atMs, seal("patient", id, scope, document), awaitsCodes]);
  for (const text of own.identifiers) write("patient_identifier", [documents.digest("identifier", text), id]);
  for (const text of own.blocking) write("match_key", [documents.digest("blocking", text), id]);
  const { organizationId } = source;
  write("patient_source", [
    source.id,
    id,
    organizationId,
    source.site,
    documents.digest("source", source.key),
    seal("patient_source", source.id, organizationId, source.document),
  ]);
  for (const report of reports) {
    const key = report.key === undefined ? null : documents.digest("order-number", report.key);
    const sealed = seal("vaccination_report", report.id, "", report.document);
    write("vaccination_report", [report.id, id, source.id, key, sealed]);
  }
  for (const event of events)
    write("vaccination_event", [event.id, id, seal("vaccination_event", event.id, "", event.document)]);
}

parentPort?.on("message", ({ from, to }: PatientSpan) => {
  for (let n = from; n < to; n += 1) writePerson(personOf(n));
  const rows = [...writers].map(([table, writer]) => ({ table, rows: writer.take() }));
  const sealed: SealedPatients = { count: to - from, rows };
  parentPort?.postMessage(
    sealed,
    rows.map((each) => each.rows.buffer),
  );
});
