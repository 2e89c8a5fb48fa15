import { describe, expect, test } from "vitest";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { addDays, type DateOnly } from "../../src/kernel/dates.ts";
import { type DigestFacts, digestText } from "../../src/onboarding/watch/daily-digest.ts";
import type { TrafficDay } from "../../src/onboarding/watch/traffic.ts";
import { WATCH_IDS, type WatchFacts, type WatchId, WATCHES } from "../../src/onboarding/watch/watches.ts";
import { day } from "../support/onboarding.ts";

const TODAY = day("2026-03-18");
const NONE: WatchFacts["open"] = {
  "wrong-realm": [],
  "silent-site": [],
  "volume-outside-corridor": [],
  "answers-worse": [],
  "error-not-corrected": [],
};

/** Six weeks up to yesterday; on business days what `of` says, nothing else. */
function weeks(of: (on: DateOnly) => Partial<TrafficDay>): readonly TrafficDay[] {
  return Array.from({ length: 42 }, (_none, at) => addDays(TODAY, at - 42)).map((on) => {
    const empty = { day: on, messages: 0, AE: 0, AR: 0, bySite: {} };
    return Object.assign(empty, minnesotaBusinessDays.isBusinessDay(on) ? of(on) : {});
  });
}

function find(watch: WatchId, change: Partial<WatchFacts>): readonly string[] {
  const facts: WatchFacts = {
    calendar: minnesotaBusinessDays,
    today: TODAY,
    liveSince: day("2026-01-05"),
    days: weeks(() => ({ messages: 20, bySite: { N1: 20 } })),
    sites: [{ code: "N1", from: day("2026-01-02") }],
    uncorrected: [],
    wrongRealm: { productionInTest: 0, trainingInProduction: 0 },
    open: NONE,
    ...change,
  };
  return WATCHES[watch].find(facts).map(({ subject, detail }) => `${subject}: ${detail}`);
}

describe("WATCHES", () => {
  test.each(WATCH_IDS)("%s finds nothing in even traffic", (watch) => {
    expect(find(watch, {})).toEqual([]);
  });

  const until = (last: string) => weeks((on) => (on > last ? {} : { messages: 20, bySite: { N1: 20 } }));
  test.each([
    { name: "2 business days ago", change: { days: until("2026-03-13") }, found: [] },
    {
      name: "3 business days ago",
      change: { days: until("2026-03-12") },
      found: ["N1: last message on 2026-03-12, 3 business days ago"],
    },
    {
      name: "a site that sends once a week",
      change: { days: weeks((on) => (on === "2026-03-12" ? { bySite: { N1: 1 } } : {})) },
      found: [],
    },
    {
      name: "a site that is new and never sent",
      change: { sites: [{ code: "N9", from: day("2026-03-12") }] },
      found: ["N9: no message since 2026-03-12"],
    },
    {
      name: "silent until this morning",
      change: {
        days: [...until("2026-03-12"), { day: TODAY, messages: 1, AE: 0, AR: 0, bySite: { N1: 1 } }],
      },
      found: [],
    },
    { name: "a site that is new today", change: { sites: [{ code: "N9", from: TODAY }] }, found: [] },
    {
      name: "an old site that never sent",
      change: { sites: [{ code: "N9", from: day("2025-01-02") }], liveSince: day("2025-01-02") },
      found: [],
    },
    {
      name: "a site that stays silent longer than is looked back",
      change: {
        days: weeks(() => ({})),
        liveSince: day("2025-01-02"),
        open: { ...NONE, "silent-site": ["N1"] },
      },
      found: ["N1: no message since 2026-01-02"],
    },
  ])("silent-site: $name", ({ change, found }) => {
    expect(find("silent-site", change)).toEqual(found);
  });

  const yesterday = (messages: number) => weeks((on) => ({ messages: on === "2026-03-17" ? messages : 20 }));
  test.each([
    { name: "a little less", change: { days: yesterday(12) }, found: 0 },
    { name: "far less", change: { days: yesterday(4) }, found: 1 },
    { name: "none at all", change: { days: yesterday(0) }, found: 1 },
    {
      name: "today has only begun",
      change: { days: [...yesterday(20), { day: TODAY, messages: 1, AE: 0, AR: 0, bySite: {} }] },
      found: 0,
    },
    { name: "far more", change: { days: yesterday(60) }, found: 1 },
    {
      name: "none of two a day is chance",
      change: { days: weeks((on) => ({ messages: on === "2026-03-17" ? 0 : 2 })) },
      found: 0,
    },
    {
      name: "an uneven week is its corridor",
      change: { days: weeks((on) => ({ messages: Number(on.slice(8)) * 3 })) },
      found: 0,
    },
    {
      name: "less than half of the plan in the first week",
      change: { days: yesterday(9), liveSince: day("2026-03-16"), messagesPerDay: 20 },
      found: 1,
    },
    {
      name: "half of the plan in the first week",
      change: { days: yesterday(10), liveSince: day("2026-03-16"), messagesPerDay: 20 },
      found: 0,
    },
    {
      name: "the first week without a plan",
      change: { days: yesterday(1), liveSince: day("2026-03-16") },
      found: 0,
    },
  ])("volume-outside-corridor: $name", ({ change, found }) => {
    expect(find("volume-outside-corridor", change)).toHaveLength(found);
  });

  const worse = (recent: Partial<TrafficDay>, before: Partial<TrafficDay>) =>
    weeks((on) => ({ messages: 20, ...(on >= "2026-03-11" ? recent : before) }));
  test.each([
    {
      name: "AE doubled",
      days: worse({ AE: 8 }, { AE: 3 }),
      says: /^production: 40\.0 % AE since 2026-03-11, 15\.0 % before$/,
    },
    { name: "AR came up", days: worse({ AR: 2 }, {}), says: /10\.0 % AR/ },
    { name: "AE a little more", days: worse({ AE: 4 }, { AE: 3 }), says: undefined },
    {
      name: "four AR in a week are few",
      days: weeks((on) => ({ messages: 20, AR: on >= "2026-03-12" ? 1 : 0 })),
      says: undefined,
    },
  ])("answers-worse: $name", ({ days, says }) => {
    const found = find("answers-worse", { days });
    expect(found.filter((text) => says?.test(text) !== true)).toEqual([]);
    expect(found).toHaveLength(says === undefined ? 0 : 1);
  });

  test("error-not-corrected names the oldest by its control id", () => {
    const one = { messageId: "m1", controlId: "4711", receivedAtMs: 1, ruleIds: ["RXA-5-MISSING"] };
    expect(find("error-not-corrected", { uncorrected: [one, { ...one, controlId: "4712" }] })).toEqual([
      "production: 2 messages; the oldest is 4711 (RXA-5-MISSING)",
    ]);
    expect(find("error-not-corrected", { uncorrected: [{ ...one, controlId: "" }] })[0]).toContain("m1");
  });

  test("wrong-realm tells each direction", () => {
    const found = find("wrong-realm", { wrongRealm: { productionInTest: 2, trainingInProduction: 1 } });
    expect(found).toEqual([
      "test: 2 with MSH-11 P in test since yesterday",
      "production: 1 with MSH-11 T or D in production since yesterday",
    ]);
  });
});

