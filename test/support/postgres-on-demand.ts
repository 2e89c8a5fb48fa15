import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { createPostgres, type EmbeddedPostgres } from "./embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Socket that answers with the URL of the test run's PostgreSQL, which the first caller starts. */
    readonly postgresSocket: string;
  }
}

interface Answer {
  readonly url?: string;
  readonly error?: string;
}

/** Vitest global setup: one PostgreSQL for all test files, started when the first of them asks. */
export function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gateway-test-"));
  const path = join(folder, "postgres.sock");
  let postgres: Promise<EmbeddedPostgres> | undefined;
  const server = createServer((socket) => {
    socket.on("error", () => {}); // a test file that ended while it waited
    postgres ??= createPostgres();
    postgres.then(
      ({ url }) => socket.end(JSON.stringify({ url } satisfies Answer)),
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

/**
 * The URL of the test run's PostgreSQL, superuser, database `postgres`.
 *
 * @throws Error when it cannot start
 */
export async function postgresUrl(): Promise<string> {
  const socket = connect(inject("postgresSocket"));
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  await once(socket, "close");
  const { url, error } = JSON.parse(text) as Answer;
  if (url === undefined) throw new Error(error ?? "no answer about PostgreSQL");
  return url;
}
