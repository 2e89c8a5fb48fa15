import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { consolidate, recordView } from "../../../src/registry/vaccination/consolidate.ts";
import { CONSOLIDATION_RULES, ruleFor } from "../../../src/registry/vaccination/consolidation-rules.ts";
import { newStoredReport } from "../../../src/registry/vaccination/add-revision.ts";
import type { StoredReport } from "../../../src/registry/vaccination/stored-report.ts";
import type { PreviousEvent, VaccinationEvent } from "../../../src/registry/vaccination/vaccination-event.ts";
import type { VaccinationReport } from "../../../src/registry/vaccination/vaccination-report.ts";
import { type Sent, sentMessage } from "../../support/pure-records.ts";
import { CODES, countingIds, day, readReportsOf } from "../../support/read-reports-of.ts";

/** A record as a test tells it: what the message says, and fields to set afterwards. */
interface Told extends Sent {
  readonly set?: Partial<VaccinationReport>;
}

const GIVEN: Told = { site: "S1" };
const KNOWN: Told = { site: "S2", informationSource: "01" };

function recordOf(id: string, told: Told): StoredReport {
  const [report] = readReportsOf(sentMessage(told), { site: told.site ?? "S1" }).reports;
  if (report === undefined) throw new Error("the message holds no report");
  const source = {
    ...report.source,
    messageId: id,
    asOfMs: report.source.asOfMs + 60_000 * (told.minute ?? 0),
  };
  return newStoredReport(id, { ...report, source, ...told.set });
}

function eventsOf(
  records: readonly StoredReport[],
  previous: readonly PreviousEvent[] = [],
): readonly VaccinationEvent[] {
  return consolidate(records, { codes: CODES, previous, newId: countingIds("E") });
}

function eventsOfTold(told: readonly Told[]): readonly VaccinationEvent[] {
  return eventsOf(told.map((one, index) => recordOf(`R${index + 1}`, one)));
}

/** `R1+R2 same-vaccine [near-date]` for each event. */
function summary(events: readonly VaccinationEvent[]): readonly string[] {
  return events.map(({ members, flags }) =>
    [
      members.map(({ reportId }) => reportId).join("+"),
      members.at(-1)?.rule ?? "",
      ...flags.map((flag) => `[${flag}]`),
    ].join(" "),
  );
}

interface Pair {
  readonly what: string;
  readonly a: Told;
  readonly b: Told;
  readonly rule: string;
  readonly events: readonly string[];
}