describe("digestText()", () => {
  const facts: DigestFacts = {
    organization: { name: "North Clinic" },
    day: day("2026-03-17"),
    traffic: { messages: 60, AE: 4, AR: 1 },
    findings: [
      { ruleId: "W-1", severity: "W", controlId: "1" },
      { ruleId: "E-1", severity: "E", controlId: "4711" },
      { ruleId: "E-1", severity: "E", controlId: "" },
    ],
    tasks: [
      { id: "t", caseId: "c", kind: "silent-site", openedAtMs: 0, subject: "N2", detail: "no message" },
    ],
    helpDesk: "Help desk, help@registry.example",
  };

  test("says counts, cause, fix and control ids, errors first, and what is still open", () => {
    const text = digestText(facts, (ruleId) => ({ cause: `Cause of ${ruleId}`, fix: "Send it." }));
    expect(text).toMatchInlineSnapshot(`
      "North Clinic: messages to MIIC production on March 17, 2026

      60 messages: 55 answered AA, 4 AE, 1 AR.

      What to correct and send again:

      1. E-1 (error), 2 times
         Cause: Cause of E-1
         What to do: Send it.
         Control ids (MSH-10): 4711

      2. W-1 (warning), once
         Cause: Cause of W-1
         What to do: Send it.
         Control ids (MSH-10): 1

      What we noticed and still see:

      - N2: no message. Does the site work, and does its interface run?

      This mail holds no patient data. Find each message by its control id in your system.

      Questions? Help desk, help@registry.example
      To obtain this information in a different format, contact: Help desk, help@registry.example.
      "
    `);
  });

  test("names ten control ids of a rule and counts the rest", () => {
    const many = Array.from({ length: 13 }, (_none, at) => {
      return { ruleId: "E-1", severity: "E", controlId: `C${at}` } as const;
    });
    const text = digestText({ ...facts, findings: many }, () => undefined);
    expect(text).toContain("C0, C1, C2, C3, C4, C5, C6, C7, C8, C9 and 3 more");
    expect(text).toContain("Cause: see the rule reference");
  });
});
