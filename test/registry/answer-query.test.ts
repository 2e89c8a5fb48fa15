import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import { checkProfile } from "../../src/validation/validate.ts";
import {
  BASE_QUERY,
  BASE_UPDATE,
  findingLine,
  insertSegment,
  messageOf,
  withoutOrder,
} from "../support/conformance-messages.ts";
import { type EngineKind, ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { type Edit, editMessage } from "../support/edit-message.ts";
import type { RegistryUse } from "../support/watched-store.ts";
import { openSpine, REGISTRY_NOW_MS, type RegistrySpine, type TestSite } from "../support/registry-spine.ts";

let sent = 0;

function update(...edits: readonly Edit[]): string {
  sent += 1;
  const minute = String(sent % 60).padStart(2, "0");
  return editMessage(BASE_UPDATE, [
    { segment: "MSH", field: 10, value: `U-${sent}` },
    { segment: "MSH", field: 7, value: `2026011409${minute}12-0600` },
    ...edits,
  ]);
}

function query(...edits: readonly Edit[]): string {
  return editMessage(BASE_QUERY, edits);
}

const pid = (field: number, value: string): Edit => ({ segment: "PID", field, value });
const qpd = (field: number, value: string): Edit => ({ segment: "QPD", field, value });
const rcp = (field: number, value: string): Edit => ({ segment: "RCP", field, value });
const from = (site: TestSite): Edit => ({ segment: "MSH", field: 4, value: site });
const Z44: readonly Edit[] = [
  { segment: "MSH", field: 21, value: "Z44^CDCPHINVS" },
  qpd(1, "Z44^Request Evaluated History and Forecast^CDCPHINVS"),
];
const namesake = (n: number): readonly Edit[] => [pid(3, `N${n}^^^NPC^MR`), pid(7, `199${n}0309`)];
const protectedBy = (message: string, value: string): string =>
  insertSegment(message, { after: "PID" }, `PD1|||||||||||02|${value}|20260114`);

/** What tells the answer apart: profile, MSA-1, QAK-2. */
function outcomeOf(answer: readonly string[]): string {
  const field = (segment: string, number: number): string => {
    const fields = answer.find((line) => line.startsWith(`${segment}|`))?.split("|") ?? [];
    return fields[segment === "MSH" ? number - 1 : number]?.split("^")[0] ?? "-";
  };
  return [field("MSH", 21), field("MSA", 1), field("QAK", 2)].join(" ");
}

const countOf = (answer: readonly string[], segment: string): number =>
  answer.filter((line) => line.startsWith(`${segment}|`)).length;

/** What our own profile engine finds in an answer (decision D17). */
function defectsOf(answer: readonly string[]): readonly string[] {
  const profile = outcomeOf(answer).slice(0, 3);
  if (profile !== "Z31" && profile !== "Z32" && profile !== "Z33" && profile !== "Z42")
    return [`no profile: ${profile}`];
  const context = { nowMs: REGISTRY_NOW_MS, zone: REGISTRY_ZONE, codes: builtInCodeSets() };
  return checkProfile(messageOf(`${answer.join("\r")}\r`), profile, context).map(findingLine);
}

/** Everything but the moment and our control id. */
function withoutIds(answer: readonly string[]): readonly string[] {
  return answer.map((line) => {
    if (!line.startsWith("MSH|")) return line;
    return line.split("|").with(6, "time").with(9, "id").join("|");
  });
}

/** People whose given names differ so that none is beyond doubt. */
function alike(count: number): readonly string[] {
  return Array.from({ length: count }, (_none, index) =>
    update(
      pid(3, `A${index}^^^OTHER^MR`),
      pid(5, `Testperch^Wren^${String.fromCharCode(65 + index)}^^^^L`),
      pid(24, "Y"),
      pid(25, `${index + 1}`),
    ),
  );
}

beforeEach(() => {
  sent = 0;
});

describe.each(ENGINES)("answerQuery() on %s", (engine: EngineKind) => {
  let place: TestPlace;
  let spine: RegistrySpine;
  beforeEach(async () => {
    place = await freshPlace(engine);
    spine = await openSpine(place, { realm: "production" });
  });
  afterEach(() => place.remove());

  const noMatchById = qpd(3, "");
  test.each([
    { id: "Q01", stored: () => [update()], asked: [], outcome: "Z32 AA OK", people: 1, doses: 1 },
    { id: "Q02", stored: () => alike(2), asked: [noMatchById], outcome: "Z31 AA OK", people: 2, doses: 0 },
    { id: "Q03", stored: () => [], asked: [], outcome: "Z33 AA NF", people: 0, doses: 0 },
    { id: "Q04", stored: () => alike(11), asked: [noMatchById], outcome: "Z33 AA TM", people: 0, doses: 0 },
    {
      id: "Q04 of one",
      stored: () => alike(2),
      asked: [noMatchById, rcp(2, "1^RD&records&HL70126")],
      outcome: "Z33 AA TM",
      people: 0,
      doses: 0,
    },
    {
      id: "Q05",
      stored: () => [protectedBy(update(), "Y")],
      asked: [from("9999")],
      site: "9999",
      outcome: "Z33 AA NF",
      people: 0,
      doses: 0,
    },
    {
      id: "Q05 of the owner",
      stored: () => [protectedBy(update(), "Y")],
      asked: [],
      outcome: "Z32 AA OK",
      people: 1,
      doses: 1,
    },
    {
      id: "Q05 unreadable",
      stored: () => [protectedBy(update(), "Z")],
      asked: [from("9999")],
      site: "9999",
      outcome: "Z33 AA NF",
      people: 0,
      doses: 0,
    },
    {
      id: "Q05 lifted",
      stored: () => [protectedBy(update(), "Y"), protectedBy(update(), "N")],
      asked: [from("9999")],
      site: "9999",
      outcome: "Z32 AA OK",
      people: 1,
      doses: 1,
    },
    { id: "Q06", stored: () => [update()], asked: [qpd(4, "")], outcome: "Z33 AE AE", people: 0, doses: 0 },
    { id: "Q08", stored: () => [update()], asked: [qpd(6, "")], outcome: "Z33 AE AE", people: 0, doses: 0 },
    { id: "Q15", stored: () => [update()], asked: [rcp(2, "")], outcome: "Z32 AA OK", people: 1, doses: 1 },
    {
      id: "Q16",
      stored: () => [update()],
      asked: [qpd(3, "MRN100")],
      outcome: "Z32 AA OK",
      people: 1,
      doses: 1,
    },
    { id: "Q21", stored: () => [update()], asked: Z44, outcome: "Z42 AA OK", people: 1, doses: 2 },
    { id: "Q22", stored: () => [], asked: Z44, outcome: "Z33 AA NF", people: 0, doses: 0 },
    {
      id: "Q23",
      stored: () => alike(2),
      asked: [noMatchById, ...Z44],
      outcome: "Z33 AA TM",
      people: 0,
      doses: 0,
    },
    {
      id: "Q24",
      stored: () => alike(1),
      asked: [noMatchById, qpd(4, "Testperch^Wrennie^^^^^L"), ...Z44],
      outcome: "Z33 AA NF",
      people: 0,
      doses: 0,
    },
    {
      id: "Q25",
      stored: () => [withoutOrder(update())],
      asked: Z44,
      outcome: "Z42 AA OK",
      people: 1,
      doses: 1,
    },
    {
      id: "V06",
      stored: () => [update(), update({ segment: "RXA", field: 21, value: "D" })],
      asked: [],
      outcome: "Z32 AA OK",
      people: 1,
      doses: 0,
    },
  ] as const)("$id is answered $outcome", async ({ stored, asked, outcome, people, doses, ...more }) => {
    for (const message of stored()) await spine.send(message);
    const answer = await spine.send(query(...asked), "site" in more ? more.site : "9998");
    expect([outcomeOf(answer), countOf(answer, "PID"), countOf(answer, "RXA")]).toEqual([
      outcome,
      people,
      doses,
    ]);
    // What repeats a faulty query is as faulty.
    expect(outcome.includes(" AA ") ? defectsOf(answer) : []).toEqual([]);
  });

  test("a protected person is answered as an unknown one, byte for byte but ids and time", async () => {
    const asked = query(from("9999"));
    const unknown = await spine.send(asked, "9999");
    await spine.send(protectedBy(update(), "Y"));
    const hidden = await spine.send(asked, "9999");
    expect(withoutIds(hidden)).toEqual(withoutIds(unknown));
  });

  test.each([0, 2])(
    "a protected person costs the statements and documents of an unknown one, %i namesakes beside",
    async (namesakes) => {
      const use: RegistryUse = { calls: [], opened: 0 };
      const watched = await openSpine(place, { realm: "production", use });
      for (let n = 0; n < namesakes; n += 1) await spine.send(update(...namesake(n)));
      const workOf = async (): Promise<RegistryUse> => {
        Object.assign(use, { calls: [], opened: 0 });
        expect(outcomeOf(await watched.send(query(from("9999")), "9999"))).toBe("Z33 AA NF");
        return { ...use };
      };
      const unknown = await workOf();
      await spine.send(protectedBy(update(), "Y"));
      expect(await workOf()).toEqual(unknown);
      expect(unknown.opened).toBeGreaterThan(0);
    },
  );

  test("a number that the rest confirms is answered without a look at who else is alike", async () => {
    const use: RegistryUse = { calls: [], opened: 0 };
    const watched = await openSpine(place, { realm: "production", use });
    for (const message of [update(), ...alike(3)]) await spine.send(message);
    expect(outcomeOf(await watched.send(query()))).toBe("Z32 AA OK");
    expect([use.opened, use.calls.filter((call) => call === "find people").length]).toEqual([1, 1]);
  });

  test("whom an answer named is stored with the query", async () => {
    await spine.send(update());
    await spine.send(query());
    await spine.send(query(qpd(4, "Nobody^Known^^^^^L"), qpd(3, ""), qpd(6, "20100101")));
    const [person] = await spine.people();
    const rows = await spine.database.kysely
      .selectFrom("query_disclosure as d")
      .innerJoin("message as m", "m.id", "d.message_id")
      .select(["m.type", "d.patient_id"])
      .execute();
    expect(rows).toEqual([{ type: "QBP^Q11", patient_id: person?.person.id }]);
  });

  test("over the quota a query is turned away as busy, an update never", async () => {
    const quota = { perDayMax: 2, perMinuteMax: 2, notFoundAlertEvery: 2 };
    const strict = await openSpine(place, { realm: "production", quota });
    for (let count = 0; count < 2; count += 1) await strict.send(query());
    await expect(strict.send(query())).rejects.toMatchObject({ code: "busy" });
    expect((await strict.send(update()))[1]).toMatch(/^MSA\|AA\|/);
    expect((await strict.send(query(from("9999")), "9999"))[1]).toMatch(/^MSA\|AA\|/);
    expect(strict.events).toContain("query-burst");
  });
});

describe("answerQuery() in test", () => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await freshPlace("sqlite");
  });
  afterEach(() => place.remove());

  test("a query sees what its own organization reported and nothing else", async () => {
    const spine = await openSpine(place);
    await spine.send(update());
    expect(outcomeOf(await spine.send(query()))).toBe("Z32 AA OK");
    expect(outcomeOf(await spine.send(query(from("9999")), "9999"))).toBe("Z33 AA NF");
  });

  test("our own id in QPD-3 finds the person, with name and birth date", async () => {
    const spine = await openSpine(place);
    await spine.send(update());
    const [person] = await spine.people();
    const asked = query(qpd(3, `${person?.person.id ?? ""}^^^MIIC^SR`), qpd(4, "Testperch^Wrenna^^^^^L"));
    expect(outcomeOf(await spine.send(asked))).toBe("Z32 AA OK");
  });
});
