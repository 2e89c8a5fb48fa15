import type { CodeSets } from "../../src/codes/code-sets.ts";
import type { IdSource } from "../../src/kernel/clock.ts";
import type { RealmStore } from "../../src/submission/ports.ts";
import { createPersonMaker } from "./template-person.ts";

/** People of one transaction: short of the time that a work may take. */
const PEOPLE_AT_ONCE = 250;
/** Of so many people one pair may be one person. */
const PEOPLE_PER_PAIR = 10;

/**
 * Patients of one organization, and pairs of them for staff to decide.
 *
 * @returns a pair, for the page that shows one
 */
export async function fillPeople(
  store: RealmStore,
  make: { readonly organizationId: string; readonly codes: CodeSets; readonly newId: IdSource },
  count: number,
): Promise<{ readonly personId: string; readonly otherId: string }> {
  const personOf = await createPersonMaker(make.organizationId, make.codes, make.newId);
  let shown = { personId: "", otherId: "" };
  for (let first = 0; first < count; first += PEOPLE_AT_ONCE) {
    await store.transaction("fill", async ({ registry }) => {
      const ids: string[] = [];
      for (let n = first; n < Math.min(count, first + PEOPLE_AT_ONCE); n += 1) {
        const { messageSource: _none, ...change } = personOf(n);
        await registry.savePerson(change);
        ids.push(change.person.id);
      }
      const pairs = ids.flatMap((id, at) => {
        const other = ids[at + 1];
        if (at % PEOPLE_PER_PAIR > 0 || other === undefined) return [];
        const [personId = "", otherId = ""] = [id, other].toSorted();
        return [
          { personId, otherId, reason: "possible" as const, score: 12.5, messageId: "", atMs: first + at },
        ];
      });
      await registry.savePairs(pairs);
      shown = pairs[0] ?? shown;
    });
  }
  return { personId: shown.personId, otherId: shown.otherId };
}
