import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyReports } from "../../../src/registry/vaccination/apply-reports.ts";
import { currentState, setWithdrawn } from "../../../src/registry/vaccination/current-state.ts";
import { CODES, countingIds, readReportsOf } from "../../support/read-reports-of.ts";
import { livingDoses, type Sent, sentMessage, tell } from "../../support/pure-records.ts";

interface Scenario {
  readonly what: string;
  readonly messages: readonly Sent[];
  readonly doses: readonly string[];
  /** Of the last message. */
  readonly findings: readonly string[];
}

const MMR = "2026-01-05 03 LOT1";

describe("applyReports() adds, updates and deletes (decisions D11, D18)", () => {
  test.each<Scenario>([
    { what: "V01 stores a dose", messages: [{}], doses: [MMR], findings: [] },
    {
      what: "V05 updates its lot",
      messages: [{}, { minute: 1, action: "U", lot: "L124" }],
      doses: ["2026-01-05 03 L124"],
      findings: [],
    },
    { what: "V06 deletes it", messages: [{}, { minute: 1, action: "D" }], doses: [], findings: [] },
    {
      what: "V07 deletes nothing under a number never sent",
      messages: [{}, { minute: 1, action: "D", number: "V99^NPC" }],
      doses: [MMR],
      findings: ["REG-DELETE-UNKNOWN W"],
    },
    {
      what: "T13 keeps one dose when it comes again under a new MSH-10",
      messages: [{}, { minute: 1 }],
      doses: [MMR],
      findings: [],
    },
    {
      what: "adds what an update does not find, and says so",
      messages: [{ action: "U" }],
      doses: [MMR],
      findings: ["REG-UPDATE-UNKNOWN I"],
    },
    {
      what: "deletes twice without harm",
      messages: [{}, { minute: 1, action: "D" }, { minute: 2, action: "D" }],
      doses: [],
      findings: ["REG-DELETED-BEFORE I"],
    },
    {
      what: "lets a deleted dose live again when it is sent later",
      messages: [{}, { minute: 1, action: "D" }, { minute: 2 }],
      doses: [MMR],
      findings: [],
    },
    {
      what: "deletes only for the site that owns the number",
      messages: [{}, { minute: 1, action: "D", site: "7777" }],
      doses: [MMR],
      findings: ["REG-DELETE-UNKNOWN W"],
    },
    {
      what: "does not delete a dose of another vaccine and day under the number",
      messages: [{}, { minute: 1, action: "D", vaccine: "hepB", day: "20250101" }],
      doses: [MMR],
      findings: ["REG-DELETE-UNKNOWN W"],
    },
    {
      what: "does not guess which of two doses under one number a delete means",
      messages: [
        { vaccine: "mmr", day: "20250101" },
        { minute: 1, vaccine: "hepB", day: "20250202" },
        { minute: 2, action: "D", vaccine: "mmr", day: "20250202" },
      ],
      doses: ["2025-01-01 03 LOT1", "2025-02-02 08 LOT1"],
      findings: ["REG-DELETE-UNKNOWN W"],
    },
    {
      what: "deletes a refusal, which has no number, by what it says",
      messages: [
        { number: "9999^NPC", completion: "RE" },
        { minute: 1, number: "9999^NPC", completion: "RE", action: "D" },
      ],
      doses: [],
      findings: [],
    },
    {
      what: "does not delete a dose without a number",
      messages: [{ number: "" }, { minute: 1, number: "", action: "D" }],
      doses: [MMR],
      findings: ["REG-DELETE-UNKNOWN W"],
    },
  ])("$what", ({ messages, doses, findings }) => {
    const told = tell(messages);
    expect(livingDoses(told)).toEqual(doses);
    expect(told.findings.at(-1)).toEqual(findings);
  });

  test("puts ERR 204 at the order number", () => {
    const { allFindings } = tell([{ action: "D" }]);
    expect(allFindings).toMatchObject([
      {
        errorCode: "204",
        severity: "W",
        effect: "keep",
        location: { segment: "ORC", sequence: 1, field: 3, repetition: 1, component: 1 },
      },
    ]);
  });
});

