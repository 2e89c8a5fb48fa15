import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoapClient } from "../../scripts/soap-client.ts";
import type { Role } from "../../src/accounts/policy.ts";
import { minnesotaBusinessDays as calendar } from "../../src/kernel/business-days.ts";
import { addDays, dayInZone } from "../../src/kernel/dates.ts";
import { openBrowser } from "../support/browser.ts";
import { codeOf } from "../support/console-sign-in.ts";
import { ConsoleWalk, main, notice, type Pictured } from "../support/console-walk.ts";
import { BASE_UPDATE } from "../support/conformance-messages.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { editMessage, sampleMessage } from "../support/edit-message.ts";
import { CHROMIUM, commandOf } from "../support/interop-tool.ts";
import { FULL_FORM } from "../support/onboarding-place.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { seedConsole, type SeededConsole } from "../support/seed-console.ts";

const OWN_PASSWORD = "seven green boats at noon";
const SECRET = /miic_[tp]_[0-9a-z]{28}/;
/** Longer than the last proof of a log-in counts for what asks for another one. */
const STEP_UP_MS = 600_000;
/** Longer than a session without a click. */
const IDLE_MS = 1_000_000;

/** The pages of docs/console.md, each with its theme and how much of it is shown, in pixels. */
const PICTURED: Readonly<Record<string, Pictured>> = {
  board: { file: "board.png", theme: "light", height: 860 },
  report: { file: "report.png", theme: "light", height: 1100 },
  message: { file: "message.png", theme: "dark", height: 1200 },
  "test bench": { file: "test-bench.png", theme: "dark", height: 860 },
  "pair shown": { file: "pair.png", theme: "light", height: 860 },
};

/** Of what `onboarding show` prints. */
interface Shown {
  readonly signing: { readonly rules: Readonly<Record<string, string>> };
}

const command = commandOf(CHROMIUM);
const browser = command === undefined ? undefined : await openBrowser();

let place: TestPlace;
let seeded: SeededConsole;
let gateway: RunningGateway;
let walk: ConsoleWalk;

beforeAll(async () => {
  if (browser === undefined) return undefined;
  place = await freshPlace("sqlite");
  seeded = await seedConsole(place);
  const env = { SECRETS_DIR: place.secretsDir, TWO_PERSON: "1" };
  gateway = await runGateway(env, join(place.folder, "data"));
  const { CONSOLE_PICTURES: folder, CONSOLE_LOOKS: all } = process.env;
  walk = new ConsoleWalk(browser, gateway.consoleUrl, { folder, pictured: PICTURED, all });
  return async () => {
    await gateway.stop();
    await place.remove();
  };
}, 90_000);

afterAll(async () => {
  await walk?.close();
  await browser?.close();
});

/** The newest entry of the audit trail. */
async function lastAct(): Promise<unknown> {
  const acts = await seeded.iis<readonly unknown[]>("audit", "list", "--limit", "1");
  return acts[0];
}

/** Log in with a password that an administrator handed over, and take one of one's own. */
async function enter(username: string, role: Role, ...more: readonly string[]): Promise<Page> {
  const password = await seeded.user(username, role, ...more);
  const page = await walk.openPage();
  await walk.go(page, "/login");
  await walk.send(page, "/login", { username, password });
  await walk.send(page, "/account/password", {
    current: password,
    password: OWN_PASSWORD,
    again: OWN_PASSWORD,
  });
  expect(await page.locator("form[action='/account/totp']").count()).toBe(1);
  return page;
}

/** Change sessions behind the console's back: time that passed. */
async function letPass(column: "proved_at_ms" | "seen_at_ms", ms: number, username?: string): Promise<void> {
  const { control } = await place.open();
  await control.kysely
    .withTables<{ console_session: { proved_at_ms: number; seen_at_ms: number; username: string } }>()
    .updateTable("console_session")
    .set((of) => ({ [column]: of.eb(column, "-", ms) }))
    .$if(username !== undefined, (query) => query.where("username", "=", username ?? ""))
    .execute();
}

/** What an organization sends with a credential that a page shows. */
async function sendWith(page: Page, hl7Message: string): Promise<void> {
  const [username, password, facilityId] = await page.locator("code.secret").allInnerTexts();
  const client = createSoapClient({ url: gateway.soapUrl });
  const answer = await client.submitSingleMessage({ username, password, facilityId, hl7Message });
  expect(answer).toMatchObject({ kind: "answer", text: expect.stringMatching(/MSA\|A[AE]/) });
}

