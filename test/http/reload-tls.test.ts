import { Server as HttpServer } from "node:http";
import { Server as HttpsServer } from "node:https";
import type { TlsOptions } from "node:tls";
import { expect, test } from "vitest";
import { makeDevelopmentCertificates } from "../../scripts/development-certificates.ts";
import { createTlsReload } from "../../src/http/reload-tls.ts";
import { memoryLog } from "../support/memory-log.ts";

test("createTlsReload() takes what changed once, and keeps the old while the new cannot be used", async () => {
  const validity = { notBefore: new Date(Date.now() - 1_000), notAfter: new Date(Date.now() + 60_000) };
  const [old, renewed] = [
    (await makeDevelopmentCertificates(validity)).server,
    (await makeDevelopmentCertificates(validity)).server,
  ];
  const server = new HttpsServer(old);
  const taken: TlsOptions[] = [];
  server.setSecureContext = (options) => void taken.push(options);
  let files: TlsOptions | Error = old;
  const log = memoryLog();
  const look = createTlsReload({
    servers: [server, new HttpServer()],
    first: old,
    read: () => {
      if (files instanceof Error) throw files;
      return files;
    },
    log: log.log,
  });
  look();
  files = new Error("server.crt: is valid until yesterday");
  look();
  look();
  files = renewed;
  look();
  look();
  expect(taken).toEqual([renewed]);
  expect(log.events().map(({ event }) => event)).toEqual(["certificate-refused", "certificate-reloaded"]);
});