describe("applyReports() holds a number to what it names (decision D22)", () => {
  test.each<Scenario>([
    {
      what: "the vaccine group agrees: the day is corrected",
      messages: [{ vaccine: "dtap" }, { minute: 1, vaccine: "dtap5", day: "20260107" }],
      doses: ["2026-01-07 106 LOT1"],
      findings: ["REG-CORRECTED I"],
    },
    {
      what: "the day agrees: the vaccine is corrected",
      messages: [{ vaccine: "dtap" }, { minute: 1, vaccine: "hepB" }],
      doses: ["2026-01-05 08 LOT1"],
      findings: ["REG-CORRECTED I"],
    },
    {
      what: "both agree: nothing to say",
      messages: [{ vaccine: "dtap" }, { minute: 1, vaccine: "dtap5" }],
      doses: ["2026-01-05 106 LOT1"],
      findings: [],
    },
    {
      what: "neither agrees: another dose",
      messages: [{ vaccine: "dtap" }, { minute: 1, vaccine: "hepB", day: "20250101" }],
      doses: ["2025-01-01 08 LOT1", "2026-01-05 20 LOT1"],
      findings: ["REG-KEY-REUSED I"],
    },
    {
      what: "the vaccine agrees, a year and a lot later: the next dose under an old number",
      messages: [
        { day: "20250103", lot: "A1" },
        { minute: 1, day: "20260105", lot: "B2" },
      ],
      doses: ["2025-01-03 03 A1", "2026-01-05 03 B2"],
      findings: ["REG-KEY-NEXT-DOSE W"],
    },
    {
      what: "the same in the other order",
      messages: [
        { minute: 1, day: "20260105", lot: "B2" },
        { minute: 0, receivedMinute: 2, day: "20250103", lot: "A1" },
      ],
      doses: ["2025-01-03 03 A1", "2026-01-05 03 B2"],
      findings: ["REG-KEY-NEXT-DOSE W"],
    },
    {
      what: "each of them comes again and means its own dose",
      messages: [
        { day: "20250103", lot: "A1" },
        { minute: 1, day: "20260105", lot: "B2" },
        { minute: 2, day: "20250103", lot: "A1" },
        { minute: 3, day: "20260106", lot: "B2" },
      ],
      doses: ["2025-01-03 03 A1", "2026-01-06 03 B2"],
      findings: ["REG-CORRECTED I"],
    },
    {
      what: "two memories of one vaccine a year apart",
      messages: [
        { day: "20250103", lot: "" },
        { minute: 1, day: "20260105", lot: "" },
      ],
      doses: ["2025-01-03 03", "2026-01-05 03"],
      findings: ["REG-KEY-NEXT-DOSE W"],
    },
    {
      what: "one lot on a day far away: the year was corrected",
      messages: [{ day: "20250105" }, { minute: 1, day: "20260105" }],
      doses: [MMR],
      findings: ["REG-CORRECTED I"],
    },
    {
      what: "RXA-21 U on a day far away: a correction whatever the lot",
      messages: [
        { day: "20250103", lot: "A1" },
        { minute: 1, action: "U", lot: "B2" },
      ],
      doses: ["2026-01-05 03 B2"],
      findings: [],
    },
    {
      what: "neither agrees but RXA-21 is U: an update",
      messages: [{ vaccine: "dtap" }, { minute: 1, action: "U", vaccine: "hepB", day: "20250101" }],
      doses: ["2025-01-01 08 LOT1"],
      findings: [],
    },
    {
      what: "an update before the dose that it replaces: the older one changes nothing",
      messages: [
        { minute: 1, action: "U", vaccine: "hepB", day: "20250101" },
        { minute: 0, receivedMinute: 2, vaccine: "dtap" },
      ],
      doses: ["2025-01-01 08 LOT1"],
      findings: ["REG-OLDER I"],
    },
    {
      what: "an old state that comes again late means its own dose",
      messages: [
        { vaccine: "dtap" },
        { minute: 5, action: "U", vaccine: "hepB", day: "20250101" },
        { minute: 1, receivedMinute: 9, vaccine: "dtap" },
      ],
      doses: ["2025-01-01 08 LOT1"],
      findings: ["REG-OLDER I"],
    },
    {
      what: "two doses under a number, the nearer one is updated",
      messages: [
        { vaccine: "dtap" },
        { minute: 1, vaccine: "hepB", day: "20250101" },
        { minute: 2, vaccine: "hepB", day: "20250101", lot: "L9" },
      ],
      doses: ["2025-01-01 08 L9", "2026-01-05 20 LOT1"],
      findings: [],
    },
    {
      what: "the same number of another site is another dose",
      messages: [{}, { minute: 1, site: "7777", lot: "L9" }],
      doses: ["2026-01-05 03 L9", MMR],
      findings: [],
    },
    {
      what: "one number on several doses of a message names none of them",
      messages: [{ more: [{ vaccine: "hepB" }] }, { minute: 1, more: [{ vaccine: "hepB" }] }],
      doses: ["2026-01-05 03 LOT1", "2026-01-05 08 LOT1"],
      findings: ["REG-KEY-REPEATED I", "REG-KEY-REPEATED I"],
    },
    {
      what: "a delete and its new dose in one message end in the new dose",
      messages: [
        { vaccine: "dtap" },
        { minute: 1, action: "D", vaccine: "dtap", more: [{ vaccine: "hepB" }] },
      ],
      doses: ["2026-01-05 08 LOT1"],
      findings: [],
    },
  ])("$what", ({ messages, doses, findings }) => {
    const told = tell(messages);
    expect(livingDoses(told)).toEqual(doses);
    expect(told.findings.at(-1)).toEqual(findings);
  });

  test.each([
    { order: "dose on the wrong chart, delete there, dose on the right chart", indexes: [0, 1, 2] },
    { order: "dose on the wrong chart, dose on the right chart, delete there", indexes: [0, 2, 1] },
    { order: "right chart before the delete and the wrong dose", indexes: [2, 1, 0] },
  ])("corrects a wrong chart: $order", ({ indexes }) => {
    const steps: readonly Sent[] = [
      { minute: 0, person: "WRONG" },
      { minute: 1, person: "WRONG", action: "D" },
      { minute: 2, person: "RIGHT" },
    ];
    const told = tell(indexes.flatMap((index) => ({ ...steps[index], receivedMinute: 10 })));
    expect([livingDoses(told, "WRONG"), livingDoses(told, "RIGHT")]).toEqual([[], [MMR]]);
  });

  test("keeps a dose of each of two people under one number, says so, and updates each alone", () => {
    const told = tell([
      { person: "A" },
      { minute: 1, person: "B" },
      { minute: 2, person: "B", action: "U", lot: "L9" },
      { minute: 3, person: "A", action: "D" },
    ]);
    expect(told.findings).toEqual([[], ["REG-KEY-OTHER-PATIENT I"], [], []]);
    expect([livingDoses(told, "A"), livingDoses(told, "B")]).toEqual([[], ["2026-01-05 03 L9"]]);
  });
});

