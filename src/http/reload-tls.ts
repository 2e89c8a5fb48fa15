import type { Server } from "node:http";
import { Server as TlsServer, type TlsOptions } from "node:tls";
import { errorFields, type Log } from "../kernel/log.ts";

export interface ReloadTlsOptions {
  readonly servers: readonly Server[];
  /** What the servers were started with. */
  readonly first: TlsOptions;
  /** `readTlsOptions` on the same files; throws what keeps them from being used. */
  readonly read: () => TlsOptions;
  readonly log: Log;
}

/** How often the files are looked at. */
export const TLS_RELOAD_INTERVAL_MS = 30_000;

function contentOf({ cert, key, ca }: TlsOptions): string {
  return [cert, key, ca].map(String).join("\n");
}

/**
 * Take a renewed certificate without a restart: connections that are open go on, the next ones get the new one. Files that
 * cannot be used change nothing and are told once, until they can.
 *
 * @returns look at the files now; called every `TLS_RELOAD_INTERVAL_MS`
 */
export function createTlsReload({ servers, first, read, log }: ReloadTlsOptions): () => void {
  let inUse = contentOf(first);
  let lastProblem = "";
  return () => {
    try {
      const options = read();
      lastProblem = "";
      if (contentOf(options) === inUse) return;
      for (const server of servers) if (server instanceof TlsServer) server.setSecureContext(options);
      inUse = contentOf(options);
      log("info", "certificate-reloaded", {});
    } catch (error) {
      const problem = error instanceof Error ? error.message : "unknown";
      if (problem !== lastProblem)
        log("error", "certificate-refused", { ...errorFields(error), reason: problem });
      lastProblem = problem;
    }
  };
}
