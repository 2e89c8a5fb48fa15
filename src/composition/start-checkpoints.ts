import { errorFields, type Log } from "../kernel/log.ts";
import { checkpointBeside } from "../store/checkpoint-beside.ts";
import type { Databases } from "../store/databases.ts";

/**
 * Keep copying SQLite's logs off the thread that answers; nothing to do with PostgreSQL.
 *
 * @returns ends it; call it before the databases are closed
 */
export function startCheckpoints({ control, realms }: Databases, log: Log): () => Promise<void> {
  const files = [control, ...Object.values(realms)].flatMap(({ engine }) =>
    engine.kind === "sqlite" ? [engine] : [],
  );
  if (files.length === 0) return async () => {};
  return checkpointBeside(files, (error) =>
    log("warn", "store-failed", { store: "sqlite", reason: "checkpoint", ...errorFields(error) }),
  );
}
