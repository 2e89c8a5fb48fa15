import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { administer, asParameters, type Administration } from "../support/administer.ts";
import { axeFindings, isSerious, openBrowser } from "../support/browser.ts";
import { sampleMessage } from "../support/edit-message.ts";
import { CHROMIUM, commandOf } from "../support/interop-tool.ts";
import { removeFolder, runGateway, type RunningGateway } from "../support/run-gateway.ts";
import { postSoap } from "../support/soap-call.ts";
import { envelope, submitBody } from "../support/soap-envelopes.ts";

const OWN_PASSWORD = "seven green boats at noon";
/** Narrow and dark, wide and light: each theme and each width is looked at. */
const LOOKS = [
  { colorScheme: "dark", viewport: { width: 320, height: 640 } },
  { colorScheme: "light", viewport: { width: 1280, height: 800 } },
] as const;

const command = commandOf(CHROMIUM);
const browser = command === undefined ? undefined : await openBrowser();
const contexts: BrowserContext[] = [];

let gateway: RunningGateway;
let administration: Administration;
let sender: SenderAccount;
/** What the browser said of the content security policy, and errors of pages. */
const complaints: string[] = [];

beforeAll(async () => {
  if (browser === undefined) return undefined;
  gateway = await runGateway();
  administration = administer({ DATA_DIR: gateway.dataDir });
  sender = await administration.sender("9998");
  for (const sample of ["vxu-good.hl7", "vxu-with-faults.hl7"]) {
    const message = sampleMessage(sample, `WALK-${sample}`);
    await postSoap(gateway.soapUrl, envelope("1.2", submitBody(asParameters(sender, message))));
  }
  return async () => {
    await gateway.stop();
    removeFolder(gateway.dataDir);
  };
});

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
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 4"))
      complaints.push(`${new URL(page.url()).pathname}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return page;
}

/** Log in with a password that an administrator handed over, and take one of one's own. */
async function enter(username: string, role: string): Promise<Page> {
  const made = await administration.iis<{ readonly password: string }>(
    "user",
    "create",
    "--username",
    username,
    "--role",
    role,
  );
  const page = await openPage();
  await page.goto(`${gateway.consoleUrl}/board`);
  await page.fill("input[name=username]", username);
  await page.fill("input[name=password]", made.password);
  await page.click("main button");
  await page.fill("input[name=current]", made.password);
  await page.fill("input[name=password]", OWN_PASSWORD);
  await page.fill("input[name=again]", OWN_PASSWORD);
  await page.locator("form[action='/account/password'] button").click();
  await page.waitForURL("**/account");
  return page;
}

/** What keeps somebody from using the page that is open, in both themes and at both widths. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { colorScheme, viewport } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const findings = (await axeFindings(page)).filter(isSerious);
    found.push(...findings.map((finding) => `${colorScheme} ${viewport.width}: ${finding}`));
    const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    if (Number(overflow) > 0) found.push(`${viewport.width}: ${String(overflow)} px wider than the window`);
  }
  return found;
}

/** Open pages one after the other; each has a heading and nothing serious. */
async function walk(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const answer = await page.goto(`${gateway.consoleUrl}${path}`);
    expect([path, answer?.status()]).toEqual([path, 200]);
    expect([path, await page.locator("h1").count()]).toEqual([path, 1]);
    expect([path, await seriousFindings(page)]).toEqual([path, []]);
  }
}

describe.runIf(browser !== undefined)("the console in Chromium", () => {
  test("a reviewer goes from the log-in to a message, and opens it with a reason", async () => {
    const login = await openPage();
    await login.goto(gateway.consoleUrl);
    expect(await seriousFindings(login)).toEqual([]);

    const page = await enter("rita", "reviewer");
    const { organizationId } = sender;
    await walk(page, ["/account", "/", "/board", "/organizations", `/organizations/${organizationId}`]);
    await walk(page, [
      `/organizations/${organizationId}/report`,
      `/organizations/${organizationId}/messages`,
    ]);
    await page.locator("main table a").first().click();
    await page.waitForURL("**/messages/test/*");
    expect(await seriousFindings(page)).toEqual([]);
    const masked = await page.locator("main").innerText();
    expect(masked).toContain("***");
    for (const summary of await page.locator("main summary").all())
      if (await summary.isVisible()) await summary.click();
    await page.locator("form[action$='/reveal'] input[name=reason]").fill("call 4711 of the clinic");
    await page.locator("form[action$='/reveal'] button").click();
    await page.waitForURL("**/messages/test/*");
    const shown = await page.locator("main").innerText();
    expect(shown.length).toBeGreaterThan(masked.length);
    expect(await seriousFindings(page)).toEqual([]);
    const [act] = await administration.iis<readonly { readonly action: string; readonly reason: string }[]>(
      "audit",
      "list",
      "--limit",
      "1",
    );
    expect(act).toMatchObject({ action: "message.reveal", actor: "rita", reason: "call 4711 of the clinic" });

    await page.goto(`${gateway.consoleUrl}/test-bench`);
    await page.fill("textarea[name=message]", sampleMessage("vxu-with-faults.hl7", "BENCH-1"));
    await page.locator("form[action^='/test-bench'] button").first().click();
    await page.waitForLoadState();
    expect(await page.locator("main").innerText()).toContain("AE");
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 120_000);

  test("an administrator issues a credential that is shown once, and reads what was done", async () => {
    const page = await enter("adam", "administrator");
    await walk(page, ["/operations", "/audit", `/organizations/${sender.organizationId}`]);
    // Folded forms open as a person opens them.
    for (const summary of await page.locator("main summary").all())
      if (await summary.isVisible()) await summary.click();
    const form = page.locator("form[action$='/credentials']:has(input[value=rotate])");
    await form.locator("select[name=realm]").selectOption("test");
    await form.locator("button").click();
    await page.waitForLoadState();
    expect(await page.locator("main").innerText()).toMatch(/miic_t_[0-9a-z]{28}/);
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(`${gateway.consoleUrl}/organizations/${sender.organizationId}`);
    expect(await page.content()).not.toContain("miic_t_");
    expect(complaints).toEqual([]);
  }, 120_000);

  test("a registrar sees who may be one patient", async () => {
    const page = await enter("rolf", "registrar");
    await walk(page, ["/patients", "/board"]);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL("**/login");
    expect(complaints).toEqual([]);
  }, 120_000);
});
