import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { child, personName } from "../support/demographics.ts";
import { toMatchRecord } from "../../src/registry/matching/match-record.ts";
import { NO_KEYS, peopleKeys } from "../../src/registry/people-keys.ts";
import type { Person, PersonChange, RegistryTransaction } from "../../src/registry/ports.ts";
import { NO_PROTECTION } from "../../src/registry/query/visibility.ts";
import { FIND_SUBMISSION } from "../../src/store/find-submission.ts";
import { forSqlite } from "../../src/store/realm-sql.ts";
import {
  COUNT_QUERY,
  FIND_PERSON,
  FIND_QUERY_USE,
  FIND_RECORDS,
  LIST_AWAITING_CODES,
  findKeysElsewhere,
  findPeople,
  WORDING,
} from "../../src/store/registry-sql.ts";
import {
  type EngineKind,
  ENGINES,
  freshPlace,
  openTestRealm,
  type OpenedTestRealm,
  type TestPlace,
} from "../support/databases.ts";

const WINDOWS = { dayFromMs: 1000, minuteFromMs: 5000, notFoundFromMs: 3000 };

function somebody(id: string, family: string): Person {
  const demographics = child({
    names: [personName({ family, given: "Wren" })],
    identifiers: [{ value: id, authority: "NPC", type: "MR" }],
  });
  return {
    id,
    scope: "org-1",
    document: { demographics, protection: NO_PROTECTION, isReported: true, formerIds: [] },
  };
}

const keysOf = (person: Person) => peopleKeys(toMatchRecord(person.document.demographics), person.scope);

function changeOf(person: Person, change: Partial<PersonChange> = {}): PersonChange {
  return {
    person,
    atMs: 1,
    savedKeys: keysOf(person),
    goneKeys: NO_KEYS,
    sources: [],
    reports: [],
    events: [],
    goneEventIds: [],
    ...change,
  };
}

const source = { id: "s1", organizationId: "org-1", site: "9998", key: "chart", revisions: [] };

describe.each(ENGINES)("registry tables on %s", (engine: EngineKind) => {
  let place: TestPlace;
  let realm: OpenedTestRealm;
  beforeEach(async () => {
    place = await freshPlace(engine);
    realm = await openTestRealm(place);
  });
  afterEach(() => place.remove());

  const inTransaction = <T>(work: (registry: RegistryTransaction) => Promise<T>): Promise<T> =>
    realm.store.transaction("lock", ({ registry }) => work(registry));

  test("findPeople() finds by any key, says whose chart it is, and forgets keys that are gone", async () => {
    const person = somebody("p1", "Testperch");
    await inTransaction((registry) => registry.savePerson(changeOf(person, { sources: [source] })));
    const { identifiers, blocking } = keysOf(person);
    const search = (keys: Parameters<RegistryTransaction["findPeople"]>[0]) =>
      inTransaction((registry) => registry.findPeople(keys));
    expect(await search({ identifiers, blocking: [] })).toEqual({
      people: [{ ...person, hasSource: false }],
      isCapped: false,
    });
    expect((await search({ identifiers: [], blocking, source: "chart" })).people).toEqual([
      { ...person, hasSource: true },
    ]);
    await inTransaction((registry) =>
      registry.savePerson(changeOf(person, { savedKeys: NO_KEYS, goneKeys: { identifiers, blocking } })),
    );
    expect((await search({ identifiers, blocking })).people).toEqual([]);
  });

  test("findPeople() puts those who share most first and takes 200 at most", async () => {
    const key = "one key of many";
    await inTransaction(async (registry) => {
      for (let index = 0; index < 205; index += 1) {
        const person = somebody(`p${index}`, "Testperch");
        const blocking = index === 204 ? [key, "another"] : [key];
        await registry.savePerson(changeOf(person, { savedKeys: { identifiers: [], blocking } }));
      }
    });
    const found = await inTransaction((registry) =>
      registry.findPeople({ identifiers: [], blocking: [key, "another"] }),
    );
    expect([found.people.length, found.isCapped]).toEqual([200, true]);
    expect(found.people.map(({ id }) => id)).toContain("p204");
  });

  test("listAwaitingCodes() gives pages by id, of people who wait and stand for themselves", async () => {
    const page = (afterId: string, limit: number) =>
      realm.store.transaction("lock", ({ curation }) => curation.listAwaitingCodes(afterId, limit));
    await inTransaction(async (registry) => {
      for (const id of ["p1", "p2", "p3", "p4"])
        await registry.savePerson(changeOf(somebody(id, "Testperch"), { awaitsCodes: true }));
      for (const id of ["p1", "p5"]) await registry.savePerson(changeOf(somebody(id, "Testperch"), {}));
      await registry.savePerson(changeOf(somebody("p4", "Testperch"), { awaitsCodes: false }));
    });
    expect([await page("", 2), await page("p2", 2), await page("p3", 2)]).toEqual([["p1", "p2"], ["p3"], []]);
    await realm.store.transaction("lock", ({ curation }) => curation.setMergedInto("p2", "p1"));
    expect(await page("", 9)).toEqual(["p1", "p3"]);
  });

  test("a work that throws leaves nothing of the person", async () => {
    const work = inTransaction(async (registry) => {
      await registry.savePerson(changeOf(somebody("p1", "Testperch"), { sources: [source] }));
      throw new Error("mine");
    });
    await expect(work).rejects.toThrow("mine");
    expect(await inTransaction((registry) => registry.holdPerson("p1"))).toBeUndefined();
  });

  test("countQuery() counts within its windows, and anew in the next", async () => {
    const count = (from: Partial<typeof WINDOWS>, foundNobody: boolean) =>
      inTransaction((registry) => registry.countQuery("org-1", { ...WINDOWS, ...from }, foundNobody));
    expect(await count({}, true)).toEqual({ dayQueries: 1, minuteQueries: 1, notFound: 1 });
    expect(await count({}, false)).toEqual({ dayQueries: 2, minuteQueries: 2, notFound: 1 });
    expect(await count({ minuteFromMs: 6000 }, true)).toEqual({
      dayQueries: 3,
      minuteQueries: 1,
      notFound: 2,
    });
    const read = await inTransaction((registry) =>
      registry.readQueryUse("org-1", { ...WINDOWS, minuteFromMs: 7000 }),
    );
    expect(read).toEqual({ dayQueries: 3, minuteQueries: 0, notFound: 2 });
  });

  test("a document moved to another row does not open", async () => {
    await inTransaction(async (registry) => {
      await registry.savePerson(changeOf(somebody("p1", "Testperch")));
      await registry.savePerson(changeOf(somebody("p2", "Walleye")));
    });
    await realm.store.transaction("lock", async ({ curation }) => curation.setMergedInto("p2", undefined));
    const swap =
      "update patient set document = (select document from patient where id = 'p1') where id = 'p2'";
    const { engine: opened } = realm.database;
    if (opened.kind === "sqlite") opened.writer.exec(swap);
    else await opened.pool.query(swap);
    await expect(inTransaction((registry) => registry.holdPerson("p2"))).rejects.toMatchObject({
      code: "internal",
    });
  });
});

