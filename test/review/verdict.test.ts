import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIGURATION } from "../../src/review/configuration.ts";
import { MEASURES } from "../../src/review/measures.ts";
import { decideMeasure, type GateFacts, worstVerdict } from "../../src/review/verdict.ts";
import { wilsonInterval } from "../../src/review/wilson.ts";

/** The summary of gates: rule, grain, gate, target, floor. */
const SUMMARY = [
  ["a", "dose", "G1", 0.99, 0.95],
  ["b", "dose", "G1", 0.98, 0.95],
  ["c", "dose", "G1", 0.99, 0.95],
  ["c.other", "dose", "G2", 0.9, 0],
  ["c.adult", "dose", "display", 0, 0],
  ["d.lot", "dose", "G2", 0.97, 0.95],
  ["d.mvx", "dose", "G2", 0.99, 0.95],
  ["e.race", "patient", "G2", 0.9, 0.7],
  ["e.ethnicity", "patient", "G2", 0.9, 0.7],
  ["f.address", "patient", "G2", 0.95, 0.9],
  ["f.phone", "patient", "G2", 0.9, 0.8],
  ["g", "dose", "G3", 1, 1],
  ["h", "patient", "G3", 1, 1],
  ["i", "dose", "G0", 1, 1],
  ["j", "message", "G0", 1, 1],
  ["k", "message", "G1", 0.995, 0.98],
] as const;

function facts(passed: number, failed: number, rest: Partial<GateFacts> = {}): GateFacts {
  return {
    counts: { passed, failed, notApplicable: 0, unevaluated: 0, ...wilsonInterval({ passed, failed }) },
    target: 0.99,
    floor: 0.95,
    configuration: DEFAULT_CONFIGURATION,
    recentHits: 0,
    unexplainedHits: 0,
    trafficDays: 12,
    observed: passed > 0,
    attested: false,
    ...rest,
  };
}

describe("the gates", () => {
  test("MEASURES is the summary of gates, and the default thresholds are its numbers", () => {
    expect(MEASURES.map(({ id, grain, gate, target, floor }) => [id, grain, gate, target, floor])).toEqual(
      SUMMARY,
    );
    for (const { id, target, floor } of MEASURES) {
      expect(DEFAULT_CONFIGURATION.measures[id]).toEqual({ target, floor });
    }
  });
});

describe("decideMeasure() of a rate", () => {
  test.each([
    { passed: 0, failed: 0, verdict: "REVIEW", census: true, suggested: false, missing: 268 },
    { passed: 1, failed: 0, verdict: "REVIEW", census: true, suggested: false, missing: 267 },
    { passed: 0, failed: 1, verdict: "REVIEW", census: true, suggested: false, missing: 267 },
    { passed: 19, failed: 0, verdict: "REVIEW", census: true, suggested: false, missing: 249 },
    { passed: 20, failed: 0, verdict: "REVIEW", census: true, suggested: true, missing: 248 },
    { passed: 267, failed: 0, verdict: "REVIEW", census: true, suggested: true, missing: 1 },
    { passed: 268, failed: 0, verdict: "PASS", census: false, suggested: false, missing: 0 },
    { passed: 795, failed: 17, verdict: "REVIEW", census: false, suggested: false, missing: 0 },
    { passed: 700, failed: 100, verdict: "FAIL", census: false, suggested: false, missing: 0 },
    { passed: 0, failed: 19, verdict: "REVIEW", census: true, suggested: false, missing: 1_881 },
    { passed: 0, failed: 20, verdict: "FAIL", census: false, suggested: false, missing: 0 },
  ])(
    "$passed passed, $failed failed: $verdict",
    ({ passed, failed, verdict, census, suggested, missing }) => {
      const decision = decideMeasure("G1", facts(passed, failed));
      expect(decision).toMatchObject({ verdict, census, passSuggested: suggested });
      expect(decision.objectsMissing).toBe(missing);
      expect(decideMeasure("G2", facts(passed, failed)).verdict).toBe(verdict);
    },
  );
});

describe("decideMeasure() of what must not happen", () => {
  test.each([
    { what: "no hit", rest: {}, verdict: "PASS" },
    { what: "a hit in the last traffic days", rest: { recentHits: 1 }, verdict: "FAIL" },
    { what: "an older hit without a cause", rest: { unexplainedHits: 1 }, verdict: "REVIEW" },
    { what: "four days with traffic", rest: { trafficDays: 4 }, verdict: "REVIEW" },
    { what: "five days with traffic", rest: { trafficDays: 5 }, verdict: "PASS" },
  ])("$what: $verdict", ({ rest, verdict }) => {
    expect(decideMeasure("G0", facts(100, 0, rest)).verdict).toBe(verdict);
  });

  test("nothing received is no pass", () => {
    expect(decideMeasure("G0", facts(0, 0)).verdict).toBe("REVIEW");
  });
});

describe("decideMeasure() of a capability", () => {
  test.each([
    { what: "seen", rest: facts(1, 0), verdict: "PASS" },
    { what: "one inconsistent", rest: facts(30, 1), verdict: "FAIL" },
    { what: "not seen", rest: facts(0, 0), verdict: "REVIEW" },
    { what: "not seen, attested", rest: facts(0, 0, { attested: true }), verdict: "ATTESTED" },
    { what: "inconsistent, attested", rest: facts(0, 1, { attested: true }), verdict: "FAIL" },
  ])("$what: $verdict", ({ rest, verdict }) => {
    expect(decideMeasure("G3", rest).verdict).toBe(verdict);
  });
});

describe("worstVerdict()", () => {
  test.each([
    { verdicts: [], worst: "NOT_APPLICABLE" },
    { verdicts: ["PASS", "NOT_APPLICABLE"], worst: "PASS" },
    { verdicts: ["PASS", "ATTESTED"], worst: "ATTESTED" },
    { verdicts: ["ATTESTED", "REVIEW", "PASS"], worst: "REVIEW" },
    { verdicts: ["REVIEW", "FAIL"], worst: "FAIL" },
  ] as const)("of $verdicts is $worst", ({ verdicts, worst }) => {
    expect(worstVerdict(verdicts)).toBe(worst);
  });
});