const PAIRS: readonly Pair[] = [
  {
    what: "6: one site, two numbers, one dose",
    a: GIVEN,
    b: { ...GIVEN, number: "V2^NPC" },
    rule: "same-site-again",
    events: ["R1+R2 same-site-again"],
  },
  {
    what: "6 boundary: one site, one code, two lots are one dose by rule 1",
    a: GIVEN,
    b: { ...GIVEN, number: "V2^NPC", lot: "L2" },
    rule: "same-vaccine",
    events: ["R1+R2 same-vaccine"],
  },
  {
    what: "1: one code on one day from two sites",
    a: GIVEN,
    b: { ...GIVEN, site: "S2" },
    rule: "same-vaccine",
    events: ["R1+R2 same-vaccine"],
  },
  {
    what: "1: the name of the group",
    a: { ...GIVEN, vaccine: "dtap" },
    b: { ...KNOWN, vaccine: "dtapAny" },
    rule: "same-vaccine",
    events: ["R1+R2 same-vaccine"],
  },
  {
    what: "1: a part of a combination",
    a: { ...GIVEN, vaccine: "pediarix" },
    b: { ...KNOWN, vaccine: "ipv" },
    rule: "same-vaccine",
    events: ["R1+R2 same-vaccine"],
  },
  {
    what: "1 boundary: the day after is not one day",
    a: { ...GIVEN, day: "20250105" },
    b: { ...GIVEN, site: "S2", day: "20250106" },
    rule: "near-date-both-given",
    events: ["R1 only [review]", "R2 only [review]"],
  },
  {
    what: "2: two products, both given, two lots",
    a: { ...GIVEN, vaccine: "flu150" },
    b: { ...GIVEN, site: "S2", vaccine: "flu140", lot: "L2" },
    rule: "two-lots",
    events: ["R1 only [same-day-conflict]", "R2 only [same-day-conflict]"],
  },
  {
    what: "2 before 1: a combination and its part, both given from two lots",
    a: { ...GIVEN, vaccine: "pediarix" },
    b: { ...GIVEN, site: "S2", vaccine: "ipv", lot: "L2" },
    rule: "two-lots",
    events: ["R1 only [same-day-conflict]", "R2 only [same-day-conflict]"],
  },
  {
    what: "2 boundary: both given, one lot: kept apart all the same",
    a: { ...GIVEN, vaccine: "flu150" },
    b: { ...GIVEN, site: "S2", vaccine: "flu140", lot: "lot1" },
    rule: "same-day-both-given",
    events: ["R1 only [same-day-conflict]", "R2 only [same-day-conflict]"],
  },
  {
    what: "3: another product of the group from history",
    a: { ...GIVEN, vaccine: "flu150" },
    b: { ...KNOWN, vaccine: "flu140" },
    rule: "history-of-given",
    events: ["R1+R2 history-of-given"],
  },
  {
    what: "3 boundary: another group is another dose",
    a: GIVEN,
    b: { ...KNOWN, vaccine: "hepB" },
    rule: "other-vaccine",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "4: a day off in history",
    a: { ...GIVEN, day: "20250105" },
    b: { ...KNOWN, day: "20250106" },
    rule: "near-date",
    events: ["R1+R2 near-date [near-date]"],
  },
  {
    what: "4 boundary: ten days off",
    a: { ...GIVEN, day: "20250105" },
    b: { ...KNOWN, day: "20250115" },
    rule: "near-date",
    events: ["R1+R2 near-date [near-date]"],
  },
  {
    what: "4 boundary: eleven days off",
    a: { ...GIVEN, day: "20250105" },
    b: { ...KNOWN, day: "20250116" },
    rule: "otherwise",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "4 boundary: one site tells two days",
    a: { ...GIVEN, day: "20250105" },
    b: { ...KNOWN, site: "S1", day: "20250106" },
    rule: "otherwise",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "4 boundary: two lots",
    a: { ...GIVEN, day: "20250105" },
    b: { ...KNOWN, day: "20250106", lot: "L2" },
    rule: "otherwise",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "4 boundary: rabies is given again after three days",
    a: { ...GIVEN, vaccine: "rabies", day: "20250105" },
    b: { ...KNOWN, vaccine: "rabies", day: "20250108" },
    rule: "otherwise",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "5: twenty-three days apart, both given",
    a: { ...GIVEN, day: "20250101" },
    b: { ...GIVEN, site: "S2", day: "20250124" },
    rule: "near-date-both-given",
    events: ["R1 only [review]", "R2 only [review]"],
  },
  {
    what: "5 boundary: twenty-four days apart",
    a: { ...GIVEN, day: "20250101" },
    b: { ...GIVEN, site: "S2", day: "20250125" },
    rule: "otherwise",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "7: one site, two days, both given",
    a: { ...GIVEN, day: "20250101" },
    b: { ...GIVEN, number: "V2^NPC", day: "20250104" },
    rule: "otherwise",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "a refusal beside a dose is no dose",
    a: GIVEN,
    b: { ...GIVEN, number: "9999^NPC", completion: "RE" },
    rule: "other-kind",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "one refusal told by two sites",
    a: { number: "9999^NPC", completion: "RE" },
    b: { number: "9999^NPC", completion: "RE", site: "S2" },
    rule: "same-happening",
    events: ["R1+R2 same-happening"],
  },
  {
    what: "two statements of one day",
    a: {
      number: "9999^NPC",
      vaccine: "none",
      completion: "NA",
      observations: ["CE|59784-9^Disease^LN|1|38907003^Varicella^SCT||||||F|||20250902"],
    },
    b: {
      number: "9999^NPC",
      vaccine: "none",
      completion: "NA",
      observations: ["CE|59784-9^Disease^LN|1|14189004^Measles^SCT||||||F|||20250902"],
    },
    rule: "other-kind",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "a code of no table equals only itself",
    a: { ...GIVEN, vaccine: "unknown" },
    b: { ...KNOWN, vaccine: "unknown" },
    rule: "same-vaccine",
    events: ["R1+R2 same-vaccine"],
  },
  {
    what: "a code of no table and a known one",
    a: { ...GIVEN, vaccine: "unknown" },
    b: KNOWN,
    rule: "other-vaccine",
    events: ["R1 only", "R2 only"],
  },
  {
    what: "what is no vaccine equals itself alone",
    a: { ...GIVEN, vaccine: "globulin" },
    b: { ...KNOWN, vaccine: "globulin" },
    rule: "same-vaccine",
    events: ["R1+R2 same-vaccine"],
  },
];

function viewOf(stored: StoredReport): Parameters<typeof ruleFor>[0] {
  const view = recordView(stored, CODES);
  if (view === undefined) throw new Error("not living");
  return view;
}

