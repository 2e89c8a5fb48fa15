import { expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { answerQuery } from "../../src/registry/answer-query.ts";
import type { Demographics } from "../../src/registry/matching/demographics.ts";
import type { FoundPerson, PeopleSearch } from "../../src/registry/ports.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import { NO_PROTECTION } from "../../src/registry/query/visibility.ts";
import { child } from "../support/demographics.ts";
import { createMemoryRegistry } from "../support/memory-registry.ts";

const identifiers: Demographics["identifiers"] = [{ value: "A77", authority: "CLINIC", type: "MR" }];
const ASKED = child({ identifiers });

function known(id: string): FoundPerson {
  const document = { demographics: ASKED, protection: NO_PROTECTION, isReported: true, formerIds: [] };
  return { id, scope: "", document, hasSource: false };
}

/** What a query finds where two people have the number, one of whom is found by the number alone. */
async function answered(isCapped: boolean): Promise<readonly (string | number)[]> {
  const [first, second] = [known("P-1"), known("P-2")];
  const searches: PeopleSearch[] = [];
  const registry = createMemoryRegistry();
  const tx: typeof registry = {
    ...registry,
    findPeople: async (search) => {
      searches.push(search);
      return search.blocking.length === 0
        ? { people: [first], isCapped }
        : { people: [first, second], isCapped: false };
    },
  };
  const { content } = await answerQuery(
    tx,
    { kind: "history", asked: ASKED, candidatesMax: 10 },
    {
      messageId: "M-1",
      asker: { organizationId: "ORG-A", realm: "production", sharesTestDataWith: new Set() },
      quota: QUERY_QUOTA,
      nowMs: 0,
      codes: builtInCodeSets(),
      newId: () => "id",
    },
  );
  return [content.kind, searches.length];
}

test.each([
  ["all who have the number were looked at", false, ["history", 1]],
  ["more people have the number than are looked at", true, ["candidates", 2]],
])("answerQuery() decides by a number where %s: %s", async (_where, isCapped, expected) => {
  expect(await answered(isCapped)).toEqual(expected);
});