/** A message that production takes too. */
function messageOf(site: string, controlId: string): string {
  return editMessage(BASE_UPDATE, [
    { segment: "MSH", field: 4, value: site },
    { segment: "MSH", field: 10, value: controlId },
    { segment: "MSH", field: 11, value: "P" },
  ]);
}

const org = (id: string, rest = ""): string => `/organizations/${id}${rest}`;
const today = dayInZone(Date.now());
const inDays = (days: number): string => calendar.add(today, days);

/** An event of an organization, from its page. */
async function happen(page: Page, id: string, event: string, fields: Readonly<Record<string, string>> = {}) {
  await walk.go(page, org(id));
  await walk.send(page, org(id, `/events/${event}`), { reason: "as agreed", ...fields });
  return notice(page);
}

describe.runIf(browser !== undefined)("the console in Chromium", () => {
  let rita: Page;
  let ruth: Page;
  let rolf: Page;
  let adam: Page;

  /** An event that one reviewer asks for and another one confirms. */
  async function byTwo(id: string, event: string, fields: Readonly<Record<string, string>> = {}) {
    expect(await happen(rita, id, event, fields)).toContain("Another person confirms it");
    expect(await rita.locator("#next").innerText()).toContain("needs another person");
    await walk.go(ruth, org(id));
    const confirm = ruth.locator("form[action$='/confirm']");
    await walk.send(ruth, (await confirm.getAttribute("action")) ?? "");
    return notice(ruth);
  }

  test("a reviewer reads, compares, decides and tells the organization", async () => {
    const { passing, failing } = seeded;
    const page = (rita = await enter("rita", "reviewer"));
    await walk.look(page, "account");
    await walk.visit(page, "/organizations");
    await walk.visit(page, org(failing, "/messages"), "messages");
    await walk.visit(page, org("nobody"), "not found", 404);
    await walk.visit(page, org(failing, "/report?realm=test"), "report");
    const report = org(failing, "/report");
    await walk.go(page, `${report}?realm=test`);
    const causes = page.locator(`form[action="${report}/send"] input[type=checkbox]`);
    const cause = (await causes.first().getAttribute("name")) ?? "";
    await walk.send(page, `${report}/send`, { [cause]: "on", reason: "first week", due: inDays(3) });
    expect(await notice(page)).toContain("Sent to Ada Lind");
    const second = (await causes.nth(1).getAttribute("name")) ?? "";
    await walk.send(page, `${report}/send`, { [second]: "on", reason: "first week" });
    await walk.send(page, `${report}/settle`, { state: "answered", reason: "mapping is mended on Friday" });
    const window = page.locator("form.filters");
    const spans = { from: -5, to: 0, compareFrom: -15, compareTo: -6 };
    for (const [name, days] of Object.entries(spans))
      await window.locator(`[name=${name}]`).fill(addDays(today, days));
    await Promise.all([page.waitForURL(/compareFrom=2/), window.locator("button").click()]);
    await walk.look(page, "report compared");
    await walk.go(page, `${report}?realm=test`);
    await walk.send(page, `${report}/mark`, { reason: "new mapping of races" });
    expect([await notice(page), await main(page)]).toEqual([
      expect.stringContaining("Recorded"),
      expect.stringContaining("new mapping of races"),
    ]);
    await walk.send(page, `${report}/clear`, { rule: "b", reason: "one clerk" });
    expect(await lastAct()).toMatchObject({ action: "review.clear", actor: "rita", reason: "one clerk" });
    await walk.visit(page, "/", "work");

    await walk.go(page, org(passing, "/report?realm=test"));
    await walk.send(page, org(passing, "/report/attest"), { rule: "g", reason: "scripted message of today" });
    expect(await lastAct()).toMatchObject({ action: "review.attest", reason: "scripted message of today" });
    await walk.visit(page, org(passing), "organization");
    const letter = await walk.take(page, page.locator("#documents a").first());
    expect(letter).toMatch(/^%PDF-/);
    const called = { kind: "call", text: "RXA-5 is mended on Monday" };
    await walk.send(page, org(passing, "/log"), called);
    expect(await page.locator("#log").innerText()).toContain(called.text);
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("signatures, the move and the connection need two people", async () => {
    const { passing, monitored } = seeded;
    ruth = await enter("ruth", "reviewer");
    const { signing } = await seeded.iis<Shown>("onboarding", "show", "--org", passing);
    const open = Object.entries(signing.rules).filter(([, verdict]) => /REVIEW|FAIL/.test(verdict));
    expect(open.length).toBeGreaterThan(0);
    await walk.go(rita, org(passing, "/report?realm=test"));
    for (const [rule] of open)
      await walk.send(rita, org(passing, "/report/waive"), { rule, reason: "training messages" });
    expect(await rita.locator("main .tag", { hasText: "waived" }).count()).toBeGreaterThanOrEqual(
      open.length,
    );

    await letPass("proved_at_ms", STEP_UP_MS);
    await walk.send(rita, org(passing, "/events/sign-review"), { reason: "good" }, ":not(details form)");
    expect(new URL(rita.url()).pathname).toBe("/step-up");
    await walk.look(rita, "step-up");
    await walk.send(rita, "/step-up", { password: OWN_PASSWORD });
    await walk.go(ruth, "/step-up");
    await walk.send(ruth, "/step-up", { password: OWN_PASSWORD });
    await walk.go(rita, org(passing, "/report?realm=test"));
    await walk.send(rita, org(passing, "/events/sign-review"), { reason: "good" }, ":not(details form)");
    expect(await notice(rita)).toContain("Another person confirms it");
    await walk.visit(ruth, "/", "work with what waits");
    const confirm = ruth.locator("#pending form[action$='/confirm']");
    await walk.send(ruth, (await confirm.getAttribute("action")) ?? "");
    expect(await notice(ruth)).toContain("Stage: REVIEW_PASSED");
    const { contacts: _none, ...plan } = FULL_FORM;
    const moved = await byTwo(passing, "go-live", { plan: JSON.stringify(plan), document: "We watch." });
    expect(moved).toContain("Stage: PROD_MOVE");
    expect(await byTwo(monitored, "sign-monitoring")).toContain("Stage: MONITORING_PASSED");
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("a registrar ranks, sends the letter and decides whether two are one", async () => {
    const { registered, sender, monitored } = seeded;
    const page = (rolf = await enter("rolf", "registrar"));
    expect(await happen(page, registered, "rank", { score: "70" })).toContain("Stage: QUEUED");
    await walk.visit(page, "/board", "board");
    expect(await happen(page, monitored, "send-letter")).toContain("Stage: ONGOING");
    await walk.go(page, org(sender));
    for (const [role, name] of [
      ["technical", "ada"],
      ["deputy", "bo"],
    ] as const) {
      await walk.send(page, org(sender, "/contacts"), { role, name, email: `${name}@clinic.example` });
      expect(await notice(page)).toBe("The contact is added.");
    }
    const remove = page.locator("#contacts tr", { hasText: "bo@" }).locator("form[action$='/remove']");
    await walk.send(page, (await remove.getAttribute("action")) ?? "");
    expect(await page.locator("#contacts").innerText()).not.toContain("bo@");
    await walk.visit(page, "/patients", "patients");
    await page.locator("main table a").first().click();
    await page.waitForURL("**/patients/test/*/*");
    const { pathname: pair } = new URL(page.url());
    await walk.look(page, "pair");
    expect(await main(page)).not.toContain("Testperch");
    await walk.send(page, `${pair}/reveal`, { reason: "same street" });
    expect(await main(page)).toContain("Testperch");
    await walk.look(page, "pair shown");
    await walk.go(page, pair);
    await walk.send(page, `${pair}/merge`, { reason: "same child" });
    await walk.go(page, pair);
    expect(await main(page)).toContain("merged");
    await walk.send(page, (await page.locator("form[action$='/undo']").getAttribute("action")) ?? "", {
      reason: "two after all",
    });
    expect(await notice(page)).toContain("The merge is undone.");
    await walk.go(page, pair);
    await walk.send(page, `${pair}/keep-apart`, { reason: "twins" });
    await walk.go(page, "/patients");
    expect(await main(page)).toContain("No pair waits for a decision.");
    expect(await lastAct()).toMatchObject({ action: "patient.split", actor: "rolf", reason: "twins" });
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("an administrator adds an authenticator, issues, hands over, rotates and revokes", async () => {
    const { sender, passing } = seeded;
    const credentials = org(sender, "/credentials");
    const page = (adam = await enter("adam", "administrator"));
    const key = ((await page.locator("#authenticator code").textContent()) ?? "").replaceAll(" ", "");
    // Each code is taken once: the one before, the present one, the next one.
    const begunMs = Date.now();
    const code = (steps: number): string => codeOf(key, begunMs + steps * 30_000);
    await walk.send(page, "/account/totp", { code: code(-1) });
    expect(await main(page)).toContain("in use");
    await walk.look(page, "account with authenticator");
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL("**/login");
    await walk.look(page, "log-in");
    await walk.send(page, "/login", { username: "adam", password: OWN_PASSWORD });
    expect(new URL(page.url()).pathname).toBe("/login/code");
    await walk.look(page, "log-in code");
    await walk.send(page, "/login/code", { code: code(0) });
    await walk.visit(page, "/operations", "operations");
    await walk.visit(page, "/audit", "audit");

    await letPass("proved_at_ms", STEP_UP_MS, "adam");
    await walk.visit(page, org(sender), "organization of an administrator");
    await walk.send(page, credentials, { realm: "test" }, ":has(input[value=rotate])");
    expect(new URL(page.url()).pathname).toBe("/step-up");
    await walk.send(page, "/step-up", { code: code(1) });
    expect(new URL(page.url()).pathname).toBe(org(sender));
    await walk.send(page, credentials, { realm: "test" }, ":has(input[value=rotate])");
    expect(await main(page)).toMatch(SECRET);
    await walk.look(page, "credential");
    await walk.go(page, org(sender));
    expect(await page.content()).not.toContain("miic_t_");
    const revoke = page.locator("form[action$='/revoke']").first();
    await walk.send(page, (await revoke.getAttribute("action")) ?? "", { reason: "not needed" });
    expect(await notice(page)).toContain("The credential is revoked");

    await walk.go(page, org(passing));
    const production = { realm: "production" };
    await walk.send(page, org(passing, "/credentials"), production, ":has(input[value=issue])");
    expect(await lastAct()).toMatchObject({ action: "credential.issue", actor: "adam" });
    await sendWith(page, messageOf("N1", "LIVE-1"));
    expect(await byTwo(passing, "verify-connection")).toContain("Stage: PROD_MONITORING");
    expect(await happen(rita, passing, "extend-monitoring", { until: inDays(15) })).toContain(
      "MONITORING_EXTENDED",
    );
    expect(await happen(rita, passing, "reopen-review")).toContain("Stage: TECH_REVIEW");
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("a contact opens the page of a delivered credential once, and the way to the review goes on", async () => {
    const { registered } = seeded;
    expect(await happen(rita, registered, "invite")).toContain("Stage: INVITED");
    expect(await happen(rita, registered, "meet")).toContain("Stage: PLAN_REVIEW");
    expect(await happen(rita, registered, "change-schedule", { until: inDays(4) })).toContain(inDays(4));
    const plan = JSON.stringify(FULL_FORM);
    const confirmed = await happen(rita, registered, "confirm-plan", {
      plan,
      document: "We confirm the plan.",
    });
    expect(confirmed).toContain("Stage: PLAN_CONFIRMED");
    expect(await happen(rita, registered, "start-test-setup")).toContain("Stage: TEST_SETUP");

    await walk.go(adam, org(registered));
    const credentials = org(registered, "/credentials");
    const issue = await walk.form(adam, credentials, ":has(input[value=issue])");
    await issue.locator("[name=deliver]").selectOption({ index: 1 });
    await walk.send(adam, credentials, { realm: "test" }, ":has(input[value=issue])");
    await walk.look(adam, "hand-over");
    const { pathname: link } = new URL(await adam.locator("code.secret").innerText());
    await walk.go(adam, org(registered));
    expect(await adam.content()).not.toContain(link);

    const contact = await walk.openPage();
    await walk.visit(contact, link, "one-time");
    await walk.send(contact, link);
    expect(await main(contact)).toMatch(SECRET);
    await walk.look(contact, "one-time shown");
    await sendWith(contact, messageOf("8888", "FIRST-1"));
    await walk.visit(contact, link, "one-time gone", 404);

    expect(await happen(rita, registered, "begin-review")).toContain("Stage: TECH_REVIEW");
    expect(await happen(rita, registered, "extend-review", { until: inDays(25) })).toContain(
      "REVIEW_EXTENDED",
    );
    expect(await happen(rita, registered, "pause", { until: inDays(5) })).toContain("Stage: PAUSED");
    expect(await happen(rita, registered, "resume")).toContain("Stage: REVIEW_EXTENDED");
    expect(await happen(rita, registered, "return")).toContain("Stage: QUEUED");
    expect(await happen(rita, registered, "withdraw")).toContain("Stage: WITHDRAWN");
    await walk.go(rita, org(registered));
    expect(await happen(rita, registered, "restart", { interface: "second EHR" })).toContain(
      "Stage: REGISTERED",
    );
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("a reviewer opens one organization's messages with one reason, and masks them again", async () => {
    const { sender } = seeded;
    const page = rita;
    await walk.go(page, org(sender, "/messages"));
    await page.locator("tr", { hasText: "WALK-FAULTS" }).locator("a").first().click();
    await page.waitForURL("**/messages/test/*");
    await walk.look(page, "message");
    expect(await main(page)).toContain("***");
    expect(await main(page)).not.toContain("Testperch");
    await walk.send(page, org(sender, "/reveal"), { reason: "call 4711 of the clinic" });
    expect(await main(page)).toMatch(/PID/);
    expect(await lastAct()).toMatchObject({ action: "message.reveal", reason: "call 4711 of the clinic" });
    await walk.look(page, "message shown");
    await walk.send(page, org(sender, "/reveal/end"));
    expect(await main(page)).toContain("***");
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("an integrator tries a message, pasted and as a file, takes files along, and nothing is stored", async () => {
    const { failing } = seeded;
    const page = await enter("ivy", "integrator", "--org", failing);
    await walk.visit(page, "/test-bench", "test bench, empty");
    const message = sampleMessage("vxu-with-faults.hl7", "BENCH-1").replaceAll("\r", "\n");
    await walk.send(page, "/test-bench#result", { message });
    expect(await page.locator("#result").innerText()).toContain("AE");
    await walk.look(page, "test bench");
    const choose = async (buffer: Buffer, name: string, mimeType: string): Promise<void> => {
      await walk.go(page, "/test-bench");
      await page.locator("input[type=file]").setInputFiles({ name, mimeType, buffer });
      await walk.send(page, "/test-bench#result");
    };
    await choose(
      Buffer.from(message.replace("BENCH-1", "BENCH-2")),
      "message.hl7",
      "application/octet-stream",
    );
    expect(await page.locator("#result").innerText()).toContain("BENCH-2");
    await choose(Buffer.from("PK\u0003\u0004\u0000"), "message.hl7.zip", "application/zip");
    await walk.look(page, "file refused");
    expect(await main(page)).toContain("Choose a text file");
    await walk.go(page, "/test-bench");
    const dropped = JSON.stringify(message.replace("BENCH-1", "BENCH-3"));
    await page.evaluate(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${dropped}], "dropped.hl7"));
      const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector("textarea").dispatchEvent(drop);
    }`);
    await expect.poll(() => page.locator("textarea").inputValue()).toContain("BENCH-3");
    const links = page.locator("#downloads a");
    for (let at = 0; at < (await links.count()); at += 1)
      expect((await walk.take(page, links.nth(at))).length).toBeGreaterThan(100);
    await walk.go(page, org(failing, "/messages?control=BENCH-1"));
    expect(await main(page)).toContain("No message fits.");
    await walk.go(page, org(failing, "/report?realm=test"));
    expect(await page.locator("form[method=post][action*='/report/']").count()).toBe(0);
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("a stale form, a double click and a session that is over change nothing", async () => {
    const { sender } = seeded;
    const log = org(sender, "/log");
    await walk.go(rolf, org(sender));
    const form = await walk.form(rolf, log);
    await form.locator("[name=text]").fill("said twice");
    await Promise.all([rolf.waitForEvent("framenavigated"), form.locator("button").dblclick()]);
    await rolf.waitForLoadState();
    expect((await rolf.locator("#log").innerText()).match(/said twice/g)).toHaveLength(1);

    await rolf
      .locator(`form[action="${log}"] [name=csrf]`)
      .evaluate((field) => field.setAttribute("value", "x"));
    await walk.send(rolf, log, { text: "stale" });
    expect(await main(rolf)).toContain("out of date");
    await walk.look(rolf, "stale form");
    await walk.go(rolf, org(sender));
    await letPass("seen_at_ms", IDLE_MS, "rolf");
    await walk.send(rolf, log, { text: "too late" });
    expect(await main(rolf)).toContain("Your session is over");
    await walk.look(rolf, "session over");
    await walk.go(rolf, org(sender));
    expect(new URL(rolf.url()).pathname).toBe("/login");
    await walk.go(rita, org(sender));
    expect(await rita.locator("#log").innerText()).not.toMatch(/stale|too late/);
    await rita.getByRole("button", { name: "Log out" }).click();
    await rita.waitForURL("**/login");
    expect(walk.complaints).toEqual([]);
  }, 120_000);

  test("every route of the policy table was walked, and every page looked at", () => {
    expect(walk.missing).toEqual([]);
  });
});
