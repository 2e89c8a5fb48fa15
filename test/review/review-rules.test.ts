import { describe, expect, test } from "vitest";
import { MEASURES } from "../../src/review/measures.ts";
import { reviewMessage, type MessageReview } from "../../src/review/review-message.ts";
import { POPULATION_RULES, REVIEW_RULES } from "../../src/review/review-rules.ts";
import { OUTCOME_CASES, RULE_CASES, type RuleCase } from "../support/review-cases.ts";
import { EDGE_CASES, EDGES_ELSEWHERE } from "../support/review-edges.ts";
import { EXAMPLE_CASES, EXAMPLE_OUTCOMES } from "../support/review-examples.ts";
import { contributed, RECEIVED_AT, REVIEW_SETTING, reviewed, vxu } from "../support/review-messages.ts";
import { tallied } from "../support/review-report.ts";

function hitsOf(review: MessageReview): MessageReview["message"]["hits"] {
  const objects = [
    review.message,
    ...(review.patient === undefined ? [] : [review.patient]),
    ...review.doses,
  ];
  return objects.flatMap(({ hits }) => hits);
}

function outcomesOf(review: MessageReview): ReadonlyMap<string, string> {
  const objects = [
    review.message,
    ...(review.patient === undefined ? [] : [review.patient]),
    ...review.doses.slice(0, 1),
  ];
  return new Map(objects.flatMap(({ outcomes }) => outcomes.map(({ measure, kind }) => [measure, kind])));
}

/** What a rule found: the gravest of its hits. */
function foundBy(review: MessageReview, id: string): "fails" | "told" | "holds" {
  const own = hitsOf(review).filter(({ rule }) => rule.id === id);
  if (own.length === 0) return "holds";
  return own.some(({ isAdvice, rule }) => isAdvice !== true && rule.measures.length > 0) ? "fails" : "told";
}

/**
 * Ids of the review rules by letter, as they are documented: rules on one message, and findings about many. A new id is added here
 * first.
 */
const DOCUMENTED: Readonly<
  Record<string, { readonly rules: readonly number[]; readonly populations: readonly number[] }>
> = {
  A: { rules: [1, 2, 3, 4, 5, 6, 7, 8, 9], populations: [] },
  B: { rules: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], populations: [] },
  C: { rules: [1, 2, 3, 4, 5, 6, 7, 8], populations: [9, 10] },
  D: { rules: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], populations: [12, 13] },
  E: { rules: [1, 2, 3, 4, 5, 6], populations: [7] },
  F: { rules: [1, 2, 3, 4, 5, 6, 7, 8, 9], populations: [] },
  G: { rules: [1, 2, 3, 4, 5, 6, 7], populations: [8, 9] },
  H: { rules: [1, 2, 6, 7], populations: [3, 4, 5] },
  I: { rules: [1, 2, 3, 4, 5], populations: [6] },
  J: { rules: [1, 2, 3, 4, 6], populations: [5] },
  K: { rules: [1, 2, 3, 4, 5, 6, 7, 8], populations: [9, 10] },
};

function idsOf(kind: "rules" | "populations"): readonly string[] {
  return Object.entries(DOCUMENTED).flatMap(([letter, ids]) =>
    ids[kind].map((number) => `RV-${letter}${`${number}`.padStart(2, "0")}`),
  );
}

const ALL_CASES = [...RULE_CASES, ...EDGE_CASES, ...EXAMPLE_CASES];

describe("every documented id", () => {
  test.each(idsOf("rules"))(
    "%s is a rule with a case that breaks it, one that does not, and one on the line",
    (id) => {
      const own = ALL_CASES.filter(({ rule }) => rule === id);
      const edge = EDGES_ELSEWHERE[id];
      expect(REVIEW_RULES.some((rule) => rule.id === id)).toBe(true);
      expect(own.some(({ finds }) => finds === "holds")).toBe(true);
      expect(own.some(({ finds }) => finds !== "holds")).toBe(true);
      const isOnTheLine = ({ rule, what }: RuleCase): boolean =>
        rule === id && (edge === undefined || what === edge);
      expect((edge === undefined ? EDGE_CASES : RULE_CASES).some(isOnTheLine)).toBe(true);
    },
  );

  test.each(idsOf("populations"))("%s is a finding about many messages", (id) => {
    expect(POPULATION_RULES.some((rule) => rule.id === id)).toBe(true);
  });
});

describe("the rules", () => {
  test.each(ALL_CASES)("$rule $finds: $what", ({ rule, message, finds, at }) => {
    const receivedAtMs = at === undefined ? RECEIVED_AT : Date.parse(at);
    expect(foundBy(reviewed(vxu(message), { receivedAtMs }).review, rule)).toBe(finds);
  });

  test.each(REVIEW_RULES.map(({ id }) => id))("%s has a case that breaks it and one that does not", (id) => {
    const finds = new Set(ALL_CASES.filter(({ rule }) => rule === id).map((one) => one.finds));
    expect(finds.has("holds")).toBe(true);
    expect(finds.has("fails") || finds.has("told")).toBe(true);
  });

  test.each([...OUTCOME_CASES, ...EXAMPLE_OUTCOMES])(
    "measure $measure: $what gives $outcome",
    ({ measure, message, outcome }) => {
      expect(outcomesOf(reviewed(vxu(message)).review).get(measure)).toBe(outcome);
    },
  );

  test("ids are unique, and each row fails measures of its own letter and grain only", () => {
    const ids = [...REVIEW_RULES, ...POPULATION_RULES].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { measures, letter, grain } of REVIEW_RULES) {
      for (const id of measures)
        expect(MEASURES.find((row) => row.id === id)).toMatchObject({ letter, grain });
    }
  });

  test.each([
    { what: "a number of fiction", pid: { 13: "^PRN^PH^^^651^5550142" }, rule: "RV-K01" },
    { what: "a name of fiction", pid: { 5: "Duck^Donald^^^^^L" }, rule: "RV-K03" },
  ])(
    "$what fails real data, and is advice where the plan agrees on test data, whatever MSH-11 says",
    ({ pid, rule }) => {
      for (const processingId of ["P", "T"]) {
        const one = contributed(vxu({ msh: { 11: processingId }, pid }));
        const agreed = tallied([one], "test").total;
        expect(agreed).toMatchObject({ "outcome|k|passed": 1, [`told|${rule}`]: 1 });
        expect(agreed["outcome|k|failed"]).toBeUndefined();
      }
      const real = tallied([contributed(vxu({ pid }))], "real").total;
      expect(real).toMatchObject({ "outcome|k|failed": 1, [`finding|${rule}`]: 1 });
    },
  );

  test("reviewMessage() of nothing judges nothing but social security numbers", () => {
    const review = reviewMessage(
      {
        messageId: "m",
        controlId: "",
        receivedAtMs: RECEIVED_AT,
        message: undefined,
        validation: undefined,
        maskedNumbers: [],
        outcome: "refused",
      },
      REVIEW_SETTING,
    );
    expect(review.patient).toBeUndefined();
    expect(review.doses).toEqual([]);
    expect(Object.fromEntries(outcomesOf(review))).toEqual({ j: "passed", k: "unevaluated" });
  });
});
