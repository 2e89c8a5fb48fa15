import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setMessagesWithdrawn } from "../../src/registry/withdraw-messages.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import {
  BASE_QUERY,
  BASE_UPDATE,
  HISTORICAL_DOSE,
  insertSegment,
  removeSegment,
  withoutOrder,
} from "../support/conformance-messages.ts";
import { type EngineKind, ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { type Edit, editMessage } from "../support/edit-message.ts";
import { openSpine, type RegistrySpine, type TestSite } from "../support/registry-spine.ts";

let controlIds = 0;

/** B with fields replaced, under a control id of its own and sent one second after the one before. */
function update(...edits: readonly Edit[]): string {
  controlIds += 1;
  return editMessage(BASE_UPDATE, [
    { segment: "MSH", field: 10, value: `U-${controlIds}` },
    { segment: "MSH", field: 7, value: `202601140930${String(controlIds % 60).padStart(2, "0")}-0600` },
    ...edits,
  ]);
}

const pid = (field: number, value: string): Edit => ({ segment: "PID", field, value });
const rxa = (field: number, value: string): Edit => ({ segment: "RXA", field, value });
const sentAt = (value: string): Edit => ({ segment: "MSH", field: 7, value });
const from = (value: string): Edit => ({ segment: "MSH", field: 4, value });
const order = (value: string): Edit => ({ segment: "ORC", field: 3, value });

const withMother = (born: string, ...edits: readonly Edit[]): string =>
  insertSegment(
    update(...edits),
    {
      after: "PID",
    },
    `NK1|1|Testperch^Maren^^^^^L|MTH^Mother^HL70063|||||||||||||${born}`,
  );

/** A child of other names and days than B's, under B's number unless told. */
const OTHER_CHILD = [pid(5, "Quillback^Marlow^^^^^L"), pid(7, "20190722"), pid(8, "M")];

const codesOf = (answer: readonly string[]): string => answer[1]?.split("|")[1] ?? "";
const rulesOf = (answer: readonly string[]): readonly string[] =>
  answer.filter((line) => line.startsWith("ERR|")).map((line) => line.split("|")[7] ?? "");

beforeEach(() => {
  controlIds = 0;
});

/** As a sender does: what was not taken is sent again, unchanged. */
async function sendUntilTaken(to: RegistrySpine, message: string, left = 20): Promise<readonly string[]> {
  try {
    return await to.send(message);
  } catch (error) {
    if (left === 0 || !(error instanceof GatewayError) || error.code !== "unavailable") throw error;
    return sendUntilTaken(to, message, left - 1);
  }
}

const REGISTRY_TABLES = [
  "patient",
  "patient_source",
  "patient_identifier",
  "match_key",
  "match_review",
  "vaccination_report",
  "vaccination_event",
  "message_source",
] as const;

/** Every value of the registry's tables as one text, bytes as their Latin-1 characters. */
async function everythingIn({ database }: RegistrySpine): Promise<string> {
  const texts: string[] = [];
  for (const table of REGISTRY_TABLES) {
    // Keys are numbers of 64 bits, which SQLite would not give as JavaScript's.
    const key =
      table === "patient_identifier" || table === "match_key" ? sql`cast(key as text) as key` : sql`*`;
    const columns =
      table === "patient_source" || table === "vaccination_report" ? sql`id, patient_id, document` : key;
    const { rows } = await sql<Record<string, unknown>>`select ${columns} from ${sql.table(table)}`.execute(
      database.kysely,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const value of rows.flatMap((row) => Object.values(row)))
      texts.push(value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value));
  }
  return texts.join("\n");
}

/** One line a person: its doses as date, CVX and lot. */
async function dosesOf(spine: RegistrySpine): Promise<readonly string[]> {
  const people = await spine.people();
  return people.map(({ records }) => {
    const lotOf = new Map(
      records.reports.map(({ report }) => [report.id, report.revisions.at(-1)?.content.lot ?? ""]),
    );
    const doses = records.events.map(({ date, cvx, bestReportId }) =>
      `${date} ${cvx} ${lotOf.get(bestReportId) ?? ""}`.trim(),
    );
    return doses.toSorted().join(", ");
  });
}