describe("applyReports() orders by MSH-7 (decision D22)", () => {
  test.each<Scenario>([
    {
      what: "an older add does not overwrite",
      messages: [
        { minute: 5, lot: "NEW" },
        { minute: 1, receivedMinute: 6, lot: "OLD" },
      ],
      doses: ["2026-01-05 03 NEW"],
      findings: ["REG-OLDER I"],
    },
    {
      what: "an older add does not revive",
      messages: [{}, { minute: 5, action: "D" }, { minute: 3, receivedMinute: 6 }],
      doses: [],
      findings: ["REG-OLDER I"],
    },
    {
      what: "a hundred older adds, each of another lot, push no delete out",
      messages: [
        {},
        { minute: 5, action: "D" },
        ...Array.from({ length: 100 }, (_none, index) => {
          return { minute: 3, receivedMinute: 6 + index, lot: `OLD${index}` };
        }),
      ],
      doses: [],
      findings: ["REG-OLDER I"],
    },
    {
      what: "an add that is older than a delete which came before it does not live",
      messages: [
        { minute: 5, action: "D" },
        { minute: 1, receivedMinute: 6 },
      ],
      doses: [],
      findings: ["REG-OLDER I"],
    },
    {
      what: "an older delete does not delete",
      messages: [{ minute: 5 }, { minute: 1, receivedMinute: 6, action: "D" }],
      doses: [MMR],
      findings: ["REG-OLDER I"],
    },
    {
      what: "what was said again after an update still is what holds",
      messages: [
        { lot: "X" },
        { minute: 9, lot: "X" },
        { minute: 5, receivedMinute: 10, action: "U", lot: "Y" },
      ],
      doses: ["2026-01-05 03 X"],
      findings: ["REG-OLDER I"],
    },
    {
      what: "an older message that says the same needs no word",
      messages: [{ minute: 5 }, { minute: 1, receivedMinute: 6 }],
      doses: [MMR],
      findings: [],
    },
    {
      what: "of two in one second the later one received holds",
      messages: [{ lot: "X" }, { receivedMinute: 1, lot: "Y" }],
      doses: ["2026-01-05 03 Y"],
      findings: [],
    },
  ])("$what", ({ messages, doses, findings }) => {
    const told = tell(messages);
    expect(livingDoses(told)).toEqual(doses);
    expect(told.findings.at(-1)).toEqual(findings);
  });

  test("ends in the same doses in whatever order the messages of one record come", () => {
    const sent = fc.record({
      action: fc.constantFrom("A", "U", "D"),
      lot: fc.constantFrom("X", "Y", "Z"),
    });
    fc.assert(
      fc.property(
        fc.array(sent, { minLength: 1, maxLength: 6 }).chain((list) => {
          const timed = list.map((one, minute) => Object.assign({}, one, { minute, receivedMinute: 60 }));
          return fc.tuple(fc.constant(timed), fc.shuffledSubarray(timed, { minLength: timed.length }));
        }),
        ([inOrder, shuffled]) => {
          expect(livingDoses(tell(shuffled))).toEqual(livingDoses(tell(inOrder)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("applyReports() bounds what one organization has of one person (decision D15)", () => {
  test("takes no thousand-and-first order, says so, and goes on correcting those it has", () => {
    const thousand = (tell([{}]).people.get("P1") ?? []).flatMap((one) =>
      Array.from({ length: 1_000 }, (_none, index) => ({
        ...one,
        id: `R${index}`,
        key: index === 0 ? one.key : `K${index}`,
      })),
    );
    const rulesOf = (sent: Sent, organizationId = "ORG-9998"): readonly string[] => {
      const origin = {
        receivedAtMs: Date.parse("2026-01-15T12:00:00Z"),
        messageId: "LATE",
        site: "9998",
        organizationId,
      };
      const { reports } = readReportsOf(sentMessage(sent), origin);
      const context = { newId: countingIds(), codes: CODES, keysElsewhere: new Set<string>() };
      return applyReports(thousand, reports, context).findings.map(
        ({ ruleId, severity }) => `${ruleId} ${severity}`,
      );
    };
    expect(rulesOf({ minute: 1, number: "NEW^NPC" })).toEqual(["REG-TOO-MANY E"]);
    expect(rulesOf({ minute: 1, lot: "L-NEW" })).toEqual([]);
    expect(rulesOf({ minute: 1, number: "NEW^NPC" }, "ORG-OTHER")).toEqual([]);
  });

  test("keeps the states of one record within its characters, the current one among them", () => {
    const states = Array.from({ length: 30 }, (_none, index) => {
      return { minute: 3, receivedMinute: 6 + index, lot: `${index}${"X".repeat(20_000)}` };
    });
    const told = tell([{}, { minute: 5, action: "D" }, ...states]);
    expect(JSON.stringify(told.people.get("P1")).length).toBeLessThan(600_000);
    expect(livingDoses(told)).toEqual([]);
  });
});

describe("applyReports() with exports that repeat themselves", () => {
  test.each<{ readonly what: string; readonly sent: Sent; readonly doses: readonly string[] }>([
    {
      what: "doses with numbers",
      sent: { more: [{ number: "V2^NPC", vaccine: "hepB" }] },
      doses: [MMR, "2026-01-05 08 LOT1"],
    },
    { what: "a dose without a number", sent: { number: "" }, doses: [MMR] },
    {
      what: "two equal doses without a number",
      sent: { number: "", more: [{ number: "" }] },
      doses: [MMR, MMR],
    },
    {
      what: "a refusal",
      sent: { number: "9999^NPC", completion: "RE", vaccine: "flu150" },
      doses: ["2026-01-05 150"],
    },
    {
      what: "two statements of one day",
      sent: {
        number: "9999^NPC",
        vaccine: "none",
        completion: "NA",
        observations: ["CE|59784-9^Disease^LN|1|38907003^Varicella^SCT||||||F|||20250902"],
        more: [
          {
            number: "9999^NPC",
            vaccine: "none",
            completion: "NA",
            observations: ["CE|59784-9^Disease^LN|1|14189004^Measles^SCT||||||F|||20250902"],
          },
        ],
      },
      doses: ["2026-01-05 998", "2026-01-05 998"],
    },
    { what: "a dose of no known code", sent: { vaccine: "unknown" }, doses: ["2026-01-05 899 LOT1"] },
  ])("does not multiply $what", ({ sent, doses }) => {
    const nights = [0, 1, 2, 3].map((minute) => Object.assign({}, sent, { minute }));
    const told = tell(nights);
    expect(livingDoses(told)).toEqual(doses);
    expect(told.people.get("P1")?.every(({ revisions }) => revisions.length === 1)).toBe(true);
  });

  test("writes nothing when the very same message is applied again", () => {
    const { reports } = readReportsOf(sentMessage({ more: [{ number: "" }, { number: "", lot: "L2" }] }));
    const context = { newId: countingIds(), codes: CODES, keysElsewhere: new Set<string>() };
    const first = applyReports([], reports, context);
    const again = applyReports(first.reports.toReversed(), reports, context);
    expect([first.writes.length, again.writes, again.findings]).toEqual([3, [], []]);
  });

  test("does not make a newer dose of an old one that moves within the export", () => {
    const told = tell([
      { number: "V1^NPC" },
      { minute: 1, number: "V0^NPC", vaccine: "hepB", more: [{ number: "V1^NPC" }] },
    ]);
    const moved = told.people.get("P1")?.find(({ key }) => key?.includes("V1"));
    expect(moved?.revisions).toHaveLength(1);
    expect(moved?.revisions[0].sources).toHaveLength(2);
  });

  test("keeps the first and the newest messages of a record, never more than its bound", () => {
    const told = tell(Array.from({ length: 40 }, (_, minute) => ({ minute })));
    const [stored] = told.people.get("P1") ?? [];
    const times = stored?.revisions[0].sources.map(({ asOfMs }) => asOfMs) ?? [];
    expect(times).toHaveLength(10);
    expect(times[9]).toBe((times[0] ?? 0) + 39 * 60_000);
  });
});

function idOf(sent: Sent | undefined): ReadonlySet<string> {
  return new Set([`M${JSON.stringify(sent)}`]);
}

describe("setWithdrawn()", () => {
  const messages: readonly Sent[] = [{ lot: "X" }, { minute: 1, action: "U", lot: "Y" }];
  const told = tell(messages);
  const [stored] = told.people.get("P1") ?? [];
  if (stored === undefined) throw new Error("no record");

  test("lets the state before hold again, and the later one once more when it is given back", () => {
    const without = setWithdrawn(stored, idOf(messages[1]), true);
    expect(currentState(without)).toMatchObject({ kind: "living", content: { lot: "X" } });
    expect(setWithdrawn(without, idOf(messages[1]), false)).toEqual(stored);
  });

  test("takes a record out whose messages are all withdrawn", () => {
    const none = messages.reduce((left, sent) => setWithdrawn(left, idOf(sent), true), stored);
    expect(currentState(none)).toEqual({ kind: "withdrawn" });
  });

  test("leaves what a message never touched as it is", () => {
    expect(setWithdrawn(stored, new Set(["another"]), true)).toBe(stored);
  });
});
