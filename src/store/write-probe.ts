import { promises } from "node:fs";
import { dirname } from "node:path";
import type { Kysely } from "kysely";
import type { Clock } from "../kernel/clock.ts";
import type { KeyCheck } from "./check-keys.ts";
import type { Engine } from "./databases.ts";
import type { FoundationSchema } from "./foundation.ts";
import { unavailable } from "./unavailable.ts";

/** Proves that a database can take a message now; rejects when not. For the readiness check. */
export type WriteProbe = () => Promise<void>;

/** Least free space beside an SQLite file: room for some hours of messages and a full write-ahead log. */
const DISK_FREE_BYTES_MIN = 256 * 1024 * 1024;
/** Within this time a probe is answered by the one before: a flood of probes costs one write a second. */
const PROBE_EVERY_MS = 1000;
const PROBE_ROW = 1;

/** What a probe needs of a database. */
interface Probed {
  readonly engine: Engine;
  readonly keys: KeyCheck;
}

export interface ProbeOptions {
  readonly now: Clock;
  /** Commit something small. */
  readonly write: (atMs: number) => Promise<void>;
  readonly diskFreeBytesMin?: number;
}

/** Commit one row by way of Kysely. */
export function writeWithKysely(db: Kysely<FoundationSchema>): ProbeOptions["write"] {
  return async (atMs) => {
    await db
      .insertInto("write_probe")
      .values({ id: PROBE_ROW, probed_at_ms: atMs, filler: null })
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ probed_at_ms: atMs }))
      .execute();
  };
}

async function checkEngine(engine: Engine, diskFreeBytesMin: number): Promise<void> {
  if (engine.kind === "postgres") return engine.checkSettings();
  const { bavail, bsize } = await promises.statfs(dirname(engine.path));
  if (bavail * bsize < diskFreeBytesMin) throw new Error("too little space is left on the disk of DATA_DIR");
}

/**
 * A probe of one database: the keys fit, PostgreSQL is still durable or the disk has room, and a write commits.
 *
 * @returns rejects with GatewayError `unavailable`
 */
export function createWriteProbe({ engine, keys }: Probed, options: ProbeOptions): WriteProbe {
  const { now, write, diskFreeBytesMin = DISK_FREE_BYTES_MIN } = options;
  let last: { readonly atMs: number; readonly result: Promise<void> } | undefined;
  const probe = async (): Promise<void> => {
    try {
      if (keys.kind !== "keys-fit") throw new Error("SECRETS_DIR has not the keys of this database");
      await checkEngine(engine, diskFreeBytesMin);
      await write(now());
    } catch (error) {
      throw unavailable(error);
    }
  };
  return () => {
    const atMs = now();
    if (last === undefined || Math.abs(atMs - last.atMs) >= PROBE_EVERY_MS) last = { atMs, result: probe() };
    return last.result;
  };
}
