import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIGURATION, DEFAULT_PROFILE, NO_ACTS } from "../../src/review/configuration.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { LETTERS } from "../../src/review/measures.ts";
import { isSnapshotIntact, snapshotOf } from "../../src/review/report/build-report.ts";
import { compareReports } from "../../src/review/report/compare-reports.ts";
import { renderReport } from "../../src/review/report/render-report.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import {
  contributed,
  given,
  type MessageParts,
  refusal,
  unreadable,
  vxu,
} from "../support/review-messages.ts";
import { afternoonOf, REVIEW_DAYS, reportOf, sha256, tallied } from "../support/review-report.ts";

/** Messages of different patients, spread over the days; `parts` by their number. */
function traffic(
  count: number,
  parts: (number: number) => MessageParts = () => ({}),
  days: readonly string[] = REVIEW_DAYS,
): readonly MessageContribution[] {
  return Array.from({ length: count }, (_, number) => {
    const day = days[Math.floor((number * days.length) / count)] ?? "";
    const own = parts(number);
    return contributed(
      vxu({
        orders: [given({ 3: day, 15: `Y01${1_000 + (number % 7)}` })],
        ...own,
        msh: { 7: `${day}120000-0600`, 10: `NC-${number}`, ...own.msh },
        pid: {
          3: `77${1_000 + number}^^^NORTHC^MR`,
          11: `${100 + number} Robert St N^^Saint Paul^MN^55155^USA^H`,
          13: `^PRN^PH^^^651^20${10_000 + number}`,
          ...own.pid,
        },
      }),
      { receivedAtMs: afternoonOf(day), messageId: `m${`${number}`.padStart(4, "0")}` },
    );
  });
}

