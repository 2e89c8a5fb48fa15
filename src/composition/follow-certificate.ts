import { X509Certificate } from "node:crypto";
import type { Server } from "node:http";
import type { TlsOptions } from "node:tls";
import type { Watched } from "./compose-telemetry.ts";
import { createTlsReload, TLS_RELOAD_INTERVAL_MS } from "../http/reload-tls.ts";
import { readTlsOptions, type TlsFiles } from "../http/tls-options.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";

/** Take renewed certificates while the process runs, and tell the metrics when the one in use ends. */
export function followCertificate(options: {
  readonly servers: readonly Server[];
  readonly first: TlsOptions;
  readonly files: TlsFiles;
  readonly watched: Watched;
  readonly clock: Clock;
  readonly log: Log;
}): void {
  const { servers, first, files, watched, clock, log } = options;
  let inUse = first;
  const read = (): TlsOptions => {
    inUse = readTlsOptions(files, clock());
    return inUse;
  };
  setInterval(createTlsReload({ servers, first, read, log }), TLS_RELOAD_INTERVAL_MS).unref();
  watched.certificateUntilMs = () => new X509Certificate(String(inUse.cert)).validToDate.getTime();
}
