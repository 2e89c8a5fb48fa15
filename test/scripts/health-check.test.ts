import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startServer, type StartedServer } from "../../src/http/start-server.ts";
import { readTlsOptions } from "../../src/http/tls-options.ts";
import { makeDevelopmentCertificates } from "../../scripts/development-certificates.ts";

const started: StartedServer[] = [];

afterEach(() => {
  for (const { server } of started.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function consoleThatAnswers(status: number, tls?: ReturnType<typeof readTlsOptions>): Promise<number> {
  const server = await startServer({
    host: "127.0.0.1",
    port: 0,
    listener: (request, response) => {
      response.statusCode = request.url === "/readyz" ? status : 404;
      response.end();
    },
    ...(tls !== undefined && { tls }),
  });
  started.push(server);
  return server.port;
}

/** @returns exit code and what went to standard error */
function healthCheck(env: Readonly<Record<string, string>>): Promise<{ exit: unknown; said: string }> {
  return new Promise((resolve) => {
    execFile("node_modules/.bin/node", ["scripts/health-check.ts"], { env }, (error, _out, said) => {
      resolve({ exit: error?.code ?? 0, said: said.trim() });
    });
  });
}

describe("health-check", () => {
  test.each([
    { status: 200, exit: 0, said: "" },
    { status: 503, exit: 1, said: "not ready: status 503" },
  ])("exits $exit when /readyz is $status", async ({ status, exit, said }) => {
    const port = await consoleThatAnswers(status);
    expect(await healthCheck({ HOST: "0.0.0.0", CONSOLE_PORT: String(port) })).toEqual({ exit, said });
  });

  test("exits 1 when nobody listens", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(await healthCheck({ CONSOLE_PORT: String(port) })).toEqual({
      exit: 1,
      said: "not ready: no answer",
    });
  });

  test("asks over TLS when the server has a certificate", async () => {
    const folder = mkdtempSync(join(tmpdir(), "health-check-"));
    const [certFile, keyFile] = [join(folder, "a.crt"), join(folder, "a.key")];
    const nowMs = Date.now();
    const made = await makeDevelopmentCertificates({
      notBefore: new Date(nowMs - 60_000),
      notAfter: new Date(nowMs + 60_000),
    });
    writeFileSync(certFile, made.server.cert);
    writeFileSync(keyFile, made.server.key);
    const port = await consoleThatAnswers(
      200,
      readTlsOptions({ certFile, keyFile, clientCaFile: "" }, nowMs),
    );
    rmSync(folder, { recursive: true });
    expect(await healthCheck({ CONSOLE_PORT: String(port), TLS_CERT_FILE: certFile })).toEqual({
      exit: 0,
      said: "",
    });
  });
});
