import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import type { IdSource } from "../../src/kernel/clock.ts";
import { REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import { recordUpdate } from "../../src/registry/record-update.ts";
import type { RealmStore } from "../../src/submission/ports.ts";
import { BENCH_FACILITY, benchMessage } from "./bench-message.ts";

/** People of one transaction: short of the time that a work may take. */
const PEOPLE_AT_ONCE = 100;
/** Of so many people one pair may be one person. */
const PEOPLE_PER_PAIR = 10;

/**
 * Patients of one organization as their messages would leave them, and pairs of them for staff to decide.
 *
 * @returns a pair, for the page that shows one
 */
export async function fillPeople(
  store: RealmStore,
  make: { readonly organizationId: string; readonly codes: CodeSets; readonly newId: IdSource },
  count: number,
): Promise<{ readonly personId: string; readonly otherId: string }> {
  let shown = { personId: "", otherId: "" };
  for (let first = 0; first < count; first += PEOPLE_AT_ONCE)
    await store.transaction("fill", async ({ registry }) => {
      const atMs = Date.now();
      const ids: string[] = [];
      for (let n = first; n < Math.min(count, first + PEOPLE_AT_ONCE); n += 1) {
        const reading = readMessage(benchMessage(n));
        if (reading.kind !== "message") throw new Error("the benchmark's message is not read");
        const context = { messageId: `PEOPLE-${n}`, site: BENCH_FACILITY, receivedAtMs: atMs };
        const where = { zone: REGISTRY_ZONE, scope: "", sharedScopes: [] };
        const { personId } = await recordUpdate(registry, reading.message, { ...make, ...context, ...where });
        if (personId !== undefined) ids.push(personId);
      }
      const pairs = ids.flatMap((id, at) => {
        const other = ids[at + 1];
        if (at % PEOPLE_PER_PAIR > 0 || other === undefined || other === id) return [];
        const [personId = "", otherId = ""] = [id, other].toSorted();
        return [{ personId, otherId, reason: "possible" as const, score: 12.5, messageId: "", atMs }];
      });
      await registry.savePairs(pairs);
      shown = pairs[0] ?? shown;
    });
  return { personId: shown.personId, otherId: shown.otherId };
}
