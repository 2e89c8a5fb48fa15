import { describe, expect, test } from "vitest";
import type { Cells } from "../../src/review/cells.ts";
import { DEFAULT_CONFIGURATION, DEFAULT_PROFILE, NO_ACTS } from "../../src/review/configuration.ts";
import { contributionOf } from "../../src/review/contribution-of.ts";
import { buildReport } from "../../src/review/report/build-report.ts";
import { gatesOf } from "../../src/review/report/gates.ts";
import type { ReportInput } from "../../src/review/report/report-input.ts";
import { type WindowTally } from "../../src/review/window-tally.ts";
import { bookOf, bucketByDay, mergeBooks, tallyBook } from "../support/review-book.ts";
import { REVIEW_DAYS, reportInput, reportOf } from "../support/review-report.ts";
import { reviewed, vxu } from "../support/review-messages.ts";

const DAYS = REVIEW_DAYS.map((day) => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`);

/** Sums of a window, and of its days. */
function tally(total: Cells, days: readonly Cells[] = []): WindowTally {
  return {
    total,
    days: days.map((cells, index) => ({ day: DAYS[index] ?? "", cells })),
    sample: [],
    examples: {},
  };
}

const ACT = { by: "r", atMs: 0, reason: "shown on the phone" };
const CAUSE = "cause|RV-A04|N|03|EHR|CVX only";

/** Ten days with messages; a cause on the first `faulty` of them. */
function faultyOn(faulty: number): WindowTally {
  const days = Array.from({ length: 10 }, (_, index): Cells => ({
    processed: 5,
    ...(index < faulty && { [CAUSE]: 1 }),
  }));
  return tally({ "ack|AE": faulty, "ack|AA": 50, [CAUSE]: faulty }, days);
}

interface GateCase {
  readonly gate: string;
  readonly what: string;
  readonly input: Partial<ReportInput>;
  readonly passed: boolean;
}

const PLANNED = { ...DEFAULT_CONFIGURATION, expectedMessagesPerDay: 20 };
const SHOWN: Cells = { processed: 9, "outcome|g|passed": 1, "code|PD1-12|HL70136|Y|patient": 1 };

/** The window of `reportInput` has 12 business days, one of them is today. */
const SUBMIT_CASES: readonly GateCase[] = [
  { gate: "capabilities", what: "all seen", input: { tally: tally(SHOWN) }, passed: true },
  {
    gate: "capabilities",
    what: "no refusal",
    input: { tally: tally({ ...SHOWN, "outcome|g|passed": 0 }) },
    passed: false,
  },
  {
    gate: "capabilities",
    what: "a refusal by a scripted message",
    input: {
      tally: tally({ ...SHOWN, "outcome|g|passed": 0 }),
      acts: { ...NO_ACTS, attestations: [{ ...ACT, letter: "g" }] },
    },
    passed: true,
  },
  {
    gate: "capabilities",
    what: "protection waived",
    input: {
      tally: tally({ processed: 9, "outcome|g|passed": 1 }),
      acts: { ...NO_ACTS, waivers: [{ ...ACT, letter: "h" }] },
    },
    passed: true,
  },
  { gate: "capabilities", what: "nothing", input: { tally: tally({}) }, passed: false },
  {
    gate: "volume",
    what: "half of what was announced",
    input: { tally: tally({ messages: 110 }), configuration: PLANNED },
    passed: true,
  },
  {
    gate: "volume",
    what: "one message less",
    input: { tally: tally({ messages: 109 }), configuration: PLANNED },
    passed: false,
  },
  {
    gate: "volume",
    what: "three times as much",
    input: { tally: tally({ messages: 660 }), configuration: PLANNED },
    passed: true,
  },
  {
    gate: "volume",
    what: "one more than that",
    input: { tally: tally({ messages: 661 }), configuration: PLANNED },
    passed: false,
  },
  { gate: "volume", what: "none announced", input: { tally: tally({}) }, passed: true },
  {
    gate: "volume",
    what: "little, waived with the evidence",
    input: {
      tally: tally({ messages: 1 }),
      configuration: PLANNED,
      acts: { ...NO_ACTS, waivers: [{ ...ACT, letter: "evidence" }] },
    },
    passed: true,
  },
  { gate: "corrections", what: "nothing to correct", input: { tally: tally({ "ack|AA": 9 }) }, passed: true },
  {
    gate: "corrections",
    what: "a cause not seen in the last five traffic days",
    input: { tally: faultyOn(5) },
    passed: true,
  },
  {
    gate: "corrections",
    what: "a cause seen in the first of them",
    input: { tally: faultyOn(6) },
    passed: false,
  },
  {
    gate: "corrections",
    what: "a monitoring plan",
    input: { tally: faultyOn(10), hasMonitoringPlan: true },
    passed: true,
  },
  {
    gate: "corrections",
    what: "a fix recorded",
    input: { tally: faultyOn(10), acts: { ...NO_ACTS, markers: [{ by: "o", atMs: 1, text: "mapping" }] } },
    passed: true,
  },
  { gate: "answers", what: "20 % AE", input: { tally: tally({ "ack|AA": 80, "ack|AE": 20 }) }, passed: true },
  {
    gate: "answers",
    what: "21 % AE",
    input: { tally: tally({ "ack|AA": 79, "ack|AE": 21 }) },
    passed: false,
  },
  { gate: "answers", what: "2 % AR", input: { tally: tally({ "ack|AA": 98, "ack|AR": 2 }) }, passed: true },
  { gate: "answers", what: "3 % AR", input: { tally: tally({ "ack|AA": 97, "ack|AR": 3 }) }, passed: false },
  { gate: "answers", what: "no answer", input: { tally: tally({}) }, passed: false },
];

function asked(count: number, answers: Cells, days = 10): Partial<ReportInput> {
  const perDay = Array.from({ length: days }, (): Cells => ({ "queries in evidence": 1 }));
  return { tally: tally({ "queries in evidence": count, ...answers }, perDay) };
}

const QUERY_CASES: readonly GateCase[] = [
  { gate: "capabilities", what: "one query", input: asked(1, {}), passed: true },
  { gate: "capabilities", what: "none", input: asked(0, {}), passed: false },
  { gate: "query-volume", what: "50 on 10 days", input: asked(50, {}), passed: true },
  { gate: "query-volume", what: "49 on 10 days", input: asked(49, {}), passed: false },
  { gate: "query-volume", what: "50 on 9 days", input: asked(50, {}, 9), passed: false },
  {
    gate: "query-format",
    what: "95 of 100 could be run",
    input: asked(100, { "query|unusable": 5 }),
    passed: true,
  },
  { gate: "query-format", what: "94 of 100", input: asked(100, { "query|unusable": 6 }), passed: false },
  {
    gate: "query-ae",
    what: "5 % AE or AR",
    input: asked(100, { "query ack|AE": 3, "query ack|AR": 2 }),
    passed: true,
  },
  { gate: "query-ae", what: "6 %", input: asked(100, { "query ack|AE": 6 }), passed: false },
  {
    gate: "query-not-found",
    what: "half find nobody",
    input: asked(100, { "query|not-found": 50 }),
    passed: true,
  },
  { gate: "query-not-found", what: "51 % do", input: asked(100, { "query|not-found": 51 }), passed: false },
  {
    gate: "query-too-many",
    what: "10 % find too many",
    input: asked(100, { "query|too-many": 10 }),
    passed: true,
  },
  { gate: "query-too-many", what: "11 % do", input: asked(100, { "query|too-many": 11 }), passed: false },
  { gate: "query-too-many", what: "no query", input: asked(0, {}), passed: false },
];

const ASKER: ReportInput["organization"] = {
  id: "org-2",
  name: "Pharmacy",
  sites: [],
  profile: { ...DEFAULT_PROFILE, queryOnly: true },
};

function passes(input: ReportInput, gate: string): boolean | undefined {
  return gatesOf(input).find(({ id }) => id === gate)?.passed;
}

describe("gatesOf()", () => {
  test.each(SUBMIT_CASES)("$gate of updates, $what: $passed", ({ gate, input, passed }) => {
    expect(passes(reportInput([], input), gate)).toBe(passed);
  });

  test.each(QUERY_CASES)("$gate of queries, $what: $passed", ({ gate, input, passed }) => {
    expect(passes(reportInput([], { organization: ASKER, ...input }), gate)).toBe(passed);
  });

  test("every gate has a case that passes and one that does not", () => {
    const all = [
      ...gatesOf(reportInput([])).map(({ id }) => ({ id, cases: SUBMIT_CASES })),
      ...gatesOf(reportInput([], { organization: ASKER })).map(({ id }) => ({ id, cases: QUERY_CASES })),
    ];
    for (const { id, cases } of all) {
      const outcomes = new Set(cases.filter(({ gate }) => gate === id).map(({ passed }) => passed));
      expect([id, outcomes.size]).toEqual([id, 2]);
    }
  });

  test.each([
    { counted: { ...SHOWN, "outcome|g|passed": 0, "ack|AA": 9 }, told: "1 gate open (capabilities)" },
    { counted: { ...SHOWN, "outcome|g|passed": 0 }, told: "2 gates open (capabilities, answers)" },
  ])("the headline says $told", ({ counted, told }) => {
    const { headline } = buildReport(reportInput([], { tally: tally(counted) }));
    expect(headline).toContain(told);
  });

  test("an organization that only queries may be signed by its queries alone", () => {
    const input = asked(60, { "query|history": 55, "query|not-found": 5, "query ack|AA": 60 });
    const report = reportOf([], { organization: ASKER, ...input });
    expect(report).toMatchObject({
      signable: true,
      evidence: { sufficient: true, queries: 60, queryDays: 10 },
    });
    expect(reportOf([], { organization: ASKER, ...asked(49, {}) }).signable).toBe(false);
    const progress = { kind: "counted", done: 1, of: 2 } as const;
    expect(reportOf([], { organization: ASKER, ...input, progress }).signable).toBe(false);
  });
});

describe("a query in the review", () => {
  const QUERY = vxu({}).replace("VXU^V04^VXU_V04", "QBP^Q11^QBP_Q11");
  const contribution = (found?: "not-found") => {
    const { review } = reviewed(QUERY);
    return contributionOf(review, {
      ack: "AE",
      controlIdReused: false,
      ...(found !== undefined && { found }),
    });
  };

  test.each([
    { what: "found nobody", one: contribution("not-found"), name: "query|not-found" },
    { what: "could not be run", one: contribution(), name: "query|unusable" },
  ])("that $what counts as such", ({ one, name }) => {
    const { total } = tallyBook(mergeBooks([bookOf(one, "real", bucketByDay)]), () => true);
    expect(total).toMatchObject({ "queries in evidence": 1, [name]: 1, "query ack|AE": 1 });
  });
});
