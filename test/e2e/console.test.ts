import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "../../src/accounts/policy.ts";
import { axeFindings, isSerious, openBrowser } from "../support/browser.ts";
import { codeOf } from "../support/console-sign-in.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { sampleMessage } from "../support/edit-message.ts";
import { CHROMIUM, commandOf } from "../support/interop-tool.ts";
import { runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { seedConsole, type SeededConsole } from "../support/seed-console.ts";

const OWN_PASSWORD = "seven green boats at noon";
const SECRET = /miic_t_[0-9a-z]{28}/;
const THEMES = ["light", "dark"] as const;
const WIDTHS = [390, 1280] as const;
const HEIGHT = 860;
/** Of one step in the browser. */
const TIMEOUT_MS = 15_000;
/** Longer than the last proof of a log-in counts for what asks for another one. */
const STEP_UP_MS = 600_000;

/** Where the pictures of docs/console.md are written, when this run is to take them. */
const picturesFolder = process.env["CONSOLE_PICTURES"];
/** The pages of docs/console.md, each with its theme and how much of it is shown, in pixels. */
const PICTURED: Readonly<
  Record<string, { readonly file: string; readonly theme: (typeof THEMES)[number]; readonly height: number }>
> = {
  board: { file: "board.png", theme: "light", height: HEIGHT },
  report: { file: "report.png", theme: "light", height: 1100 },
  message: { file: "message.png", theme: "dark", height: 1500 },
  "test-bench": { file: "test-bench.png", theme: "dark", height: HEIGHT },
  "pair shown": { file: "pair.png", theme: "light", height: HEIGHT },
};

/** Of what `onboarding show` prints. */
interface Shown {
  readonly signing: { readonly rules: Readonly<Record<string, string>> };
}

const command = commandOf(CHROMIUM);
const browser = command === undefined ? undefined : await openBrowser();
const contexts: BrowserContext[] = [];

let place: TestPlace;
let seeded: SeededConsole;
let gateway: RunningGateway;
/** What the browser said of the content security policy, and errors of pages. */
const complaints: string[] = [];

beforeAll(async () => {
  if (browser === undefined) return undefined;
  if (picturesFolder !== undefined) mkdirSync(picturesFolder, { recursive: true });
  place = await freshPlace("sqlite");
  seeded = await seedConsole(place);
  gateway = await runGateway({ SECRETS_DIR: place.secretsDir }, join(place.folder, "data"));
  return async () => {
    await gateway.stop();
    await place.remove();
  };
}, 60_000);

afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
});

/** A page of its own session, which hears every complaint. */
async function openPage(): Promise<Page> {
  if (browser === undefined) throw new Error("there is no browser");
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 4"))
      complaints.push(`${new URL(page.url()).pathname}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return page;
}

/** Look at the page that is open in both themes at both widths: one heading, nothing too wide, nothing serious. */
async function look(page: Page, name: string): Promise<void> {
  expect([name, await page.locator("h1").count()]).toEqual([name, 1]);
  const found: string[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      if (Number(overflow) > 0) found.push(`${width}: ${String(overflow)} px wider than the window`);
    }
    const findings = (await axeFindings(page)).filter(isSerious);
    found.push(...findings.map((finding) => `${colorScheme}: ${finding}`));
    await takePicture(page, name, colorScheme);
  }
  expect([name, found]).toEqual([name, []]);
}

async function takePicture(page: Page, name: string, theme: (typeof THEMES)[number]): Promise<void> {
  const pictured = PICTURED[name];
  if (picturesFolder === undefined || pictured?.theme !== theme) return;
  await page.setViewportSize({ width: 1280, height: pictured.height });
  await page.screenshot({ path: join(picturesFolder, pictured.file) });
}

async function go(page: Page, path: string, status = 200): Promise<void> {
  const answer = await page.goto(`${gateway.consoleUrl}${path}`);
  expect([path, answer?.status()]).toEqual([path, status]);
}

async function visit(page: Page, path: string, name: string = path, status = 200): Promise<void> {
  await go(page, path, status);
  await look(page, name);
}

/** Fill in the form that posts to a path, opening its fold as a person does, and press its button. */
async function send(
  page: Page,
  action: string,
  fields: Readonly<Record<string, string>> = {},
  within = "",
): Promise<void> {
  const form = page.locator(`form[method=post][action="${action}"]${within}`);
  const fold = page.locator("details:not([open])").filter({ has: form }).locator("summary").first();
  if ((await fold.count()) > 0) await fold.click();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`);
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForEvent("framenavigated"), form.locator("button").click()]);
  await page.waitForLoadState();
}

/** What the page says was done. */
function notice(page: Page): Promise<string> {
  return page.locator(".notice").first().innerText();
}

function main(page: Page): Promise<string> {
  return page.locator("main").innerText();
}

/** The newest entry of the audit trail. */
async function lastAct(): Promise<unknown> {
  const acts = await seeded.iis<readonly unknown[]>("audit", "list", "--limit", "1");
  return acts[0];
}

