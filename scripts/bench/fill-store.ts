import type { OpenSpine } from "./open-spine.ts";
import { createPersonMaker } from "./template-person.ts";

/** People of one transaction: short of the time that a work may take. */
const PEOPLE_AT_ONCE = 250;
const PROGRESS_EVERY = 50_000;

/**
 * Put the benchmark's patients into a store by the store's own statements, past the message: people, charts, sealed reports and
 * events, identifiers and match keys, as the first message of each would leave them. No message is stored.
 *
 * @param organizationId whose patients they are
 */
export async function fillStore(
  { deps, test }: OpenSpine,
  organizationId: string,
  { from, to }: { readonly from: number; readonly to: number },
  progress: (text: string) => void,
): Promise<void> {
  const personOf = await createPersonMaker(organizationId, deps.codes(), deps.newId);
  for (let first = from; first < to; first += PEOPLE_AT_ONCE) {
    const last = Math.min(first + PEOPLE_AT_ONCE, to);
    await test.store.transaction("fill", async ({ registry }) => {
      for (let n = first; n < last; n += 1) {
        const { messageSource: _none, ...change } = personOf(n);
        await registry.savePerson(change);
      }
    });
    if (last % PROGRESS_EVERY === 0) progress(`growth: ${last} patients`);
  }
}