function verdictsOf(report: ReviewReport): Readonly<Record<string, string>> {
  return Object.fromEntries(LETTERS.map((letter) => [letter, report.rules[letter].verdict]));
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const BAD_INPUTS: readonly {
  readonly what: string;
  readonly contributions: readonly MessageContribution[];
}[] = [
  { what: "no message", contributions: [] },
  { what: "one message", contributions: traffic(1) },
  { what: "only refusals", contributions: traffic(120, () => ({ orders: [refusal({ 3: "20261101" })] })) },
  { what: "only refused messages", contributions: traffic(120, () => ({ pid: { 7: "" } })) },
  {
    what: "half of them unreadable",
    contributions: [
      ...traffic(150),
      ...Array.from({ length: 150 }, (_, index) => unreadable(`u${index}`, afternoonOf("20261110"))),
    ],
  },
];

describe("buildReport() of too little", () => {
  test.each(BAD_INPUTS)("$what: no PASS, no NaN, nothing to sign", ({ contributions }) => {
    const report = reportOf(contributions);
    expect(Object.values(verdictsOf(report))).not.toContain("PASS");
    expect(report.signable).toBe(false);
    expect(report.evidence.sufficient).toBe(false);
    expect(report.evidence.missing.length).toBeGreaterThan(0);
    expect(numbersIn(report).every(Number.isFinite)).toBe(true);
    expect(renderReport(report)).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("a waiver does not make up for messages that cannot be read", () => {
    const [, , , , half] = BAD_INPUTS;
    const waiver = { letter: "evidence", by: "r", atMs: 0, reason: "small clinic" } as const;
    const report = reportOf(half?.contributions ?? [], { acts: { ...NO_ACTS, waivers: [waiver] } });
    expect(report.evidence.sufficient).toBe(false);
  });

  test("messages marked T are no evidence of real data, and are with agreed test data", () => {
    const contributions = traffic(120, () => ({ msh: { 11: "T" } }));
    expect(reportOf(contributions)).toMatchObject({ messages: 0, apart: { otherProcessingIds: 120 } });
    const profile = { ...DEFAULT_PROFILE, dataKind: "test" } as const;
    const organization = { id: "org-1", name: "N", sites: [], profile };
    expect(reportOf(contributions, { organization }).messages).toBe(120);
  });
});

describe("buildReport() while work is under way", () => {
  const progress = { kind: "re-evaluated", done: 1_200, of: 5_000 } as const;

  test("nothing passes or fails, it cannot be signed, and it says how far the work is", () => {
    const failing = traffic(120, () => ({ orders: [given({ 5: "03^MMR^CVX" })] }));
    expect(verdictsOf(reportOf(failing))).toMatchObject({ a: "FAIL", j: "PASS" });
    const report = reportOf(failing, { progress });
    expect(new Set(Object.values(verdictsOf(report)))).toEqual(new Set(["REVIEW"]));
    expect(report).toMatchObject({ signable: false, progress });
    expect(renderReport(report)).toContain("not final: re-evaluated 1,200 of 5,000 messages");
  });
});

describe("buildReport() of enough", () => {
  const CLEAN = traffic(600, (number) =>
    number % 100 === 0 ? { orders: [refusal({ 3: "20261101" })], pd1: { 12: "Y" } } : {},
  );

  test("clean traffic passes all rules but history, of which there is none", () => {
    const profile = { ...DEFAULT_PROFILE, sendsHistory: false, confirmsProtection: true };
    const sites = [{ code: "NORTHC", mnvfc: true }];
    const organization = { id: "org-1", name: "Northfield Clinic", sites, profile };
    const thresholds = {
      ...DEFAULT_CONFIGURATION.population,
      constantDosesMin: 10_000,
      constantPatientsMin: 10_000,
    };
    const configuration = { ...DEFAULT_CONFIGURATION, population: thresholds };
    const report = reportOf(CLEAN, { organization, configuration });
    expect(verdictsOf(report)).toEqual({
      ...Object.fromEntries(LETTERS.map((letter) => [letter, "PASS"])),
      b: "NOT_APPLICABLE",
    });
    expect(report.signable).toBe(true);
    expect(report.headline).toBe("10 of 11 rules pass, 1 not applicable (b)");
    expect(report.configuration).toEqual(configuration);
  });

  test("has the members that the operator's interface fixes, and the four counts", () => {
    const report = reportOf(CLEAN);
    expect(report).toMatchObject({ org: "org-1", realm: "test", messages: 600, doses: 600 });
    for (const letter of LETTERS) {
      const rule = report.rules[letter];
      const first = rule.measures[0];
      expect([rule.passed, rule.failed, rule.notApplicable, rule.unevaluated, rule.rate]).toEqual([
        first?.passed,
        first?.failed,
        first?.notApplicable,
        first?.unevaluated,
        first?.rate,
      ]);
    }
    const { passed, failed, notApplicable, unevaluated } = report.rules.a;
    expect(passed + failed + notApplicable + unevaluated).toBe(report.doses);
  });

  test("failures of one mapping are one cause with fix, days and one example", () => {
    const report = reportOf(
      traffic(120, (number) =>
        number % 3 === 0 ? { orders: [given({ 3: "20261101", 5: "03^MMR^CVX" })] } : {},
      ),
    );
    const { causes, examples, findings, verdict } = report.rules.a;
    expect(verdict).toBe("FAIL");
    expect(findings).toEqual([
      { id: "RV-A04", title: "No second code beside the CVX", fails: true, count: 40 },
    ]);
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatchObject({
      finding: "RV-A04",
      site: "NORTHC",
      key: { vaccine: "03", application: "EHR", shape: "CVX only" },
      count: 40,
      firstSeen: "2026-11-02",
      lastSeen: "2026-11-18",
    });
    const [measure] = report.rules.a.measures;
    expect(measure?.trend.map(({ day }) => day)).toEqual(report.days.map(({ day }) => day));
    for (const { passed, failed, rate, lower, upper } of measure?.trend ?? []) {
      expect(rate).toBeCloseTo(passed / (passed + failed));
      expect(lower ?? 1).toBeLessThan(rate ?? 0);
      expect(upper ?? 0).toBeGreaterThan(rate ?? 1);
    }
    expect(causes[0]?.fix).toContain("NDC");
    expect(examples).toEqual([
      expect.objectContaining({
        messageId: "m0117",
        controlId: "NC-117",
        path: "RXA[1]-5.4",
        causeId: causes[0]?.causeId,
      }),
    ]);
  });

  test("a future dose on the first day is older than five traffic days: staff note its cause, then it passes", () => {
    const contributions = traffic(600, (number) =>
      number === 0 ? { orders: [given({ 3: "20261105" })] } : {},
    );
    expect(reportOf(contributions).rules.i.verdict).toBe("REVIEW");
    const act = {
      letter: "i",
      by: "r",
      atMs: afternoonOf("20261104"),
      reason: "clock of one station",
    } as const;
    const cleared = reportOf(contributions, { acts: { ...NO_ACTS, clearances: [act] } });
    expect(cleared.rules.i.verdict).toBe("PASS");
  });

  test("a number on the last day fails rule j, whatever the rate", () => {
    const contributions = traffic(600, (number) => (number === 599 ? { pid: { 19: "471229183" } } : {}));
    expect(reportOf(contributions).rules.j).toMatchObject({ verdict: "FAIL", failed: 1 });
  });

  test("a waiver shows and lets sign, the verdict stays", () => {
    const waiver = { letter: "k", by: "r-1", atMs: 1, reason: "shelter" } as const;
    const report = reportOf(traffic(120), { acts: { ...NO_ACTS, waivers: [waiver] } });
    expect(report.rules.k).toMatchObject({ verdict: "REVIEW", waiver });
    const over = reportOf(traffic(120), { acts: { ...NO_ACTS, waivers: [{ ...waiver, untilMs: 2 }] } });
    expect(over.rules.k.waiver).toBeNull();
  });

  test("refusals that are not seen are attested", () => {
    const attestation = { letter: "g", by: "r", atMs: 1, reason: "scripted message" } as const;
    const acts = { ...NO_ACTS, attestations: [attestation] };
    expect(reportOf(traffic(120), { acts }).rules.g.verdict).toBe("ATTESTED");
    expect(reportOf(traffic(120)).rules.g.verdict).toBe("REVIEW");
  });

  test("timeliness, resent doses, sites and days", () => {
    const once = traffic(120, (number) => ({
      orders: [given({ 3: number % 2 === 0 ? "20261101" : "20261031" })],
    }));
    const again = once.map((one, index) => ({
      ...one,
      messageId: `x${index}`,
      receivedAtMs: one.receivedAtMs + 1,
    }));
    const report = reportOf([...once, ...again]);
    expect(report.doses).toBe(120);
    expect(report.duplicates.resendFactor).toBe(2);
    expect(report.timeliness.n).toBe(120);
    expect(report.timeliness.medianDays).toBe(9);
    expect(report.sites).toEqual([
      { code: "NORTHC", mnvfc: true, messages: 240, lastSeen: "2026-11-18", silent: false },
      { code: "NORTHC-2", mnvfc: false, messages: 0, lastSeen: null, silent: false },
    ]);
    expect(report.days.map(({ messages }) => messages)).toEqual(REVIEW_DAYS.map(() => 20));
  });

  test("a business day without a message is an alarm when traffic was announced", () => {
    const configuration = { ...DEFAULT_CONFIGURATION, expectedMessagesPerDay: 10 };
    const report = reportOf(
      traffic(
        110,
        undefined,
        REVIEW_DAYS.slice(0, 11).filter((day) => day !== "20261110"),
      ),
      { configuration },
    );
    expect(report.days.find(({ day }) => day === "2026-11-10")).toMatchObject({
      messages: 0,
      alarm: "silent",
    });
    expect(report.days.find(({ day }) => day === "2026-11-18")?.alarm).toBeNull();
  });
});

describe("two windows", () => {
  const broken = traffic(120, () => ({ orders: [given({ 3: "20261101", 5: "03^MMR^CVX" })] }));
  const fixed = traffic(300);

  test("a report shows the rate before the fix marker", () => {
    const window = { kind: "beforeFixMarker", from: "2026-10-01", to: "2026-10-30" } as const;
    const report = reportOf(fixed, { compared: { window, tally: tallied(broken) } });
    expect(report.rules.a.previous).toEqual({ window, rate: 0, verdict: "FAIL" });
    expect(report.comparedWith).toEqual(window);
  });

  test("compareReports() says what got better, and which causes are gone", () => {
    const comparison = compareReports(reportOf(broken), reportOf(fixed));
    const change = comparison.measures.find(({ measure }) => measure === "a");
    expect(change?.change).toBe("better");
    expect(comparison.measures.find(({ measure }) => measure === "d.lot")?.change).toBe("unclear");
    expect(comparison.causesGone.length).toBeGreaterThan(0);
    expect(comparison.causesNew).toEqual([]);
  });
});

describe("snapshotOf()", () => {
  test("is the same for the same report, and no other report has its hash", () => {
    const report = reportOf(traffic(20));
    const snapshot = snapshotOf(report, sha256);
    const parsed: unknown = JSON.parse(snapshot.json);
    expect(parsed).toEqual(JSON.parse(JSON.stringify(report)));
    expect(snapshotOf(reportOf(traffic(20)), sha256)).toEqual(snapshot);
    expect(isSnapshotIntact(snapshot, sha256)).toBe(true);
    expect(isSnapshotIntact({ ...snapshot, json: snapshot.json.replace("REVIEW", "PASS") }, sha256)).toBe(
      false,
    );
  });

  test("neither report nor contribution holds what the sender wrote of a person", () => {
    const contributions = traffic(20, () => ({ pid: { 5: "Testperch^Wren^^^^^L", 19: "471229183" } }));
    const text = JSON.stringify([contributions, reportOf(contributions)]);
    expect(text).not.toMatch(/Testperch|Wren|771\d{3}|Robert|2010\d{3}|471229183|20220309/i);
  });
});
