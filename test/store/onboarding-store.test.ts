import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { calendarWith } from "../../src/onboarding/closings.ts";
import { importClosings } from "../../src/onboarding/calendar.ts";
import { changedThresholds, setThresholds } from "../../src/onboarding/set-thresholds.ts";
import { DEFAULT_THRESHOLDS, readThresholds } from "../../src/review/thresholds.ts";
import { addContact, listContacts, removeContact } from "../../src/onboarding/contacts.ts";
import type { OnboardingSchema } from "../../src/store/onboarding-schema.ts";
import { createTestDataSharing } from "../../src/store/test-data-sharing.ts";
import { createAnsweredMessages } from "../../src/store/onboarding-traffic.ts";
import { ROOT } from "../support/administration.ts";
import { ENGINES, freshPlace, openTestRealm, type TestPlace } from "../support/databases.ts";
import { messageRecord } from "../support/message-record.ts";
import { day, morningOf } from "../support/onboarding.ts";
import { FULL_FORM, type TestOnboarding, testOnboarding, WAY } from "../support/onboarding-place.ts";

const askedThresholds = (text: string, reason: string) => ({ thresholds: readThresholds(text), reason });
const planFor = (dataKind: "test" | "real") => ({ form: { ...FULL_FORM, dataKind } });

