import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCandidate } from "../../../src/registry/matching/candidate.ts";
import {
  decideQuery,
  isDecidedByIdentifier,
  type QueryDecision,
} from "../../../src/registry/matching/decide-query.ts";
import type { Demographics, PersonName } from "../../../src/registry/matching/demographics.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import { anyone, variant } from "../../support/any-demographics.ts";
import { child, day, personName } from "../../support/demographics.ts";

type Parts = Partial<Demographics>;
const name = (parts: Partial<PersonName>): Parts => ({
  names: [personName({ family: "Testperch", given: "Wilhelmina", ...parts })],
});
const mr = (value: string): Parts => ({ identifiers: [{ value, authority: "CLINIC", type: "MR" }] });
/** A query with no more than name, birth date and sex. */
const bare: Parts = { ...name({}), addresses: [], phones: [], relatives: [], motherMaidenName: undefined };
const stranger: Parts = { ...name({ family: "Sturgeon", given: "Rosalind" }), birthDate: day("1987-11-02") };
const elsewhere: Parts = {
  phones: ["320-555-0111"],
  addresses: [{ street: "9 Sturgeon Ct", city: "Ely", state: "MN", zip: "55731" }],
};

function decide(query: Parts, people: Readonly<Record<string, Parts>>): QueryDecision {
  const incoming = toMatchRecord(child(query));
  return decideQuery(
    Object.entries(people).map(([id, parts]) => toCandidate(incoming, id, toMatchRecord(child(parts)))),
  );
}

/** The kind, then the people in the order of the answer. */
function answer(query: Parts, people: Readonly<Record<string, Parts>>): readonly string[] {
  const decision = decide(query, people);
  if (decision.kind === "none") return ["none"];
  const found = decision.kind === "match" ? [decision.candidate] : decision.candidates;
  return [decision.kind, ...found.map((one) => one.id)];
}

describe("decideQuery()", () => {
  const cases: readonly (readonly [string, Parts, Readonly<Record<string, Parts>>, readonly string[]])[] = [
    ["nobody", {}, {}, ["none"]],
    ["a stranger", {}, { P1: stranger }, ["none"]],
    ["one who fits", {}, { P1: {}, P2: stranger }, ["match", "P1"]],
    ["one who fits by name, birth date and sex", bare, { P1: {} }, ["match", "P1"]],
    [
      "the same, with a sibling of the birth date in sight",
      bare,
      { P1: {}, P2: name({ given: "Wilhelmine" }) },
      ["possible", "P1", "P2"],
    ],
    ["one who moved and changed the phone", {}, { P1: elsewhere }, ["possible", "P1"]],
    ["a typing error in the name", {}, { P1: name({ given: "Wilhlemina" }) }, ["possible", "P1"]],
    ["a digit of the birth date", {}, { P1: { birthDate: day("2021-03-15") } }, ["possible", "P1"]],
    ["a nickname", name({ given: "Betsy" }), { P1: name({ given: "Elizabeth" }) }, ["possible", "P1"]],
    ["two who fit", {}, { P1: {}, P2: {} }, ["several", "P1", "P2"]],
    ["two who fit by name, birth date and sex", bare, { P1: {}, P2: {} }, ["several", "P1", "P2"]],
    ["a known number", { ...bare, ...mr("7") }, { P1: mr("7"), P2: {} }, ["match", "P1"]],
    [
      "a known number with a typing error in the name",
      { ...name({ given: "Wilhlemina" }), ...mr("7") },
      { P1: mr("7") },
      ["match", "P1"],
    ],
    ["a number of another person", mr("7"), { P1: { ...stranger, ...mr("7") } }, ["none"]],
    [
      "a known number and birth date, and placeholders for the name",
      { ...name({ family: "UNKNOWN", given: "UNKNOWN" }), ...mr("7") },
      { P1: mr("7") },
      ["none"],
    ],
    [
      "a known number and birth date, and many family names of which one is right",
      { ...name({ family: "Walleye Sturgeon Testperch Quillback", given: "UNKNOWN" }), ...mr("7") },
      { P1: mr("7") },
      ["none"],
    ],
    [
      "a known number and birth date under a name of nobody",
      { ...name({ family: "Sturgeon", given: "Rosalind" }), ...mr("7") },
      { P1: mr("7") },
      ["none"],
    ],
    [
      "a known number under the given name alone, as after an adoption",
      { ...name({ family: "Sturgeon" }), ...mr("7") },
      { P1: mr("7") },
      ["match", "P1"],
    ],
    [
      "a number of the twin",
      { ...name({ given: "Wren" }), ...mr("7") },
      { P1: { ...name({ given: "Rosalind" }), ...mr("7") } },
      ["possible", "P1"],
    ],
    ["another number of the clinic", mr("8"), { P1: mr("7") }, ["possible", "P1"]],
    ["a placeholder for a name", name({ given: "Baby Girl" }), { P1: {} }, ["possible", "P1"]],
    ["the father by name", name({ suffix: "Jr" }), { P1: name({ suffix: "Sr" }) }, ["possible", "P1"]],
  ];
  test.each(cases)("%s", (_what, query, people, expected) => {
    expect(answer(query, people)).toEqual(expected);
  });

  test("never finds anyone by less than a name and a birth date", () => {
    const query = { ...bare, birthDate: undefined, names: [] };
    expect(answer(query, { P1: {} })).toEqual(["none"]);
  });
});

test("isDecidedByIdentifier() is only true where nobody without the number changes the decision", () => {
  const seen = new Set<string>();
  const numbered = variant.map(({ identifiers: _others, ...one }) => child({ ...one, ...mr("7") }));
  const anybody = fc.array(fc.oneof(anyone, numbered), { maxLength: 6 });
  fc.assert(
    fc.property(numbered, anybody, (asked, people) => {
      const incoming = toMatchRecord(asked);
      const all = people.map((one, at) => toCandidate(incoming, `P${at}`, toMatchRecord(one)));
      const withNumber = all.filter(({ identifier }) => identifier !== undefined);
      const decision = decideQuery(all);
      if (!isDecidedByIdentifier(withNumber)) return;
      seen.add(decision.kind);
      expect(decideQuery(withNumber)).toEqual(decision);
    }),
    { numRuns: 300 },
  );
  expect(seen).toEqual(new Set(["match", "several"]));
});
