import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { issueCredential } from "../../src/accounts/credentials.ts";
import { credentialState } from "../../src/accounts/credential.ts";
import type { Actor } from "../../src/accounts/policy.ts";
import { applyEvent, confirmEvent } from "../../src/onboarding/apply-event.ts";
import { addContact } from "../../src/onboarding/contacts.ts";
import { showOnboarding } from "../../src/onboarding/show-onboarding.ts";
import { ROOT } from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { day, morningOf, reportWith } from "../support/onboarding.ts";
import { type TestOnboarding, testOnboarding, WAY } from "../support/onboarding-place.ts";

const EVE: Actor = { name: "eve", osUser: "eve", source: "cli" };

function as(role: "reviewer" | "registrar" | "integrator", organizationIds: readonly string[] = []): Actor {
  return { name: role, osUser: "root", source: "cli", user: { role, organizationIds } };
}

function noReport(): Promise<never> {
  return Promise.reject(new Error("asked for a report"));
}

describe("applyEvent()", () => {
  let place: TestPlace;
  let world: TestOnboarding;

  beforeEach(async () => {
    place = await freshPlace("sqlite");
    world = await testOnboarding(place);
  });
  afterEach(async () => {
    await place.remove();
  });

  const view = (id: string) => showOnboarding(world.deps, ROOT, id);
  const stageOf = async (id: string) => (await world.deps.store.findOrganization(id))?.stage;

  async function credentials(id: string): Promise<readonly string[]> {
    const all = await world.deps.store.listCredentials({ organizationId: id });
    return all.map((one) => `${one.realm} ${credentialState(one, world.deps.calendarClock())}`);
  }

  async function pendingSignature(id: string): Promise<string> {
    world.world.twoPerson = true;
    world.app.setClock(morningOf(day("2026-02-09")));
    const asked = { event: "sign-review", hasDocument: false } as const;
    const outcome = await applyEvent(world.deps, ROOT, { organizationId: id, asked });
    if (outcome.kind !== "pending") throw new Error("done by one person");
    return outcome.pendingId;
  }

  test.each([
    { name: "an organization that sends", may: ["submit", "query"] as const },
    { name: "a query-only organization", may: ["query"] as const },
  ])("$name goes from the ranking to the letter", async ({ may }) => {
    const { id } = await world.organization("N1", may);
    for (const [event, iso] of WAY) await world.on(iso, id, event);
    const shown = await view(id);
    expect(shown.history.map(({ event }) => event)).toEqual(WAY.map(([event]) => event));
    expect(shown.schedule).toEqual({
      plan: { from: "2026-01-05", to: "2026-01-08", state: "done" },
      review: { from: "2026-01-12", to: "2026-02-09", state: "done" },
      move: { from: "2026-02-10", to: "2026-02-10", state: "done" },
      monitoring: { from: "2026-02-11", to: "2026-02-25", state: "done" },
    });
    expect(await stageOf(id)).toBe("ONGOING");
    expect(shown.openTasks).toEqual([]);
    const letters = shown.documents.filter(({ kind }) => kind !== "attachment").map(({ kind }) => kind);
    expect(letters).toEqual([
      "invitation",
      "plan-confirmation",
      "test-credentials",
      "review-result",
      "production-credentials",
      "ongoing",
    ]);
    expect(shown.documents.map(({ number }) => number)).toEqual(
      shown.documents.map((_, at) => `MIIC-2026-${String(at + 1).padStart(6, "0")}`),
    );
    expect(await world.deps.store.verifyAudit()).toMatchObject({ kind: "intact" });
  });

  test("keeps the organization's stage with the case in every step", async () => {
    const { id } = await world.organization("N1");
    for (const [event, iso] of WAY) {
      const { stage } = await world.on(iso, id, event);
      expect(await stageOf(id)).toBe(stage);
    }
  });

  test("refuses with guard and remedy, changes nothing, and writes the refusal to the trail", async () => {
    const { id } = await world.organization("N1");
    await world.walk(id, "begin-review");
    world.world.report = undefined;
    const before = await view(id);
    await expect(world.on("2026-02-09", id, "sign-review")).rejects.toMatchObject({
      kind: "policy",
      message: expect.stringMatching(/guard signed-report.*no signed report/),
    });
    expect((await view(id)).history).toEqual(before.history);
    expect((await view(id)).documents).toEqual(before.documents);
    const [last] = await world.deps.store.listAudit(1);
    expect(last).toMatchObject({ action: "onboarding.sign-review", outcome: "refused", object: id });
  });

  test("reads no report for an event that is refused anyway", async () => {
    const { id } = await world.organization("N1");
    await world.walk(id, "begin-review");
    const asked = { event: "sign-review", hasDocument: false } as const;
    world.app.setClock(morningOf(day("2026-01-20")));
    const reports = { freeze: noReport, preview: noReport };
    await expect(
      applyEvent({ ...world.deps, reports }, ROOT, { organizationId: id, asked }),
    ).rejects.toMatchObject({ message: expect.stringContaining("guard review-days") });
  });

  test.each([
    { event: "rank", actor: as("reviewer") },
    { event: "rank", actor: as("integrator", ["id-0001"]) },
  ] as const)("refuses $event to a $actor.name", async ({ event, actor }) => {
    const { id } = await world.organization("N1");
    await expect(world.on("2026-01-02", id, event, {}, actor)).rejects.toMatchObject({ kind: "policy" });
    expect(await stageOf(id)).toBe("REGISTERED");
  });

  test("an invitation without a contact waits, and goes out with the first contact", async () => {
    const { id } = await world.organization("N1");
    await world.walk(id, "invite");
    expect((await view(id)).openTasks).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("invitation not delivered") }),
    );
    expect(await world.deps.store.listUnsentMails(10)).toEqual([]);
    const contact = { role: "technical", name: "Ada Lind", email: "ada@clinic.example" } as const;
    await addContact(world.deps, ROOT, id, contact);
    expect(await world.deps.store.listUnsentMails(10)).toMatchObject([{ to: ["ada@clinic.example"] }]);
    expect((await view(id)).openTasks.map(({ kind }) => kind)).toEqual(["hold-meeting"]);
  });

  test("a return suspends the test credential, the next set-up lets it in again", async () => {
    const { id } = await world.organization("N1");
    await world.walk(id, "begin-review");
    const { credential, secret } = await issueCredential(world.app, ROOT, {
      organizationId: id,
      realm: "test",
    });
    const { username } = credential;
    const claim = { username, password: secret, facilityId: "N1", remoteAddress: "192.0.2.1" };
    expect(await world.app.verify(claim)).toMatchObject({ realm: "test", organizationId: id });
    const returned = await world.on("2026-01-20", id, "return");
    expect(returned.stage).toBe("QUEUED");
    expect(await credentials(id)).toEqual(["test suspended"]);
    expect(await world.app.verify(claim)).toBeUndefined();
    const steps = (await view(id)).history.slice(-2).map(({ from, to }) => `${from} ${to}`);
    expect(steps).toEqual(["TECH_REVIEW RETURNED", "RETURNED QUEUED"]);
    await world.on("2026-02-02", id, "invite");
    await world.on("2026-02-02", id, "meet");
    await world.on("2026-02-03", id, "confirm-plan");
    await world.on("2026-02-03", id, "start-test-setup");
    expect(await credentials(id)).toEqual(["test active"]);
    expect(await world.app.verify(claim)).toMatchObject({ credentialId: credential.id });
  });

  test("the production gate opens with go-live, closes with reopen-review, and withdraw ends every credential", async () => {
    const { id } = await world.organization("N1");
    await world.walk(id, "sign-review");
    const issue = () => issueCredential(world.app, ROOT, { organizationId: id, realm: "production" });
    await expect(issue()).rejects.toMatchObject({ kind: "policy" });
    await world.on("2026-02-10", id, "go-live");
    await issue();
    await issueCredential(world.app, ROOT, { organizationId: id, realm: "test" });
    expect((await view(id)).openTasks.map(({ kind }) => kind)).toEqual(["due-today", "verify-connection"]);
    await world.on("2026-02-10", id, "verify-connection");
    await world.on("2026-02-12", id, "reopen-review");
    expect(await credentials(id)).toEqual(["production suspended", "test active"]);
    await world.on("2026-02-13", id, "withdraw");
    expect(await credentials(id)).toEqual(["production revoked", "test revoked"]);
    expect(await stageOf(id)).toBe("WITHDRAWN");
  });

  test("a pause of a live interface does not stop its traffic", async () => {
    const { id } = await world.organization("N1");
    await world.walk(id, "verify-connection");
    const paused = await world.on("2026-02-13", id, "pause", { until: day("2026-02-23") });
    expect([paused.stage, await stageOf(id)]).toEqual(["PAUSED", "PROD_MONITORING"]);
    expect(await world.on("2026-02-23", id, "resume")).toMatchObject({ stage: "PROD_MONITORING" });
  });

  test("restart opens a case of its own; the old interface stays until the next go-live", async () => {
    const { id } = await world.organization("N1");
    await world.walk(id, "send-letter");
    const again = await world.on("2026-05-04", id, "restart", { interfaceName: "new EHR" });
    expect([again.number, again.stage, await stageOf(id)]).toEqual([2, "REGISTERED", "ONGOING"]);
    const way = WAY.map(([event]) => event);
    const days = [
      "05-04",
      "05-05",
      "05-06",
      "05-07",
      "05-07",
      "05-08",
      "06-09",
      "06-10",
      "06-10",
      "06-25",
      "06-25",
    ];
    for (const [at, event] of way.entries()) {
      const { stage } = await world.on(`2026-${days[at]}`, id, event);
      const isLive = at >= way.indexOf("go-live");
      expect(await stageOf(id)).toBe(isLive ? stage : "ONGOING");
    }
    const cases = await world.deps.store.listCases(id);
    expect(cases.map((one) => [one.interfaceName, one.stage, one.letterStands])).toEqual([
      ["", "ONGOING", false],
      ["new EHR", "ONGOING", true],
    ]);
  });

  describe("with two people", () => {
    test("the first call changes nothing, another person confirms, both are in the history", async () => {
      const { id } = await world.organization("N1");
      await world.walk(id, "begin-review");
      const pendingId = await pendingSignature(id);
      expect(await stageOf(id)).toBe("TECH_REVIEW");
      const self = { ...EVE, osUser: "root" };
      await expect(confirmEvent(world.deps, self, pendingId)).rejects.toMatchObject({
        message: expect.stringContaining("another person"),
      });
      expect(await confirmEvent(world.deps, EVE, pendingId)).toMatchObject({
        case: { stage: "REVIEW_PASSED" },
      });
      expect((await view(id)).history.at(-1)).toMatchObject({ actor: "eve", osUser: "eve", askedBy: "root" });
      await expect(confirmEvent(world.deps, EVE, pendingId)).rejects.toMatchObject({ kind: "policy" });
    });

    test("what is known at the confirmation decides", async () => {
      const { id } = await world.organization("N1");
      await world.walk(id, "begin-review");
      const pendingId = await pendingSignature(id);
      world.world.report = reportWith("FAIL");
      await expect(confirmEvent(world.deps, EVE, pendingId)).rejects.toMatchObject({
        message: expect.stringContaining("guard rules-passed"),
      });
    });

    test("what waited too long is asked for again", async () => {
      const { id } = await world.organization("N1");
      await world.walk(id, "begin-review");
      const pendingId = await pendingSignature(id);
      world.app.setClock(morningOf(day("2026-02-18")));
      await expect(confirmEvent(world.deps, EVE, pendingId)).rejects.toMatchObject({
        message: expect.stringContaining("older than 5 business days"),
      });
    });

    test("an id that is nobody's is not found", async () => {
      await expect(confirmEvent(world.deps, EVE, "none")).rejects.toMatchObject({ kind: "not-found" });
    });
  });
});
