import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateMessages } from "../../scripts/training-messages.ts";
import type { RealmTraffic } from "../../src/onboarding/watch/traffic.ts";
import { openTraffic } from "../../src/composition/open-traffic.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";

const DAY_MS = 86_400_000;
const [RIGHT = "", OTHER = ""] = generateMessages({
  count: 2,
  seed: 3,
  days: ["20260112"],
  faults: [],
  sites: ["9998"],
  processingId: "P",
}).map(({ er7 }) => er7);

/** The message under another control id, without a birth date when it is to be refused. */
function copy(er7: string, controlId: string, isRefused = false): string {
  const segments = er7.split("\r").map((line) => {
    const fields = line.split("|");
    if (fields[0] === "MSH") fields[9] = controlId;
    if (fields[0] === "PID" && isRefused) fields[7] = "";
    return fields.join("|");
  });
  return segments.join("\r");
}

describe.each(ENGINES)("createRealmTraffic() on %s", (engine) => {
  let place: TestPlace;
  let spine: RegistrySpine;
  let traffic: RealmTraffic;
  const fromMs = Date.parse("2026-01-14T06:00:00Z");
  const span = { organizationId: "org-a", fromMs, toMs: fromMs + DAY_MS };

  const sendAt = (ms: number, er7: string) => {
    spine.nowMs = ms;
    return spine.send(er7);
  };

  beforeAll(async () => {
    place = await freshPlace(engine);
    spine = await openSpine(place);
    const vault = place.vault();
    traffic = openTraffic(await place.open({ vault }), vault)("test");
    await sendAt(fromMs - 1, copy(RIGHT, "BEFORE"));
    await sendAt(fromMs, copy(RIGHT, "A1"));
    await sendAt(fromMs + 1, copy(RIGHT, "A2").replace("|P|2.5.1", "|T|2.5.1"));
    await sendAt(fromMs + 2, copy(OTHER, "REFUSED", true));
    await sendAt(fromMs + 3, copy(RIGHT, "Miller 19800101", true));
    await sendAt(fromMs + DAY_MS, copy(RIGHT, "AFTER"));
  });
  afterAll(async () => {
    await place.remove();
  });

  test("countDay() counts a day's answers, and the messages of the sites asked for", async () => {
    const counted = await traffic.countDay({ ...span, kind: "update", sites: ["9998", "9997"] });
    expect(counted).toMatchObject({ messages: 4, AR: 0, bySite: { 9998: 4 } });
    expect(counted.AE).toBeGreaterThanOrEqual(2);
    expect(await traffic.countDay({ ...span, kind: "query", sites: [] })).toMatchObject({ messages: 0 });
    expect(await traffic.countDay({ ...span, organizationId: "org-b", kind: "update", sites: [] })).toEqual({
      messages: 0,
      AE: 0,
      AR: 0,
      bySite: {},
    });
  });

  test("countProcessingIds() counts what MSH-11 says", async () => {
    expect(await traffic.countProcessingIds(span, ["P"])).toBe(3);
    expect(await traffic.countProcessingIds(span, ["T", "D"])).toBe(1);
  });

  test("listFaulty() names messages with an E; a control id that could be a person is left out", async () => {
    const faulty = await traffic.listFaulty(span, 10);
    expect(faulty.map(({ controlId }) => controlId)).toEqual(["REFUSED", ""]);
    expect(faulty[0]?.ruleIds).toEqual([expect.stringContaining("PID-7")]);
    expect(await traffic.listFaulty(span, 1)).toHaveLength(1);
  });

  test("uncorrected() follows the chart of a refused message to a right one", async () => {
    const faulty = await traffic.listFaulty(span, 10);
    const before = await traffic.uncorrected("org-a", faulty);
    // The second one's chart got AFTER.
    expect(before.map(({ controlId }) => controlId)).toEqual(["REFUSED"]);
    await sendAt(fromMs + 2 * DAY_MS, copy(OTHER, "MENDED"));
    expect(await traffic.uncorrected("org-a", faulty)).toEqual([]);
  });

  test("listFindings() gives rules with control ids, errors and warnings only", async () => {
    const found = await traffic.listFindings(span);
    expect(found).toContainEqual({
      ruleId: expect.stringContaining("PID-7"),
      severity: "E",
      controlId: "REFUSED",
    });
    expect(new Set(found.map(({ severity }) => severity)).size).toBeLessThanOrEqual(2);
  });
});
