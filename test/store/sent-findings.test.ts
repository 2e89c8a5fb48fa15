import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../src/accounts/policy.ts";
import { listContactLog, logContact } from "../../src/onboarding/contact-log.ts";
import { addContact } from "../../src/onboarding/contacts.ts";
import { listFindings, sendFindings, settleFinding } from "../../src/onboarding/send-findings.ts";
import { causesOf } from "../../src/onboarding/sent-finding.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import { ROOT } from "../support/administration.ts";
import { SHOWN_REPORT } from "../support/console-report.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { day, morningOf } from "../support/onboarding.ts";
import { type TestOnboarding, testOnboarding } from "../support/onboarding-place.ts";

const CAUSES = causesOf(SHOWN_REPORT);
const [FIRST = "", SECOND = ""] = CAUSES.map(({ cause }) => cause.causeId);

function integratorOf(organizationIds: readonly string[]): Actor {
  return { ...ROOT, user: { role: "integrator", organizationIds } };
}

describe.each(ENGINES)("findings and the contact log on %s", (engine) => {
  let place: TestPlace;
  let world: TestOnboarding;
  let org: string;
  let contact: string;
  let report: ReviewReport;

  beforeEach(async () => {
    place = await freshPlace(engine);
    world = await testOnboarding(place);
    org = (await world.organization("N1")).id;
    report = { ...SHOWN_REPORT, org };
    // Wednesday before Thanksgiving: the Thursday and the Friday after it are holidays of the state.
    world.app.setClock(morningOf(day("2026-11-25")));
    const ada = { role: "technical", name: "Ada Lind", email: "ada@clinic.example" } as const;
    contact = (await addContact(world.deps, ROOT, org, ada)).id;
  });
  afterEach(async () => {
    await place.remove();
  });

  const send = (causeIds: readonly string[], more: object = {}, actor: Actor = ROOT) =>
    sendFindings(world.deps, actor, { report, causeIds, reason: "as told", ...more });

  test("sendFindings() keeps each cause with owner and due date, and mails all at once", async () => {
    const sent = await send([FIRST, SECOND]);
    const [one] = sent;
    expect(sent).toHaveLength(2);
    expect(one).toEqual({
      id: expect.any(String),
      organizationId: org,
      realm: "test",
      ...CAUSES[0],
      owner: { contactId: contact, role: "technical", name: "Ada Lind" },
      sentOn: "2026-11-25",
      dueOn: "2026-12-04",
      sentAtMs: morningOf(day("2026-11-25")),
      sentBy: "root",
      reason: "as told",
      state: "open",
    });
    expect(new Set(await listFindings(world.deps, ROOT, org))).toEqual(new Set(sent));
    expect(new Set(await world.deps.store.listOpenFindings())).toEqual(new Set(sent));
    const [mail, ...others] = await world.deps.store.listUnsentMails(10);
    expect([mail?.to, others]).toEqual([["ada@clinic.example"], []]);
    for (const { cause } of sent) expect(mail?.text).toContain(cause.fix);
    expect(mail?.text).toContain("by 2026-12-04");
    const [audited] = await world.deps.store.listAudit(1);
    expect(audited).toMatchObject({ action: "review.send", object: org, reason: "as told" });
  });

  test("a cause is sent once until it is answered; then staff close it, and nothing reopens", async () => {
    const [finding] = await send([FIRST]);
    const findingId = finding?.id ?? "";
    await expect(send([SECOND, FIRST])).rejects.toMatchObject({ kind: "policy" });
    expect(await world.deps.store.listOpenFindings()).toHaveLength(1);
    const settle = (state: "answered" | "closed") =>
      settleFinding(world.deps, ROOT, { organizationId: org, findingId, state, note: "mended" });
    const change = { note: "mended", by: "root", atMs: morningOf(day("2026-11-25")) };
    const answered = await settle("answered");
    expect(answered).toEqual({ ...finding, state: "answered", change });
    expect(await world.deps.store.listOpenFindings()).toEqual([]);
    await expect(settle("answered")).rejects.toMatchObject({ kind: "policy" });
    await settle("closed");
    await expect(settle("answered")).rejects.toMatchObject({ kind: "policy" });
    expect(await listFindings(world.deps, ROOT, org)).toEqual([{ ...answered, state: "closed" }]);
    expect(await send([FIRST])).toHaveLength(1);
  });

  test.each([
    { what: "no cause", causes: [], more: {}, kind: "usage" },
    { what: "a cause that the report has not", causes: ["none"], more: {}, kind: "not-found" },
    { what: "a contact that is not there", causes: [FIRST], more: { ownerRole: "privacy" }, kind: "policy" },
    { what: "today", causes: [FIRST], more: { dueOn: day("2026-11-25") }, kind: "usage" },
    { what: "a holiday", causes: [FIRST], more: { dueOn: day("2026-11-26") }, kind: "usage" },
    { what: "a day too far", causes: [FIRST], more: { dueOn: day("2027-11-24") }, kind: "usage" },
    { what: "a reason of two lines", causes: [FIRST], more: { reason: "a\nb" }, kind: "usage" },
  ])("sendFindings() refuses $what, and keeps and mails nothing", async ({ causes, more, kind }) => {
    await expect(send(causes, more)).rejects.toMatchObject({ kind });
    expect(await world.deps.store.listSentFindings(org)).toEqual([]);
    expect(await world.deps.store.listUnsentMails(10)).toEqual([]);
  });

  test("an integrator sends nothing, and reads its own findings only", async () => {
    await send([FIRST]);
    const other = (await world.organization("N2")).id;
    await expect(send([SECOND], {}, integratorOf([org]))).rejects.toMatchObject({ kind: "policy" });
    expect(await listFindings(world.deps, integratorOf([org]), org)).toHaveLength(1);
    await expect(listFindings(world.deps, integratorOf([other]), org)).rejects.toMatchObject({
      kind: "policy",
    });
    await expect(listContactLog(world.deps, integratorOf([org]), org)).rejects.toMatchObject({
      kind: "policy",
    });
  });

  test("logContact() keeps who, when, how and with whom, newest first", async () => {
    const call = { organizationId: org, kind: "call", text: "RXA-5 is mended on Monday" } as const;
    const first = await logContact(world.deps, ROOT, call);
    world.app.setClock(morningOf(day("2026-11-30")));
    const second = await logContact(world.deps, ROOT, { ...call, kind: "meeting", contactId: contact });
    expect(await listContactLog(world.deps, ROOT, org)).toEqual([second, first]);
    expect(second).toMatchObject({ by: "root", contactId: contact, atMs: morningOf(day("2026-11-30")) });
    await expect(logContact(world.deps, ROOT, { ...call, contactId: "x" })).rejects.toMatchObject({
      kind: "not-found",
    });
    for (const text of ["", "a\nb", "x".repeat(1_001)])
      await expect(logContact(world.deps, ROOT, { ...call, text })).rejects.toMatchObject({ kind: "usage" });
  });

  test("the database refuses every change of a finding but a step of settling it", async () => {
    const findingId = (await send([FIRST]))[0]?.id ?? "";
    const answered = { organizationId: org, findingId, state: "answered", note: "fixed" } as const;
    await settleFinding(world.deps, ROOT, answered);
    for (const statement of [
      "update sent_finding set cause = '{}'",
      "update sent_finding set due_on = '2027-01-04'",
      "update sent_finding set owner_name = 'Bo', state = 'closed'",
      "update sent_finding set note = 'not so'",
      "update sent_finding set state = 'open'",
      "delete from sent_finding",
    ])
      await expect(sql.raw(statement).execute(world.app.databases.control.kysely)).rejects.toThrow(
        "append-only",
      );
    await settleFinding(world.deps, ROOT, { ...answered, state: "closed" });
  });

  test.each(["update contact_log set body = 'other'", "delete from contact_log"])(
    "the database refuses: %s",
    async (statement) => {
      await logContact(world.deps, ROOT, { organizationId: org, kind: "mail", text: "told" });
      await expect(sql.raw(statement).execute(world.app.databases.control.kysely)).rejects.toThrow(
        "append-only",
      );
    },
  );
});
