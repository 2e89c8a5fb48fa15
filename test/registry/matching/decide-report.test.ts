import { describe, expect, test } from "vitest";
import { toCandidate } from "../../../src/registry/matching/candidate.ts";
import { decideReport, type ReportDecision } from "../../../src/registry/matching/decide-report.ts";
import type { Demographics, PersonName } from "../../../src/registry/matching/demographics.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import { child, day, personName } from "../../support/demographics.ts";

type Parts = Partial<Demographics>;
const name = (parts: Partial<PersonName>): Parts => ({
  names: [personName({ family: "Testperch", given: "Wilhelmina", ...parts })],
});
const mr = (value: string, authority = "CLINIC"): Parts => ({
  identifiers: [{ value, authority, type: "MR" }],
});
const stranger: Parts = { ...name({ family: "Sturgeon", given: "Rosalind" }), birthDate: day("1987-11-02") };
const bare: Parts = { addresses: [], phones: [], relatives: [], motherMaidenName: undefined };

/** What is decided on a report, when the registry holds these people; the order in which they come must not matter. */
function decide(report: Parts, people: Readonly<Record<string, Parts>>): ReportDecision {
  const incoming = toMatchRecord(child(report));
  const candidates = Object.entries(people).map(([id, parts]) =>
    toCandidate(incoming, id, toMatchRecord(child(parts))),
  );
  const decision = decideReport(candidates);
  expect(decideReport(candidates.toReversed())).toEqual(decision);
  return decision;
}

const idsOf = (decision: ReportDecision): readonly string[] =>
  decision.kind === "none" ? [] : decision.review.map((one) => one.id);

describe("decideReport()", () => {
  test("nobody: a new person", () => {
    expect(decide({}, {})).toEqual({ kind: "none", contradicted: [] });
    expect(decide({}, { P1: stranger })).toEqual({ kind: "none", contradicted: [] });
  });

  test("by identifier, though little else is known", () => {
    const decision = decide({ ...mr("7"), ...bare }, { P1: { ...mr("7"), ...bare }, P2: bare });
    expect(decision).toMatchObject({ kind: "match", id: "P1", by: "identifier" });
    expect(idsOf(decision)).toEqual(["P2"]);
  });

  test("by demographics across organizations", () => {
    const decision = decide(mr("7", "HERE"), { P1: mr("9", "THERE"), P2: stranger });
    expect(decision).toMatchObject({ kind: "match", id: "P1", by: "demographics", review: [] });
  });

  test("an identifier before better demographics", () => {
    const decision = decide(mr("7"), { P1: { ...mr("7"), ...bare }, P2: {} });
    expect(decision).toMatchObject({ kind: "match", id: "P1", by: "identifier" });
    expect(idsOf(decision)).toEqual(["P2"]);
  });

  test("one number on two people: a new person and a finding, not the wrong chart", () => {
    const decision = decide(mr("7"), { P1: { ...stranger, ...mr("7") } });
    expect(decision.kind).toBe("none");
    expect(decision.contradicted.map((one) => one.id)).toEqual(["P1"]);
  });

  test("one number on two people does not hide the right one", () => {
    const decision = decide({ ...mr("7") }, { P1: { ...stranger, ...mr("7") }, P2: {} });
    expect(decision).toMatchObject({ kind: "match", id: "P2", by: "demographics" });
    expect(decision.contradicted.map((one) => one.id)).toEqual(["P1"]);
  });

  test("a twin's number: a person must look", () => {
    const decision = decide(
      { ...mr("7"), ...name({ given: "Wren" }) },
      { P1: { ...mr("7"), ...name({ given: "Rosalind" }) } },
    );
    expect(decision.kind).toBe("possible");
    expect(idsOf(decision)).toEqual(["P1"]);
  });

  test("the number that came to two people goes to the one whose name it is", () => {
    const decision = decide(
      { ...mr("7"), ...name({ given: "Wren" }) },
      { P1: { ...mr("7"), ...name({ given: "Rosalind" }) }, P2: { ...mr("7"), ...name({ given: "Wren" }) } },
    );
    expect(decision).toMatchObject({ kind: "match", id: "P2", by: "identifier" });
  });

  test("two people who fit equally: several", () => {
    const decision = decide(mr("7", "HERE"), { P1: mr("8", "THERE"), P2: mr("9", "ELSEWHERE") });
    expect(decision.kind).toBe("several");
    expect(idsOf(decision)).toEqual(["P1", "P2"]);
  });

  test("two numbers that name two people: several", () => {
    const both = {
      identifiers: [...(mr("7", "HERE").identifiers ?? []), ...(mr("8", "THERE").identifiers ?? [])],
    };
    expect(decide(both, { P1: mr("7", "HERE"), P2: mr("8", "THERE") }).kind).toBe("several");
  });

  test("name and birth date alone: possible", () => {
    const decision = decide(bare, { P1: bare });
    expect(decision.kind).toBe("possible");
    expect(idsOf(decision)).toEqual(["P1"]);
  });

  test("two charts of one clinic: possible, never joined unseen", () => {
    expect(decide(mr("7"), { P1: mr("8") }).kind).toBe("possible");
  });

  test("a sibling whose name differs by a letter does not stand in the way", () => {
    const decision = decide(name({ given: "Jayden" }), {
      P1: name({ given: "Jayden" }),
      P2: name({ given: "Hayden" }),
    });
    expect(decision).toMatchObject({ kind: "match", id: "P1" });
    expect(idsOf(decision)).toEqual(["P2"]);
  });

  test("twins stay two people in whichever order they come", () => {
    const first = { ...name({ given: "Wren" }), multipleBirth: true, birthOrder: 1, ...mr("1") };
    const second = { ...name({ given: "Rosalind" }), multipleBirth: true, birthOrder: 2, ...mr("2") };
    expect(decide(second, { P1: first }).kind).not.toBe("match");
    expect(decide(first, { P2: second }).kind).not.toBe("match");
    expect(decide(second, { P1: first, P2: second })).toMatchObject({ kind: "match", id: "P2" });
  });
});