const V1 = "2026-01-05 03 L123";

describe.each(ENGINES)("recordUpdate() on %s", (engine: EngineKind) => {
  let place: TestPlace;
  let spine: RegistrySpine;
  beforeEach(async () => {
    place = await freshPlace(engine);
    spine = await openSpine(place);
  });
  afterEach(() => place.remove());

  test.each([
    { id: "V01", what: "one dose", messages: () => [update()], doses: [V1] },
    {
      id: "V02",
      what: "a given and a historical dose",
      messages: () => [update() + HISTORICAL_DOSE],
      doses: [`2025-03-10 21, ${V1}`],
    },
    {
      id: "V05",
      what: "an update of the lot",
      messages: () => [update(), update(rxa(21, "U"), rxa(15, "L124"))],
      doses: ["2026-01-05 03 L124"],
    },
    { id: "V06", what: "a delete", messages: () => [update(), update(rxa(21, "D"))], doses: [""] },
    {
      id: "V07",
      what: "a delete of an unknown dose",
      messages: () => [update(), update(rxa(21, "D"), order("V99^NPC"))],
      doses: [V1],
    },
    { id: "V08", what: "demographics only", messages: () => [withoutOrder(update())], doses: [""] },
    {
      id: "V09",
      what: "a message without PID",
      messages: () => [removeSegment(update(), "PID|")],
      doses: [],
    },
    {
      id: "V31",
      what: "a refused dose, the person stays",
      messages: () => [update(rxa(3, ""))],
      doses: [""],
    },
    {
      id: "V35",
      what: "one refused dose of two",
      messages: () => [update(rxa(5, "9Z9^mystery^CVX")) + HISTORICAL_DOSE],
      doses: ["2025-03-10 21"],
    },
    { id: "V40", what: "a dose without unit", messages: () => [update(rxa(7, ""))], doses: [V1] },
    {
      id: "M01",
      what: "another type",
      messages: () => [update({ segment: "MSH", field: 9, value: "ADT^A04^ADT_A01" })],
      doses: [],
    },
    {
      id: "T12",
      what: "the same message twice",
      messages: () => {
        const one = update();
        return [one, one];
      },
      doses: [V1],
    },
    {
      id: "T13",
      what: "the same content under another MSH-10",
      messages: () => [update(), update()],
      doses: [V1],
    },
    {
      id: "T16",
      what: "twins under one number",
      messages: () => [update(pid(24, "Y"), pid(25, "1")), update(pid(24, "Y"), pid(25, "2"))],
      doses: [V1, V1],
    },
    {
      id: "D22",
      what: "a D, then the older A",
      messages: () => [
        update(rxa(21, "D"), sentAt("20260115080000-0600")),
        update(sentAt("20260114080000-0600")),
      ],
      doses: [""],
    },
    {
      id: "one MRN",
      what: "two patients under one number",
      messages: () => [update(), update(...OTHER_CHILD, order("V7^NPC"))],
      doses: [V1, V1],
    },
    {
      id: "one key",
      what: "one order number on two patients",
      messages: () => [update(), update(...OTHER_CHILD, pid(3, "MRN200^^^NPC^MR"))],
      doses: [V1, V1],
    },
  ])("$id: $what", async ({ messages, doses }) => {
    for (const message of messages()) await spine.send(message);
    expect(await dosesOf(spine)).toEqual(doses);
  });

  test("a dose sent for the wrong chart and corrected keeps its true place, in both orders", async () => {
    const chart = [...OTHER_CHILD, pid(3, "MRN200^^^NPC^MR")];
    const wrong = update();
    const taken = update(rxa(21, "D"));
    const right = update(...chart);
    for (const message of [wrong, taken, right])
      expect(["AA", "AE"]).toContain(codesOf(await spine.send(message)));
    expect(await dosesOf(spine)).toEqual(["", V1]);

    const second = await openSpine(await otherPlace());
    for (const message of [wrong, right, taken]) await second.send(message);
    expect(await dosesOf(second)).toEqual(["", V1]);
  });

  const places: TestPlace[] = [];
  const otherPlace = async (): Promise<TestPlace> => {
    const fresh = await freshPlace(engine);
    places.push(fresh);
    return fresh;
  };
  afterEach(async () => {
    for (const one of places.splice(0)) await one.remove();
  });

  test("50 messages at once on one new child make one person with every dose", async () => {
    const messages = Array.from({ length: 50 }, (_none, index) =>
      update(
        order(`W${index}^NPC`),
        rxa(
          3,
          `2025${String(1 + (index % 12)).padStart(2, "0")}${String(1 + Math.floor(index / 12)).padStart(2, "0")}`,
        ),
      ),
    );
    const other = await openSpine(place);
    const answers = await Promise.all(
      messages.map((message, index) => sendUntilTaken(index % 2 === 0 ? spine : other, message)),
    );
    expect(new Set(answers.map(codesOf))).toEqual(new Set(["AA"]));
    const people = await spine.people();
    expect(people).toHaveLength(1);
    expect(people[0]?.records.reports).toHaveLength(50);
  });

  test("a number on two patients of one site is told to the sender and put before staff", async () => {
    await spine.send(update());
    const answer = await spine.send(update(...OTHER_CHILD, order("V7^NPC")));
    const ofRegistry = rulesOf(answer).filter((rule) => rule.startsWith("REG-"));
    expect([codesOf(answer), ...ofRegistry]).toEqual(["AE", "REG-IDENTIFIER-REUSED"]);
    const pairs = await spine.database.kysely
      .selectFrom("match_review")
      .select(["reason", "decision"])
      .execute();
    expect(pairs).toEqual([{ reason: "one-identifier", decision: null }]);
  });

  test.each([
    ["as a second number", [pid(3, "Z7^^^OTHER^MR~MRN100^^^NPC^MR")], "9998"],
    ["at another site of the organization", [from("9999")], "9999"],
  ] as const)("a number of two patients is told also %s", async (_what, edits, site) => {
    spine = await openSpine(place, { owners: { "9999": "org-a" } });
    await spine.send(update());
    const answer = await spine.send(update(...OTHER_CHILD, order("V7^NPC"), ...edits), site);
    expect(rulesOf(answer)).toContain("REG-IDENTIFIER-REUSED");
  });

  test("a chart that may be a known person is a new one, every night the same, with one pair for staff", async () => {
    await spine.send(update(pid(11, "1712 Walleye Ln^^Bemidji^MN^56601")));
    const alike = [
      pid(3, "Z9^^^OTHER^MR"),
      pid(5, "Testperch^Wrenna^^^^^L"),
      pid(11, "1712 Walleye Ln^^Bemidji^MN^56601"),
    ];
    for (let night = 0; night < 3; night += 1) await spine.send(update(...alike));
    expect(await spine.people()).toHaveLength(2);
    const pairs = await spine.database.kysely.selectFrom("match_review").select("reason").execute();
    expect(pairs).toEqual([{ reason: "possible" }]);
  });

  test("a refused message and a replay record nothing", async () => {
    await spine.send(update(pid(7, "")));
    expect(await spine.people()).toEqual([]);
    const message = update();
    await spine.send(message);
    const [before] = await spine.people();
    await spine.send(message);
    expect(await spine.people()).toEqual([before]);
  });

  test("no column of the registry tells who somebody is", async () => {
    await spine.send(update(pid(5, "Zzcanary^Wrennabel^^^^^L"), pid(11, "77 Canary Ct^^Ely^MN^55731")));
    await spine.send(
      update(
        pid(5, "Zzcanary^Wrenna^^^^^L"),
        pid(3, "CANARY7^^^NPC^MR"),
        pid(11, "77 Canary Ct^^Ely^MN^55731"),
      ),
    );
    const everything = await everythingIn(spine);
    expect(everything).toContain("org-a");
    expect(everything).not.toMatch(/canary|wrenna|MRN100|V1\^?NPC|L123|2024-?03-?09/i);
  });

  test("organizations whose plans say test data share it, and no other does (decision D23)", async () => {
    const sharing = await openSpine(place, { sharers: ["org-a", "org-b"] });
    await sharing.send(update());
    await sharing.send(update(from("9999"), order("X1^OTHER"), rxa(3, "20251201"), rxa(15, "L9")), "9999");
    await sharing.send(update(from("8888")), "8888");
    expect((await spine.people()).map(({ person }) => person.scope)).toEqual(["org-a", "org-c"]);
    const doses = async (site: TestSite): Promise<number> => {
      const query = editMessage(BASE_QUERY, [from(site)]);
      return (await sharing.send(query, site)).filter((line) => line.startsWith("RXA|")).length;
    };
    expect([await doses("9998"), await doses("9999"), await doses("8888")]).toEqual([2, 2, 1]);
  });

  test("what an organization reports in test is nobody's but its own", async () => {
    await spine.send(update());
    const foreign = update({ segment: "MSH", field: 4, value: "9999" });
    await spine.send(foreign, "9999");
    expect((await spine.people()).map(({ person }) => person.scope)).toEqual(["org-a", "org-b"]);
  });
});