/** Log in with a password that an administrator handed over, and take one of one's own. */
async function enter(username: string, role: Role, ...more: readonly string[]): Promise<Page> {
  const password = await seeded.user(username, role, ...more);
  const page = await openPage();
  await go(page, "/login");
  await send(page, "/login", { username, password });
  await send(page, "/account/password", { current: password, password: OWN_PASSWORD, again: OWN_PASSWORD });
  expect(await page.locator("form[action='/account/totp']").count()).toBe(1);
  return page;
}

/** Let the last proof of every log-in be ten minutes ago. */
async function letProofsAge(): Promise<void> {
  const { control } = await place.open();
  await control.kysely
    .withTables<{ console_session: { proved_at_ms: number } }>()
    .updateTable("console_session")
    .set(({ eb }) => ({ proved_at_ms: eb("proved_at_ms", "-", STEP_UP_MS) }))
    .execute();
}

const org = (id: string, rest = ""): string => `/organizations/${id}${rest}`;

describe.runIf(browser !== undefined)("the console in Chromium", () => {
  test("a reviewer reads, decides, and signs after signing in again", async () => {
    const { passing, failing, sender } = seeded;
    const page = await enter("rita", "reviewer");
    await look(page, "account");
    await visit(page, "/", "work");
    await visit(page, "/organizations");
    await visit(page, org(passing), "organization");
    await visit(page, org(failing, "/messages"), "messages");
    await visit(page, org("nobody"), "not found", 404);
    await visit(page, org(failing, "/report?realm=test"), "report");

    const report = org(failing, "/report");
    await send(page, `${report}/mark`, { reason: "new mapping of races" });
    expect([await notice(page), await main(page)]).toEqual([
      expect.stringContaining("Recorded"),
      expect.stringContaining("new mapping of races"),
    ]);
    await send(page, `${report}/clear`, { rule: "b", reason: "one clerk" });
    expect(await lastAct()).toMatchObject({ action: "review.clear", actor: "rita", reason: "one clerk" });

    await go(page, org(passing, "/report?realm=test"));
    await send(page, org(passing, "/report/attest"), { rule: "g", reason: "scripted message of today" });
    expect(await lastAct()).toMatchObject({ action: "review.attest", reason: "scripted message of today" });
    const shown = await seeded.iis<Shown>("onboarding", "show", "--org", passing);
    const open = Object.entries(shown.signing.rules).filter(([, verdict]) => /REVIEW|FAIL/.test(verdict));
    expect(open.length).toBeGreaterThan(0);
    for (const [rule] of open)
      await send(page, org(passing, "/report/waive"), { rule, reason: "training messages" });
    expect(await page.locator("main .tag", { hasText: "waived" }).count()).toBeGreaterThanOrEqual(
      open.length,
    );
    await letProofsAge();
    await send(page, org(passing, "/events/sign-review"), { reason: "all good" }, ":not(details form)");
    expect(new URL(page.url()).pathname).toBe("/step-up");
    await look(page, "step-up");
    await send(page, "/step-up", { password: OWN_PASSWORD });
    await go(page, org(passing, "/report?realm=test"));
    await send(page, org(passing, "/events/sign-review"), { reason: "all good" });
    expect(await notice(page)).toContain("Stage: REVIEW_PASSED");

    await go(page, org(sender, "/messages"));
    await page.locator("tr", { hasText: "WALK-FAULTS" }).locator("a").first().click();
    await page.waitForURL("**/messages/test/*");
    await look(page, "message");
    expect(await main(page)).toContain("***");
    expect(await main(page)).not.toContain("Testperch");
    await send(page, org(sender, "/reveal"), { reason: "call 4711 of the clinic" });
    expect(await main(page)).toMatch(/PID/);
    expect(await lastAct()).toMatchObject({ action: "message.reveal", reason: "call 4711 of the clinic" });
    await look(page, "message shown");
    await send(page, org(sender, "/reveal/end"));
    expect(await main(page)).toContain("***");
    expect(complaints).toEqual([]);
  }, 120_000);

  test("a registrar ranks and decides whether two are one", async () => {
    const { registered, sender } = seeded;
    const page = await enter("rolf", "registrar");
    await go(page, org(registered));
    await send(page, org(registered, "/events/rank"), { reason: "complete", score: "70" });
    expect(await notice(page)).toContain("Stage: QUEUED");
    await visit(page, "/board", "board");
    await go(page, org(sender));
    for (const [role, name] of [
      ["technical", "ada"],
      ["deputy", "bo"],
    ] as const) {
      await send(page, org(sender, "/contacts"), { role, name, email: `${name}@clinic.example` });
      expect(await notice(page)).toBe("The contact is added.");
    }
    const remove = page.locator("#contacts tr", { hasText: "bo@" }).locator("form[action$='/remove']");
    await send(page, (await remove.getAttribute("action")) ?? "");
    expect(await page.locator("#contacts").innerText()).not.toContain("bo@");
    await visit(page, "/patients", "patients");
    await page.locator("main table a").first().click();
    await page.waitForURL("**/patients/test/*/*");
    const { pathname: pair } = new URL(page.url());
    await look(page, "pair");
    expect(await main(page)).not.toContain("Testperch");
    await send(page, `${pair}/reveal`, { reason: "same street" });
    expect(await main(page)).toContain("Testperch");
    await look(page, "pair shown");
    await go(page, pair);
    await send(page, `${pair}/merge`, { reason: "same child" });
    await go(page, pair);
    expect(await main(page)).toContain("merged");
    await look(page, "pair merged");
    await send(page, (await page.locator("form[action$='/undo']").getAttribute("action")) ?? "", {
      reason: "two after all",
    });
    expect(await notice(page)).toContain("The merge is undone.");
    await go(page, pair);
    await send(page, `${pair}/keep-apart`, { reason: "twins" });
    await go(page, "/patients");
    expect(await main(page)).toContain("No pair waits for a decision.");
    expect(await lastAct()).toMatchObject({ action: "patient.split", actor: "rolf", reason: "twins" });
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL("**/login");
    expect(complaints).toEqual([]);
  }, 120_000);

  test("an administrator adds an authenticator, logs in with it, and issues what is shown once", async () => {
    const { sender, registered } = seeded;
    const credentials = org(sender, "/credentials");
    const page = await enter("adam", "administrator");
    const key = ((await page.locator("#authenticator code").textContent()) ?? "").replaceAll(" ", "");
    // Each code is taken once: the one before, the present one, the next one.
    const begunMs = Date.now();
    const code = (steps: number): string => codeOf(key, begunMs + steps * 30_000);
    await send(page, "/account/totp", { code: code(-1) });
    expect(await main(page)).toContain("in use");
    await look(page, "account with authenticator");
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL("**/login");
    await look(page, "log-in");
    await send(page, "/login", { username: "adam", password: OWN_PASSWORD });
    expect(new URL(page.url()).pathname).toBe("/login/code");
    await look(page, "log-in code");
    await send(page, "/login/code", { code: code(0) });
    await visit(page, "/operations", "operations");
    await visit(page, "/audit", "audit");

    await letProofsAge();
    await visit(page, org(sender), "organization of an administrator");
    await send(page, credentials, { realm: "test" }, ":has(input[value=rotate])");
    expect(new URL(page.url()).pathname).toBe("/step-up");
    await send(page, "/step-up", { code: code(1) });
    expect(new URL(page.url()).pathname).toBe(org(sender));
    await send(page, credentials, { realm: "test" }, ":has(input[value=rotate])");
    expect(await main(page)).toMatch(SECRET);
    await look(page, "credential");
    await go(page, org(sender));
    expect(await page.content()).not.toContain("miic_t_");
    await go(page, org(registered));
    await send(page, org(registered, "/credentials"), { realm: "test" }, ":has(input[value=issue])");
    expect(await main(page)).toMatch(SECRET);
    expect(await lastAct()).toMatchObject({ action: "credential.issue", actor: "adam" });

    await go(page, org(sender));
    const revoke = page.locator("form[action$='/revoke']").first();
    await send(page, (await revoke.getAttribute("action")) ?? "", { reason: "not needed" });
    expect(await notice(page)).toContain("The credential is revoked");
    expect(complaints).toEqual([]);
  }, 120_000);

  test("a contact opens the page of a delivered credential once", async () => {
    const delivery = ["--org", seeded.sender, "--realm", "test", "--deliver", "ada@clinic.example"];
    const delivered = await seeded.iis<{ readonly page: string }>("credential", "rotate", ...delivery);
    const page = await openPage();
    await visit(page, delivered.page, "one-time");
    await send(page, delivered.page);
    expect(await main(page)).toMatch(SECRET);
    await look(page, "one-time shown");
    await visit(page, delivered.page, "one-time gone", 404);
    expect(complaints).toEqual([]);
  }, 120_000);

  test("an integrator tries a message, and nothing is stored", async () => {
    const { failing } = seeded;
    const page = await enter("ivy", "integrator", "--org", failing);
    await visit(page, "/test-bench", "test bench, empty");
    const message = sampleMessage("vxu-with-faults.hl7", "BENCH-1").replaceAll("\r", "\n");
    await send(page, "/test-bench#result", { message });
    expect(await page.locator("#result").innerText()).toContain("AE");
    await look(page, "test-bench");
    await go(page, org(failing, "/messages?control=BENCH-1"));
    expect(await main(page)).toContain("No message fits.");
    await visit(page, org(failing, "/report?realm=test"), "report of an integrator");
    expect(await page.locator("form[method=post][action*='/report/']").count()).toBe(0);
    expect(complaints).toEqual([]);
  }, 120_000);
});
