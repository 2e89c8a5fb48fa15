import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type DevelopmentCertificates,
  makeDevelopmentCertificates,
} from "../../scripts/development-certificates.ts";
import { SERVER_LIMITS } from "../../src/http/server-limits.ts";
import { startServer, type StartedServer } from "../../src/http/start-server.ts";
import { readTlsOptions } from "../../src/http/tls-options.ts";
import { rawExchange } from "../support/raw-exchange.ts";

const NOW_MS = Date.now();
const DAY_MS = 86_400_000;
const VALIDITY = { notBefore: new Date(NOW_MS - DAY_MS), notAfter: new Date(NOW_MS + DAY_MS) };

const folder = mkdtempSync(join(tmpdir(), "tls-options-"));
const file = (name: string): string => join(folder, name);
let own: DevelopmentCertificates;
let rogue: DevelopmentCertificates;

beforeAll(async () => {
  own = await makeDevelopmentCertificates(VALIDITY);
  rogue = await makeDevelopmentCertificates(VALIDITY);
  writeFileSync(file("server.crt"), own.server.cert);
  writeFileSync(file("server.key"), own.server.key);
  writeFileSync(file("other.key"), rogue.server.key);
  writeFileSync(file("ca.crt"), own.caCert);
  writeFileSync(file("empty.pem"), "");
  writeFileSync(file("junk.pem"), "-----BEGIN CERTIFICATE-----\ncanary_t_junk\n-----END CERTIFICATE-----\n");
  writeFileSync(file("two-cas.crt"), `${own.caCert}\n${rogue.caCert}`);
  writeFileSync(
    file("spoiled-cas.crt"),
    `${own.caCert}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesWith(changed: { certFile?: string; keyFile?: string; clientCaFile?: string }) {
  const names = { certFile: "server.crt", keyFile: "server.key", clientCaFile: "ca.crt", ...changed };
  return {
    certFile: file(names.certFile),
    keyFile: file(names.keyFile),
    clientCaFile: names.clientCaFile === "" ? "" : file(names.clientCaFile),
  };
}

describe("readTlsOptions()", () => {
  test.each([
    { changed: { certFile: "absent.crt" }, named: "absent.crt", problem: "cannot be read (ENOENT)" },
    { changed: { keyFile: "absent.key" }, named: "absent.key", problem: "cannot be read (ENOENT)" },
    { changed: { clientCaFile: "absent.crt" }, named: "absent.crt", problem: "cannot be read (ENOENT)" },
    { changed: { certFile: "." }, named: "", problem: "cannot be read (EISDIR)" },
    { changed: { certFile: "empty.pem" }, named: "empty.pem", problem: "does not begin with a certificate" },
    { changed: { certFile: "junk.pem" }, named: "junk.pem", problem: "does not begin with a certificate" },
    {
      changed: { certFile: "server.key" },
      named: "server.key",
      problem: "does not begin with a certificate",
    },
    { changed: { keyFile: "server.crt" }, named: "server.crt", problem: "is no unencrypted private key" },
    { changed: { keyFile: "empty.pem" }, named: "empty.pem", problem: "is no unencrypted private key" },
    {
      changed: { keyFile: "other.key" },
      named: "other.key",
      problem: "is not the key of the first certificate",
    },
    { changed: { clientCaFile: "empty.pem" }, named: "empty.pem", problem: "holds no certificate" },
    {
      changed: { clientCaFile: "server.crt" },
      named: "server.crt",
      problem: "holds a certificate that is no CA",
    },
    { changed: { clientCaFile: "spoiled-cas.crt" }, named: "spoiled-cas.crt", problem: "certificate" },
  ])("names the file and the problem for $changed, never its content", ({ changed, named, problem }) => {
    const read = (): unknown => readTlsOptions(filesWith(changed), NOW_MS);
    expect(read).toThrow(file(named));
    expect(read).toThrow(problem);
    expect(read).not.toThrow(/BEGIN|canary/);
  });

  test.each([
    { when: "before its first instant", nowMs: NOW_MS - 2 * DAY_MS },
    { when: "after its last instant", nowMs: NOW_MS + 2 * DAY_MS },
  ])("refuses a certificate $when", ({ nowMs }) => {
    expect(() => readTlsOptions(filesWith({}), nowMs)).toThrow(/server\.crt: is valid from .* not now/);
  });

  test("asks clients for a certificate and leaves it to the credential whether one is needed", () => {
    const asked = { requestCert: true, rejectUnauthorized: false };
    expect(readTlsOptions(filesWith({ clientCaFile: "" }), NOW_MS)).toMatchObject(asked);
    expect(readTlsOptions(filesWith({ clientCaFile: "two-cas.crt" }), NOW_MS)).toMatchObject({
      requestCert: true,
    });
  });
});

describe("startServer() with TLS", () => {
  let started: StartedServer;

  beforeAll(async () => {
    started = await startServer({
      host: "127.0.0.1",
      port: 0,
      tls: readTlsOptions(filesWith({}), NOW_MS),
      limits: { ...SERVER_LIMITS, headersDurationMsMax: 150, checkIntervalMs: 25 },
      listener: (request, response) => {
        response.end(`authorized ${String((request.socket as TLSSocket).authorized)}`);
      },
    });
  });

  afterAll(() => {
    started.server.close();
    started.server.closeAllConnections();
  });

  /** @returns protocol and cipher agreed on, or the error's code */
  function handshake(options: ConnectionOptions): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ port: started.port, host: "127.0.0.1", ca: own.caCert, ...options }, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`);
        socket.destroy();
      });
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  }

  function get(client: { cert?: string; key?: string }): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = {
        port: started.port,
        host: "localhost",
        family: 4,
        ca: own.caCert,
        agent: false,
        ...client,
      };
      const request = httpsRequest(options, (response) => {
        response.setEncoding("utf8");
        response.once("data", (text: string) => resolve(text));
      });
      request.once("error", reject);
      request.end();
    });
  }

  test.each([
    { offered: "1.3", options: {}, agreed: "TLSv1.3 TLS_AES_256_GCM_SHA384" },
    {
      offered: "1.2 at most",
      options: { maxVersion: "TLSv1.2" },
      agreed: "TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    },
    {
      offered: "1.2 with one AEAD suite",
      options: { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" },
      agreed: "TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    },
  ] as const)("speaks $agreed when $offered is offered", async ({ options, agreed }) => {
    expect(await handshake(options)).toBe(agreed);
  });

  test.each([
    {
      offered: "TLS 1.1",
      options: { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
      error: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    },
    {
      offered: "TLS 1.0",
      options: { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" },
      error: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    },
    {
      offered: "CBC only",
      options: { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA" },
      error: "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
    },
    {
      offered: "no forward secrecy",
      options: { maxVersion: "TLSv1.2", ciphers: "AES128-GCM-SHA256" },
      error: "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
    },
  ] as const)("refuses $offered", async ({ options, error }) => {
    expect(await handshake(options)).toBe(error);
  });

  test("tells a client of one of the CAs from others, also under the same name", async () => {
    expect(await get({})).toBe("authorized false");
    expect(await get(own.client)).toBe("authorized true");
    expect(await get(rogue.client)).toBe("authorized false");
  });

  test("closes on a caller that speaks plain HTTP or nothing, and lives on", async () => {
    expect(await rawExchange(started.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).not.toContain(
      "HTTP/1.1 200",
    );
    expect(await rawExchange(started.port, "")).toBe("");
    expect(await get(own.client)).toBe("authorized true");
  });
});
