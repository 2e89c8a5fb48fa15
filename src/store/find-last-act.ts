import type { Kysely } from "kysely";
import type { ControlSchema } from "./control-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** When an act was done last, milliseconds since the epoch; undefined when it never was. */
export async function findLastAct(db: Kysely<ControlSchema>, action: string): Promise<number | undefined> {
  const newest = db
    .selectFrom("audit_entry")
    .select("at_ms")
    .where("action", "=", action)
    .where("outcome", "=", "done")
    .orderBy("seq", "desc")
    .limit(1);
  return (await orUnavailable(newest.executeTakeFirst()))?.at_ms;
}
