import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import HL7 from "hl7-standard";
import { serveComparison } from "./comparison-server.ts";

/*
 * Comparison stack 2: read with hl7-standard, store one durable row, answer; no login, no checks, no sealing. What
 * arrives in one turn of the event loop shares one commit.
 */
const database = new DatabaseSync(join(process.env["DATA_DIR"] ?? ".", "naive.sqlite"));
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
database.exec("CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, request TEXT NOT NULL) STRICT");
const insert = database.prepare("INSERT INTO message (request) VALUES (?)");

interface Waiting {
  readonly text: string;
  resolve(): void;
}
let waiting: Waiting[] = [];

function commitWaiting(): void {
  const batch = waiting;
  waiting = [];
  database.exec("BEGIN IMMEDIATE");
  for (const { text } of batch) insert.run(text);
  database.exec("COMMIT");
  for (const one of batch) one.resolve();
}

function store(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.length === 0) setImmediate(commitWaiting);
    waiting.push({ text, resolve });
  });
}

await serveComparison(async (hl7Message) => {
  const message = new HL7(hl7Message, { lineEndings: "\r" });
  message.transform();
  await store(hl7Message);
});