describe.each(ENGINES)("the onboarding store on %s", (engine) => {
  let place: TestPlace;
  let world: TestOnboarding;
  let org: string;

  beforeEach(async () => {
    place = await freshPlace(engine);
    world = await testOnboarding(place);
    org = (await world.organization("N1")).id;
  });
  afterEach(async () => {
    await place.remove();
  });

  const raw = (text: string): Promise<unknown> => sql.raw(text).execute(world.app.databases.control.kysely);

  test("createTestDataSharing() joins organizations whose newest plan says test data", async () => {
    let nowMs = 0;
    const db = world.app.databases.control.kysely.withTables<OnboardingSchema>();
    const sharing = createTestDataSharing(db, () => nowMs);
    const others = [(await world.organization("N2")).id, (await world.organization("N3")).id];
    for (const [index, id] of [org, ...others].entries()) {
      await world.on("2026-01-05", id, "rank");
      await world.on("2026-01-05", id, "invite", planFor(index < 2 ? "test" : "real"));
    }
    const [second = "", third = ""] = others;
    expect(await sharing.sharersWith(org)).toEqual(new Set([second]));
    expect(await sharing.sharersWith(third)).toEqual(new Set());
    await world.on("2026-01-06", second, "withdraw");
    expect(await sharing.sharersWith(org)).toEqual(new Set([second]));
    nowMs += 1_001;
    expect(await sharing.sharersWith(org)).toEqual(new Set());
  });

  test("keeps case, history, plan, tasks and documents as they were written", async () => {
    for (const [event, iso] of WAY.slice(0, 6)) {
      const after = await world.on(iso, org, event);
      const cases = await world.deps.store.listCases(org);
      expect(cases).toEqual([after]);
      expect(await world.deps.store.listNewestCases()).toEqual([after]);
    }
    const paused = await world.on("2026-01-16", org, "pause", { until: day("2026-02-02") });
    expect(await world.deps.store.listCases(org)).toEqual([paused]);
    const history = await world.deps.store.listHistory(paused.id);
    expect(history).toHaveLength(7);
    expect(history.at(-1)).toEqual({
      caseId: paused.id,
      seq: 7,
      event: "pause",
      from: "TECH_REVIEW",
      to: "PAUSED",
      atMs: morningOf(day("2026-01-16")),
      day: "2026-01-16",
      actor: "root",
      osUser: "root",
      role: "host",
      reason: "as agreed",
      late: false,
      startedOn: "2026-01-16",
      dueOn: "2026-02-02",
      documents: [expect.stringMatching(/^MIIC-2026-\d{6}$/)],
    });
    const { contacts: _contacts, ...plan } = FULL_FORM;
    expect((await world.deps.store.findPlan(paused.id))?.plan).toEqual(plan);
    const letter = await world.deps.store.findLetter(paused.id, "invitation");
    expect(letter?.sha256).toBe(world.deps.sha256(letter?.content ?? new Uint8Array()));
    expect(letter?.html).toContain("<title>Invitation");
  });

  test("takes the whole way to the letter, and the next interface", async () => {
    await world.walk(org, "send-letter");
    await world.on("2026-05-04", org, "restart", { interfaceName: "new EHR" });
    const cases = await world.deps.store.listCases(org);
    expect(cases.map(({ stage, letterStands }) => [stage, letterStands])).toEqual([
      ["ONGOING", true],
      ["REGISTERED", false],
    ]);
    expect(await world.deps.store.listUnsentMails(20)).toHaveLength(6);
    expect(await world.deps.store.verifyAudit()).toMatchObject({ kind: "intact" });
  });

  test("keeps why a dose need not be in production, once a dose", async () => {
    await world.walk(org, "rank");
    const [{ id: caseId } = { id: "" }] = await world.deps.store.listCases(org);
    const one = { caseId, doseId: "d-1", controlId: "C1", reason: "by file", by: "root", atMs: 5 };
    for (const reason of ["by file", "by telephone"])
      await world.deps.store.transaction((tx) => tx.appendExplanation({ ...one, reason }));
    expect(await world.deps.store.listExplanations(caseId)).toEqual([one]);
  });

  test.each([
    "onboarding_history",
    "onboarding_plan",
    "document",
    "calendar_closing",
    "catch_up_explanation",
  ])("the database refuses to change or delete a row of %s", async (table) => {
    await world.walk(org, "confirm-plan");
    const [{ id: caseId } = { id: "" }] = await world.deps.store.listCases(org);
    const explained = { caseId, doseId: "d-1", controlId: "C1", reason: "by file", by: "root", atMs: 5 };
    await world.deps.store.transaction((tx) => tx.appendExplanation(explained));
    await importClosings(world.deps, ROOT, [{ day: day("2026-01-20"), name: "snow" }]);
    const column = table === "calendar_closing" ? "name" : table === "document" ? "title" : "case_id";
    await expect(raw(`update ${table} set ${column} = 'x'`)).rejects.toThrow(/append-only/);
    await expect(raw(`delete from ${table}`)).rejects.toThrow(/append-only/);
  });

  test.each([
    { name: "a pause without PAUSED", set: "pause = '{}'" },
    { name: "production without a signed review", set: "stage = 'PROD_MOVE'" },
    { name: "a stage that is none", set: "stage = 'GONE'" },
    { name: "RETURNED as a place to stay", set: "stage = 'RETURNED'" },
    { name: "a closed case that goes on", set: "closed_at_ms = 1" },
    { name: "a letter before the end", set: "letter_stands = 1" },
  ])("the database refuses $name", async ({ set }) => {
    await world.walk(org, "begin-review");
    await expect(raw(`update onboarding_case set ${set}`)).rejects.toThrow(/constraint/i);
  });

  test("the database refuses a second open case of one interface", async () => {
    await world.walk(org, "rank");
    const [one] = await world.deps.store.listCases(org);
    if (one === undefined) throw new Error("no case");
    const second = world.deps.store.transaction((tx) => tx.saveCase({ ...one, id: "second", number: 2 }));
    await expect(second).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a case that cannot be saved leaves neither history, document nor stage", async () => {
    await world.walk(org, "rank");
    Object.assign(world.deps, { setLetter: () => Promise.reject(new Error("no paper")) });
    await expect(world.on("2026-01-05", org, "invite")).rejects.toThrow("no paper");
    const [one] = await world.deps.store.listCases(org);
    expect(one?.stage).toBe("QUEUED");
    expect(await world.deps.store.listHistory(one?.id ?? "")).toHaveLength(1);
    expect(await world.deps.store.findOrganization(org)).toMatchObject({ stage: "QUEUED" });
  });

  test("contacts come, are refused twice, and go", async () => {
    const asked = { role: "privacy", name: "Cy Oja", email: "cy@clinic.example" } as const;
    const added = await addContact(world.deps, ROOT, org, asked);
    await expect(addContact(world.deps, ROOT, org, asked)).rejects.toMatchObject({ kind: "policy" });
    expect(await listContacts(world.deps, ROOT, org)).toEqual([added]);
    await removeContact(world.deps, ROOT, { organizationId: org, contactId: added.id });
    expect(await listContacts(world.deps, ROOT, org)).toEqual([]);
  });

  test("importClosings() moves due dates that lie ahead and says whose, and counts versions", async () => {
    await world.walk(org, "begin-review");
    const first = await importClosings(world.deps, ROOT, [{ day: day("2026-01-20"), name: "snow" }]);
    expect(first).toMatchObject({
      closings: { version: 1 },
      moved: [{ organizationId: org, from: "2026-02-09", to: "2026-02-10" }],
    });
    const second = await importClosings(world.deps, ROOT, [
      { day: day("2026-01-20"), name: "snow again" },
      { day: day("2026-03-02"), name: "flood" },
    ]);
    expect(second).toMatchObject({ closings: { version: 2 }, moved: [], added: [{ day: "2026-03-02" }] });
    const closings = await world.deps.store.findClosings();
    expect(calendarWith(closings).isBusinessDay(day("2026-01-20"))).toBe(false);
    const [one] = await world.deps.store.listCases(org);
    expect(one).toMatchObject({ clock: { dueOn: "2026-02-10" }, calendarVersion: 1 });
    await expect(
      importClosings(world.deps, ROOT, [{ day: day("2026-01-19"), name: "holiday" }]),
    ).rejects.toMatchObject({ kind: "usage" });
  });

  test("setThresholds() numbers versions; the newest holds, and no row changes", async () => {
    const { store } = world.deps;
    expect(await store.findThresholds()).toBeUndefined();
    const first = await setThresholds(
      world.deps,
      ROOT,
      askedThresholds('{"failObjectsMin":30}', "few clinics"),
    );
    const second = await setThresholds(
      world.deps,
      ROOT,
      askedThresholds('{"measures":{"a":{"target":0.97}}}', "as agreed"),
    );
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await store.findThresholds()).toEqual(second);
    expect(changedThresholds(DEFAULT_THRESHOLDS, second.thresholds)).toEqual([
      { name: "measures.a.target", was: 0.99, is: 0.97 },
    ]);
    await expect(
      setThresholds(world.deps, ROOT, askedThresholds('{"measures":{"a":{"target":0.97}}}', "again")),
    ).rejects.toMatchObject({ kind: "usage" });
    const reviewer = { ...ROOT, user: { role: "reviewer", organizationIds: [] } } as const;
    await expect(setThresholds(world.deps, reviewer, askedThresholds("{}", "mine"))).rejects.toMatchObject({
      kind: "policy",
    });
    await expect(raw("update review_thresholds set document = '{}'")).rejects.toThrow(/append-only/);
    await expect(raw("delete from review_thresholds")).rejects.toThrow(/append-only/);
    expect(await store.findThresholds()).toEqual(second);
  });

  test("isAnswered() counts AA and AE of the organization, realm, kind and time asked for", async () => {
    const { databases } = world.app;
    const question = { organizationId: org, realm: "test", kind: "update", sinceMs: 0 } as const;
    const answered = createAnsweredMessages(databases.realms);
    expect(await answered.isAnswered(question)).toBe(false);
    const realm = await openTestRealm(place);
    const record = messageRecord("m-1", { organizationId: org, ackCode: "AE", receivedAtMs: 5_000 });
    await realm.store.transaction("lock", (tx) => tx.saveMessage(record));
    expect(await answered.isAnswered(question)).toBe(true);
    expect(await answered.isAnswered({ ...question, sinceMs: 5_001 })).toBe(false);
    expect(await answered.isAnswered({ ...question, kind: "query" })).toBe(false);
    expect(await answered.isAnswered({ ...question, organizationId: "other" })).toBe(false);
    expect(await answered.isAnswered({ ...question, realm: "production" })).toBe(false);
    const none = createAnsweredMessages({});
    await expect(none.isAnswered(question)).rejects.toMatchObject({ code: "unavailable" });
  });
});
