import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { Client } from "pg";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { REALMS } from "../../src/kernel/realm.ts";
import { openDatabases } from "../../src/store/databases.ts";
import { loadVault } from "../../src/vault/load-vault.ts";
import { createPostgres, type EmbeddedPostgres } from "./embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Socket that answers with the URL of the test run's PostgreSQL, which the first caller starts. */
    readonly postgresSocket: string;
  }
}

/** The test run's PostgreSQL. */
export interface TestPostgres {
  /** Superuser, database `postgres`. */
  readonly url: string;
  /** Name of a database at this program's schema and without data, for `create database … template`. */
  readonly template: string;
}

type Answer = TestPostgres | { readonly error: string };

const MEMORY_DISK_BYTES_MIN = 4 * 1024 ** 3;
const TEMPLATE = "gateway_template";

/** Let the gateway itself make the three schemas once; keys are each place's own, so none is noted. */
async function makeTemplate(adminUrl: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${TEMPLATE}`;
  const secretsDir = mkdtempSync(join(tmpdir(), "gateway-template-"));
  const databases = await openDatabases({
    location: { kind: "postgres", url: url.href },
    realms: REALMS,
    vault: loadVault({ secretsDir, realms: REALMS, randomBytes, clock: Date.now }),
    process: "cli",
    onPoolError: () => {},
  });
  for (const database of [databases.control, ...Object.values(databases.realms)]) {
    await sql`delete from key_fingerprint`.execute(database.kysely);
  }
  await databases.close();
  rmSync(secretsDir, { recursive: true, force: true });
}

async function startPostgres(): Promise<EmbeddedPostgres> {
  const postgres = await createPostgres();
  await makeTemplate(postgres.url);
  return postgres;
}

/** Tests write to memory where the system has a roomy memory disk: they end processes, not the machine. */
function useMemoryDisk(): void {
  const disk = "/dev/shm";
  try {
    const { bavail, bsize } = statfsSync(disk);
    if (bavail * bsize >= MEMORY_DISK_BYTES_MIN) process.env["TMPDIR"] = disk;
  } catch {
    // no such disk: the system's own folder for temporary files
  }
}

/** Vitest global setup: one PostgreSQL for all test files, started when the first of them asks. */
export function setup(project: TestProject): () => Promise<void> {
  useMemoryDisk();
  const folder = mkdtempSync(join(tmpdir(), "gateway-test-"));
  // Every server and command that a test starts loads the same modules.
  process.env["NODE_COMPILE_CACHE"] = join(folder, "compiled");
  const path = join(folder, "postgres.sock");
  let postgres: Promise<EmbeddedPostgres> | undefined;
  const server = createServer((socket) => {
    socket.on("error", () => {}); // a test file that ended while it waited
    postgres ??= startPostgres();
    postgres.then(
      ({ url }) => socket.end(JSON.stringify({ url, template: TEMPLATE } satisfies Answer)),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) } satisfies Answer)),
    );
  }).listen(path);
  server.unref();
  project.provide("postgresSocket", path);
  return async () => {
    server.close();
    await postgres?.then(
      (running) => running.remove(),
      () => {}, // its failure was told to the test that asked
    );
    rmSync(folder, { recursive: true, force: true });
  };
}

/** @throws Error when it cannot start */
export async function testPostgres(): Promise<TestPostgres> {
  const socket = connect(inject("postgresSocket"));
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  await once(socket, "close");
  const answer = JSON.parse(text) as Answer;
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}