describe("recordUpdate() on what is known of a person", () => {
  let place: TestPlace;
  let spine: RegistrySpine;
  beforeEach(async () => {
    place = await freshPlace("sqlite");
    spine = await openSpine(place, { realm: "production" });
  });
  afterEach(() => place.remove());

  const asked = async (site: "9998" | "9999" = "9998"): Promise<string> => {
    const query = editMessage(BASE_QUERY, [{ segment: "MSH", field: 4, value: site }]);
    return (await spine.send(query, site)).find((line) => line.startsWith("PID|")) ?? "";
  };

  test.each([
    ["before", "20250101", true],
    ["nine years after", "20150401", true],
    ["ten years after", "20140309", false],
    ["on an unknown day after", "", false],
  ])("a child born %s its mother is told so and kept", async (_what, born, isTold) => {
    const answer = await spine.send(withMother(born));
    expect(rulesOf(answer).includes("REG-MOTHER-AGE")).toBe(isTold);
    expect(await dosesOf(spine)).toEqual([V1]);
  });

  test("a mother's birth date that was sent before holds against a later report", async () => {
    await spine.send(withMother("19990101"));
    expect(rulesOf(await spine.send(update(pid(7, "20040309"))))).toContain("REG-MOTHER-AGE");
  });

  test("a mother's birth date that another organization sent is put before staff, never into the answer", async () => {
    await spine.send(withMother("20150401"));
    const answer = await spine.send(update(from("9999"), order("X1^OTHER")), "9999");
    expect(codesOf(answer)).toBe("AA");
    const listed = (onlooker: "staff" | "sender") =>
      spine.browser.list({ organizationId: "org-b", limit: 5, onlooker });
    const [seen, unseen] = [await listed("staff"), await listed("sender")];
    expect(seen[0]?.findings.map(({ rule }) => rule)).toContain("REG-MOTHER-AGE-ELSEWHERE");
    expect(unseen[0]?.findings.map(({ rule }) => rule)).not.toContain("REG-MOTHER-AGE-ELSEWHERE");
    const byRule = { organizationId: "org-b", limit: 5, ruleId: "REG-MOTHER-AGE-ELSEWHERE" };
    expect(await spine.browser.list(byRule)).toEqual([]);
    expect(await spine.browser.list({ ...byRule, onlooker: "staff" })).toHaveLength(1);
  });

  test("a message shows what became of each of its orders", async () => {
    const shown = async (index: number) => {
      const listed = await spine.browser.list({ organizationId: "org-a", limit: 10 });
      const id = listed.at(-1 - index)?.id ?? "";
      const { orders, patientId, withdrawnAt } = (await spine.browser.show(id, "staff")) ?? {};
      return { id, orders, patientId, withdrawnAt };
    };
    await spine.send(update() + HISTORICAL_DOSE);
    const [one] = await spine.people();
    expect((await shown(0)).orders).toEqual([
      { rxa: 1, state: "holds" },
      { rxa: 2, state: "holds" },
    ]);
    expect((await shown(0)).patientId).toBe(one?.person.id);
    await spine.send(update(rxa(21, "U"), rxa(15, "L124")));
    const second = (await shown(1)).id;
    expect((await shown(0)).orders?.[0]).toEqual({ rxa: 1, state: "replaced", byMessageId: second });
    await spine.send(update(rxa(21, "D")));
    const third = await shown(2);
    expect(third.orders).toEqual([{ rxa: 1, state: "deletes" }]);
    expect((await shown(1)).orders).toEqual([{ rxa: 1, state: "deleted", byMessageId: third.id }]);
    await spine.store.transaction("void", ({ registry, curation }) =>
      setMessagesWithdrawn(
        { registry, curation, codes: spine.codes, newId: () => "x", nowMs: spine.nowMs, by: "test" },
        [third.id],
        true,
      ),
    );
    expect(await shown(2)).toMatchObject({
      orders: [{ rxa: 1, state: "withdrawn" }],
      withdrawnAt: new Date(spine.nowMs).toISOString(),
    });
    expect((await shown(1)).orders).toEqual([{ rxa: 1, state: "holds" }]);
  });

  test("in production what two organizations report is one person", async () => {
    await spine.send(update());
    await spine.send(update({ segment: "MSH", field: 4, value: "9999" }, order("X1^OTHER")), "9999");
    expect(await dosesOf(spine)).toEqual([V1]);
  });

  test("an ACK is the same whatever another organization reported", async () => {
    const foreign = { segment: "MSH", field: 4, value: "9999" };
    await spine.send(update());
    const alone = await openSpine(await freshAlone(), { realm: "production" });
    for (const message of [update(foreign), update(foreign, ...OTHER_CHILD), update(foreign, rxa(21, "D"))]) {
      const [here, there] = [await spine.send(message, "9999"), await alone.send(message, "9999")];
      expect(here.slice(1)).toEqual(there.slice(1));
    }
  });

  const alonePlaces: TestPlace[] = [];
  const freshAlone = async (): Promise<TestPlace> => {
    const fresh = await freshPlace("sqlite");
    alonePlaces.push(fresh);
    return fresh;
  };
  afterEach(async () => {
    for (const one of alonePlaces.splice(0)) await one.remove();
  });

  test("an unknown sex and an empty phone take nothing away", async () => {
    await spine.send(update(pid(13, "^PRN^PH^^^218^5550142")));
    await spine.send(update(pid(8, "U"), pid(13, '""')));
    expect(await asked()).toMatch(/\|20240309\|F\|.*\|\^PRN\^PH\^\^\^218\^5550142/);
  });

  test("a name that is none takes nothing away, and finds no person of another chart", async () => {
    const nameless = pid(5, "UNKNOWN^UNKNOWN^^^^^L");
    await spine.send(update());
    await spine.send(update(from("9999"), nameless, order("X1^OTHER"), rxa(3, "20260106")), "9999");
    expect(await dosesOf(spine)).toHaveLength(2);
    await spine.send(update(nameless, order("V9^NPC"), rxa(3, "20260107")));
    expect(await dosesOf(spine)).toHaveLength(2);
    expect(await asked()).toContain("Testperch^Wren");
  });

  test("an older message changes no newer name", async () => {
    await spine.send(update(sentAt("20260114100000-0600"), pid(5, "Testperch^Wren^Odette^^^^L")));
    await spine.send(update(sentAt("20260113100000-0600"), pid(5, "Testperch^Wren^Olive^^^^L")));
    expect(await asked()).toContain("Testperch^Wren^Odette");
  });
});
