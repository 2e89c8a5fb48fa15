import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generateMessages } from "../../../scripts/training-messages.ts";
import { addContact } from "../../../src/onboarding/contacts.ts";
import { makeReport } from "../../../src/onboarding/make-report.ts";
import { causesOf } from "../../../src/onboarding/sent-finding.ts";
import { programVersion } from "../../../src/composition/program-version.ts";
import { reevaluateContributions } from "../../../src/submission/reevaluate-contributions.ts";
import { ROOT } from "../../support/administration.ts";
import { type TestBrowser, testConsole, type TestConsole } from "../../support/console.ts";
import { openSpine } from "../../support/registry-spine.ts";

const ADA = { role: "technical", name: "Ada Lind", email: "ada@clinic.example" } as const;

let world: TestConsole;
let org = "";
let rita: TestBrowser;

beforeEach(async () => {
  world = await testConsole();
  org = (await world.organization("9998")).id;
  await world.user("rita", "reviewer");
  rita = await world.browser("rita");
});
afterEach(async () => {
  await world.place.remove();
});

/** The key of a cause, after messages came that have one. */
async function someCause(): Promise<string> {
  const spine = await openSpine(world.place, { owners: { "9998": org } });
  spine.nowMs = world.app.clock();
  const messages = generateMessages({
    count: 12,
    seed: 4,
    days: ["20260113"],
    sites: ["9998"],
    processingId: "P",
  });
  for (const { er7 } of messages) await spine.send(er7);
  const judging = {
    codes: () => spine.codes,
    rulesVersion: programVersion(),
    now: world.app.clock,
    sites: world.app.verifyDeps.directory,
  };
  await reevaluateContributions(spine.services, org, judging, { messagesMax: 100 });
  const report = await makeReport(world.deps.reports, { organizationId: org, realm: "test" });

  return causesOf(report)[0]?.cause.causeId ?? "";
}

describe("findings", () => {
  test("a cause is sent, waits in My work, is answered and gone from there", async () => {
    const causeId = await someCause();
    const sending = { realm: "test", owner: "technical", reason: "as told", [`cause-${causeId}`]: "on" };
    const post = (act: string, form: Record<string, string>) =>
      rita.post(`/organizations/${org}/report/${act}`, form);
    expect((await post("send", sending)).status).toBe(403);
    await addContact(world.deps.onboarding, ROOT, org, ADA);
    expect((await post("send", { ...sending, due: "2026-01-17" })).status).toBe(400);
    expect((await rita.get("/")).text).not.toContain("Findings without an answer");
    expect((await rita.get(`/organizations/${org}/report?realm=test`)).text).toContain(`cause-${causeId}`);
    const sent = await post("send", sending);
    expect([sent.status, sent.headers["location"]]).toEqual([303, `/organizations/${org}/report?realm=test`]);
    const [finding] = await world.deps.onboarding.store.listOpenFindings();
    // Monday the 19th is a holiday.
    expect(finding).toMatchObject({ sentBy: "rita", dueOn: "2026-01-22", cause: { causeId } });
    expect((await rita.get("/")).text).toContain("Findings without an answer");
    expect((await rita.get("/")).text).not.toMatch(/1\sfinding without an answer/);
    world.app.setClock(Date.parse("2026-01-23T18:00:00Z"));
    rita = await world.browser("rita");
    expect((await rita.get("/")).text).toMatch(/1\sfinding without an answer: ask Ada Lind/);
    const settling = { realm: "test", finding: finding?.id ?? "", reason: "mended" };
    expect((await post("settle", { ...settling, state: "open" })).status).toBe(400);
    expect((await post("settle", { ...settling, state: "answered" })).status).toBe(303);
    expect((await rita.get("/")).text).not.toMatch(/without an answer/i);
    expect((await rita.get(`/organizations/${org}/report?realm=test`)).text).toContain("mended");
  });

  test.each([
    { what: "no cause", more: {}, status: 400 },
    { what: "a cause that is not there", more: { "cause-none": "on" }, status: 404 },
    { what: "a role that is none", more: { owner: "boss" }, status: 400 },
    { what: "a realm that is none", more: { realm: "both" }, status: 400 },
  ])("sending $what is $status, and nothing is sent", async ({ more, status }) => {
    await addContact(world.deps.onboarding, ROOT, org, ADA);
    const form = { realm: "test", owner: "technical", reason: "as told", ...more };
    expect((await rita.post(`/organizations/${org}/report/send`, form)).status).toBe(status);
    expect(await world.deps.onboarding.store.listSentFindings(org)).toEqual([]);
  });
});

describe("calls and mail", () => {
  test("an entry is kept and shown to staff, not to the organization", async () => {
    const form = { kind: "call", contact: "", text: "mended <b>on Monday</b>" };
    const kept = await rita.post(`/organizations/${org}/log`, form);
    expect([kept.status, kept.headers["location"]]).toEqual([303, `/organizations/${org}`]);
    expect((await rita.get(`/organizations/${org}`)).text).toContain("mended &lt;b&gt;on Monday&lt;/b&gt;");
    await world.user("ines", "integrator", [org]);
    const ines = await world.browser("ines");
    expect((await ines.get(`/organizations/${org}`)).text).not.toContain("on Monday");
    expect((await ines.post(`/organizations/${org}/log`, form)).status).toBe(403);
  });

  test.each([
    { kind: "letter", text: "x", status: 400 },
    { kind: "call", text: "", status: 400 },
    { kind: "call", text: "x", contact: "c-1", status: 404 },
    { kind: "call", text: "x", csrf: "forged", status: 403 },
  ])("%o is refused, and nothing is kept", async ({ status, ...form }) => {
    expect((await rita.post(`/organizations/${org}/log`, form)).status).toBe(status);
    expect(await world.deps.onboarding.store.listContactLog(org)).toEqual([]);
  });
});