describe("plans of the registry's statements", () => {
  let place: TestPlace;
  let realm: OpenedTestRealm;
  beforeEach(async () => {
    place = await freshPlace("sqlite");
    realm = await openTestRealm(place);
  });
  afterEach(() => place.remove());

  const planOf = (text: string): string => {
    const { engine } = realm.database;
    const db: DatabaseSync | undefined = engine.kind === "sqlite" ? engine.writer : undefined;
    const statement = forSqlite(text);
    const parameters = Array.from({ length: statement.split("?").length - 1 }, () => "[1]");
    const rows = db?.prepare(`explain query plan ${statement}`).all(...parameters) ?? [];
    return rows.map(({ detail }) => String(detail)).join("\n");
  };

  test.each([
    {
      name: "findPeople",
      text: findPeople(WORDING.sqlite),
      uses: [
        "patient_identifier USING PRIMARY KEY",
        "match_key USING PRIMARY KEY",
        "patient_source_key",
        "SEARCH p USING INDEX",
      ],
    },
    { name: "FIND_PERSON", text: FIND_PERSON, uses: ["SEARCH patient USING INDEX"] },
    {
      name: "FIND_RECORDS",
      text: FIND_RECORDS,
      uses: ["patient_source_patient", "vaccination_report_patient", "vaccination_event_patient"],
    },
    { name: "findKeysElsewhere", text: findKeysElsewhere(WORDING.sqlite), uses: ["vaccination_report_key"] },
    { name: "LIST_AWAITING_CODES", text: LIST_AWAITING_CODES, uses: ["patient_awaits_codes"] },
    { name: "FIND_QUERY_USE", text: FIND_QUERY_USE, uses: ["SEARCH query_use USING PRIMARY KEY"] },
    { name: "FIND_SUBMISSION", text: FIND_SUBMISSION, uses: ["message_supersedes"] },
    {
      name: "disclosures",
      text: "select message_id from query_disclosure where patient_id = $1",
      uses: ["query_disclosure_patient"],
    },
    {
      name: "open pairs",
      text: "select patient_id from match_review where decision is null order by created_at_ms, patient_id limit 50",
      uses: ["match_review_open"],
    },
    {
      name: "charts of a message",
      text: "select source_id from message_source where message_id = $1",
      uses: ["USING PRIMARY KEY"],
    },
  ])("$name reads no table as a whole", ({ text, uses }) => {
    const plan = planOf(text);
    for (const index of uses) expect(plan).toContain(index);
    expect(plan).not.toMatch(/SCAN (?:patient|match_key|vaccination|message|query|p\b)(?!.*USING)/);
  });

  test("COUNT_QUERY is one row by its key", () => {
    expect(planOf(COUNT_QUERY)).toBe("");
  });
});