describe("consolidate() by the rule table", () => {
  test.each(PAIRS)("$what", ({ a, b, rule, events }) => {
    const [first, second] = [recordOf("R1", a), recordOf("R2", b)];
    expect(ruleFor(viewOf(first), viewOf(second)).id).toBe(rule);
    expect(ruleFor(viewOf(second), viewOf(first)).id).toBe(rule);
    expect(summary(eventsOf([first, second]))).toEqual(events);
  });

  test("every row decides a pair of this table", () => {
    const used = new Set(PAIRS.map(({ rule }) => rule));
    expect(CONSOLIDATION_RULES.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
  });
});

describe("consolidate() with more than two records", () => {
  test("gives a combination both of its parts", () => {
    expect(
      summary(
        eventsOfTold([
          { ...GIVEN, vaccine: "pediarix" },
          { ...KNOWN, vaccine: "ipv" },
          { ...KNOWN, vaccine: "hepB", number: "V2^NPC" },
        ]),
      ),
    ).toEqual(["R1+R2+R3 same-vaccine"]);
  });

  test("gives a memory to the dose of its own code where two doses could take it", () => {
    expect(
      summary(
        eventsOfTold([
          { ...GIVEN, vaccine: "flu150" },
          { ...GIVEN, site: "S2", vaccine: "flu140", lot: "L2" },
          { ...KNOWN, site: "S3", vaccine: "flu140" },
        ]),
      ),
    ).toEqual(["R1 only [same-day-conflict]", "R2+R3 same-vaccine [same-day-conflict]"]);
  });

  test("never puts two doses of one site into one event for a dose between them", () => {
    const events = eventsOfTold([
      { ...GIVEN, day: "20250105" },
      { ...KNOWN, day: "20250102" },
      { ...KNOWN, day: "20250108", number: "V2^NPC" },
    ]);
    expect(events).toHaveLength(2);
  });

  test("counts no deleted and no withdrawn record", () => {
    const deleted = recordOf("R1", { ...GIVEN, action: "D" });
    const living = recordOf("R2", { ...GIVEN, vaccine: "hepB" });
    expect(summary(eventsOf([deleted, living]))).toEqual(["R2 only"]);
  });
});

describe("consolidate() chooses the best record", () => {
  test.each([
    { what: "given before provider", best: { informationSource: "00" }, other: { informationSource: "02" } },
    { what: "provider before school", best: { informationSource: "02" }, other: { informationSource: "07" } },
    {
      what: "registry before birth certificate",
      best: { informationSource: "05" },
      other: { informationSource: "06" },
    },
    { what: "school before recall", best: { informationSource: "07" }, other: { informationSource: "04" } },
    {
      what: "complete before bare",
      best: { informationSource: "01", lot: "L1" },
      other: { informationSource: "01", minute: 9 },
    },
    {
      what: "new before old",
      best: { informationSource: "01", minute: 9 },
      other: { informationSource: "01" },
    },
  ])("$what", ({ best, other }) => {
    const [event] = eventsOf([
      recordOf("R1", { site: "S1", ...other }),
      recordOf("R2", { site: "S2", ...best }),
    ]);
    expect([event?.bestReportId, event?.members.length]).toEqual(["R2", 2]);
  });

  test("does not let a nightly repetition make a record newer", () => {
    const repeated = recordOf("R1", { site: "S1", informationSource: "01" });
    const [revision] = repeated.revisions;
    const again = { ...revision.sources[0], messageId: "later", asOfMs: revision.sources[0].asOfMs + 9e9 };
    const stored: StoredReport = {
      ...repeated,
      revisions: [{ ...revision, sources: [revision.sources[0], again] }],
    };
    const [event] = eventsOf([stored, recordOf("R2", { site: "S2", informationSource: "01", minute: 5 })]);
    expect(event?.bestReportId).toBe("R2");
  });

  test("takes the day and the code of the given dose", () => {
    const [event] = eventsOfTold([
      { ...KNOWN, vaccine: "dtapAny", day: "20250103" },
      { ...GIVEN, vaccine: "dtap", day: "20250105" },
    ]);
    expect(event).toMatchObject({ kind: "given", date: day("2025-01-05"), cvx: "20", groups: ["107"] });
  });
});

describe("consolidate() fills silent fields", () => {
  const LOT = {
    lot: "L7",
    set: { expires: "20270101", manufacturer: { code: "MSD", text: "", system: "MVX" } },
  };

  test("from a record of the same code, and says from which", () => {
    const [event] = eventsOfTold([
      { ...GIVEN, set: { lot: "", expires: "" } },
      { ...KNOWN, ...LOT },
    ]);
    expect(event).toMatchObject({
      bestReportId: "R1",
      filled: { lot: "R2", expires: "R2", manufacturer: "R2" },
    });
  });

  test("with nothing from a record of another code", () => {
    const [event] = eventsOfTold([
      { ...GIVEN, vaccine: "dtap", set: { lot: "" } },
      { ...KNOWN, vaccine: "dtap5", ...LOT },
    ]);
    expect(event).toMatchObject({ members: [{ reportId: "R1" }, { reportId: "R2" }], filled: {} });
  });

  test("with no expiry date and no maker of another lot", () => {
    const [event] = eventsOfTold([GIVEN, { ...KNOWN, ...LOT }]);
    expect(event).toMatchObject({ bestReportId: "R1", members: [{}, { reportId: "R2" }], filled: {} });
  });

  test("with the expiry date of its own lot", () => {
    const [event] = eventsOfTold([GIVEN, { ...KNOWN, ...LOT, lot: "LOT1" }]);
    expect(event?.filled).toEqual({ expires: "R2", manufacturer: "R2" });
  });

  test("with the expiry date and maker of the record that gives the lot", () => {
    const [event] = eventsOfTold([
      { ...GIVEN, set: { lot: "" } },
      { ...KNOWN, lot: "L8", informationSource: "02" },
      { ...KNOWN, ...LOT, site: "S3", informationSource: "04" },
    ]);
    expect(event).toMatchObject({ bestReportId: "R1", members: [{}, {}, {}], filled: { lot: "R2" } });
    expect(event?.filled.expires).toBeUndefined();
  });
});

function idWith(events: readonly VaccinationEvent[], reportId: string): string | undefined {
  return events.find(({ members }) => members.some((member) => member.reportId === reportId))?.id;
}

describe("consolidate() keeps ids", () => {
  const records = [
    recordOf("R1", GIVEN),
    recordOf("R2", { ...KNOWN, vaccine: "hepB" }),
    recordOf("R3", { ...KNOWN, site: "S3" }),
  ];
  const before = eventsOf(records);

  test("for what did not change", () => {
    expect(eventsOf(records.toReversed(), before)).toEqual(before);
  });

  test("for a dose whose best record is deleted while another one stays", () => {
    const [, ...left] = records;
    const after = eventsOf(left, before);
    expect(idWith(after, "R3")).toBe(idWith(before, "R1"));
  });

  test("the older one where two events become one, a new one where one becomes two", () => {
    const two = eventsOf([recordOf("R1", GIVEN), recordOf("R2", { ...KNOWN, vaccine: "hepB" })]);
    const [one] = eventsOf([recordOf("R1", GIVEN), recordOf("R2", KNOWN)], two);
    expect(one?.id).toBe("E01");
    const again = consolidate([recordOf("R1", GIVEN), recordOf("R2", { ...KNOWN, vaccine: "hepB" })], {
      codes: CODES,
      previous: one === undefined ? [] : [one],
      newId: countingIds("N"),
    });
    expect(again.map(({ id, bestReportId }) => [bestReportId, id])).toEqual([
      ["R1", "E01"],
      ["R2", "N01"],
    ]);
  });
});

describe("consolidate() whatever the records", () => {
  const told = fc.record({
    site: fc.constantFrom("S1", "S2", "S3"),
    number: fc.constantFrom("V1^NPC", "V2^NPC", "V3^NPC"),
    vaccine: fc.constantFrom("dtap", "dtap5", "dtapAny", "pediarix", "ipv", "hepB", "rabies", "none"),
    day: fc.constantFrom("20250101", "20250102", "20250108", "20250111", "20250124"),
    informationSource: fc.constantFrom("00", "01", "02", "04"),
    lot: fc.constantFrom("L1", "L2", ""),
    minute: fc.integer({ min: 0, max: 3 }),
  });
  const sets = fc
    .array(told, { minLength: 1, maxLength: 9 })
    .map((list) => list.map((one, index) => recordOf(`R${index + 1}`, one)));

  test("the order of the records changes nothing, ids included", () => {
    fc.assert(
      fc.property(
        sets.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
        ),
        ([records, shuffled]) => {
          const events = eventsOf(records);
          expect(eventsOf(shuffled)).toEqual(events);
          expect(eventsOf(shuffled, events)).toEqual(events);
        },
      ),
      { numRuns: 80 },
    );
  });

  test("every living record is in one event, and doses given by one site on two days never share one", () => {
    fc.assert(
      fc.property(sets, (records) => {
        const events = eventsOf(records);
        const members = events.flatMap((event) => event.members.map(({ reportId }) => reportId));
        expect(members.toSorted()).toEqual(records.map(({ id }) => id).toSorted());
        const viewById = new Map(records.map((record) => [record.id, viewOf(record)]));
        for (const event of events) {
          const days = event.members
            .map(({ reportId }) => viewById.get(reportId))
            .filter((view) => view?.content.kind === "given")
            .map((view) => view?.content.date);
          expect(new Set(days).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 80 },
    );
  });
});
