import { describe, expect, test } from "vitest";
import { assertNever } from "../../../src/kernel/assert-never.ts";
import { type Candidate, toCandidate } from "../../../src/registry/matching/candidate.ts";
import type { QueryDecision } from "../../../src/registry/matching/decide-query.ts";
import { NO_DEMOGRAPHICS } from "../../../src/registry/matching/demographics.ts";
import { toMatchRecord } from "../../../src/registry/matching/match-record.ts";
import { ANSWER_ROWS, decideAnswer } from "../../../src/registry/query/decide-answer.ts";

const NOBODY = toMatchRecord(NO_DEMOGRAPHICS);

function candidates(count: number): readonly Candidate[] {
  return Array.from({ length: count }, (_, index) => toCandidate(NOBODY, `P${index + 1}`, NOBODY));
}

function found(kind: QueryDecision["kind"], count: number): QueryDecision {
  const [candidate] = candidates(1);
  if (candidate === undefined) throw new Error("no candidate");
  switch (kind) {
    case "none":
      return { kind };
    case "match":
      return { kind, candidate };
    case "several":
    case "possible":
      return { kind, candidates: candidates(count) };
    default:
      return assertNever(kind);
  }
}

const BOUNDS = { candidatesMax: 10, mayListCandidates: true };

describe("decideAnswer() row by row (CDC guide R1.5, Tables 7-2, 11-2, 11-3; decision D11)", () => {
  test.each([
    { query: "history", kind: "match", count: 1, answer: { kind: "history", personId: "P1" } },
    { query: "history", kind: "several", count: 2, answer: { kind: "candidates", personIds: ["P1", "P2"] } },
    { query: "history", kind: "several", count: 11, answer: { kind: "too-many" } },
    { query: "history", kind: "possible", count: 1, answer: { kind: "candidates", personIds: ["P1"] } },
    {
      query: "history",
      kind: "possible",
      count: 10,
      answer: { kind: "candidates", personIds: candidates(10).map(({ id }) => id) },
    },
    { query: "history", kind: "possible", count: 11, answer: { kind: "too-many" } },
    { query: "history", kind: "none", count: 0, answer: { kind: "not-found" } },
    { query: "forecast", kind: "match", count: 1, answer: { kind: "forecast", personId: "P1" } },
    { query: "forecast", kind: "several", count: 2, answer: { kind: "too-many" } },
    { query: "forecast", kind: "several", count: 11, answer: { kind: "too-many" } },
    { query: "forecast", kind: "possible", count: 1, answer: { kind: "not-found" } },
    { query: "forecast", kind: "possible", count: 11, answer: { kind: "not-found" } },
    { query: "forecast", kind: "none", count: 0, answer: { kind: "not-found" } },
  ] as const)("$query, $kind of $count", ({ query, kind, count, answer }) => {
    expect(decideAnswer(query, found(kind, count), BOUNDS)).toEqual(answer);
  });

  test("holds the limit that the asker sets", () => {
    const decision = found("possible", 3);
    expect(decideAnswer("history", decision, { ...BOUNDS, candidatesMax: 2 }).kind).toBe("too-many");
    expect(decideAnswer("history", decision, { ...BOUNDS, candidatesMax: 3 }).kind).toBe("candidates");
  });

  test("answers one match even where the limit is one", () => {
    const bounds = { ...BOUNDS, candidatesMax: 1 };
    expect(decideAnswer("forecast", found("match", 1), bounds).kind).toBe("forecast");
  });

  test.each(["several", "possible"] as const)(
    "shows no list of %s where a realm never does (D29)",
    (kind) => {
      const bounds = { ...BOUNDS, mayListCandidates: false };
      expect(decideAnswer("history", found(kind, 2), bounds)).toEqual({ kind: "not-found" });
    },
  );

  test("has a row for every query and decision, each with a source", () => {
    for (const query of ["history", "forecast"] as const) {
      for (const kind of ["match", "several", "possible", "none"] as const) {
        const rows = ANSWER_ROWS.filter((row) => row.query === query && row.found === kind);
        expect(rows.some(({ overLimit }) => overLimit === undefined)).toBe(true);
      }
    }
    expect(ANSWER_ROWS.every(({ source }) => source !== "")).toBe(true);
  });
});
