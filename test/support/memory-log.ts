import { createPinoLog } from "../../src/http/pino-log.ts";
import type { Log } from "../../src/kernel/log.ts";

export interface MemoryLog {
  readonly log: Log;
  /** The finished lines, as they would stand on standard output. */
  readonly lines: readonly string[];
  /** The lines as values. */
  readonly events: () => readonly Readonly<Record<string, unknown>>[];
}

/** The real log of the service, kept in memory. */
export function memoryLog(): MemoryLog {
  const lines: string[] = [];
  const log = createPinoLog({
    level: "debug",
    clock: () => Date.parse("2026-01-14T15:00:00Z"),
    destination: { write: (line) => lines.push(line) },
  });
  return { log, lines, events: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
