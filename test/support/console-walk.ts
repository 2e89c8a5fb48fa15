import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page, Response } from "playwright-core";
import { ONBOARDING_EVENTS } from "../../src/onboarding/events.ts";
import { REVIEW_ACT_KINDS } from "../../src/onboarding/review-acts.ts";
import { ROUTE_POLICY } from "../../src/http/console/route-policy.ts";
import { axeFindings, isSerious } from "./browser.ts";

const THEMES = ["light", "dark"] as const;
const WIDTHS = [390, 1280] as const;
type Theme = (typeof THEMES)[number];

const HEIGHT = 860;
/** Of one step in the browser. */
const TIMEOUT_MS = 15_000;

/** Where axe-core judges: each rule in both themes and at both widths. When looks are kept, in every one. */
const JUDGED: ReadonlySet<string> = new Set(["light 1280", "dark 390"]);

/** A picture that a document shows: its theme, and how much of the page, in pixels. */
export interface Pictured {
  readonly file: string;
  readonly theme: Theme;
  readonly height: number;
}

/** Where pictures of a run are kept. */
export interface Pictures {
  /** Those of the documents, by the name of the look. */
  readonly folder: string | undefined;
  readonly pictured: Readonly<Record<string, Pictured>>;
  /** Every look in both themes at both widths, for people to look through. */
  readonly all: string | undefined;
}

/** What a part of a route that names an act may be. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  ":event": ONBOARDING_EVENTS,
  ":act": [...REVIEW_ACT_KINDS, "send", "settle"],
};

interface RouteToWalk {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
}

/** Every route of the policy table, and one for each act that a part of its path may name. */
export const ROUTES_TO_WALK: readonly RouteToWalk[] = Object.keys(ROUTE_POLICY).flatMap((name) => {
  const part = Object.keys(NAMED).find((one) => name.endsWith(`/${one}`));
  const names = part === undefined ? [name] : (NAMED[part] ?? []).map((act) => name.replace(part, act));
  return names.map((one) => {
    const [method = "", path = ""] = one.split(" ");
    return { name: one, method, path: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`) };
  });
});

/** Routes whose answer is a file. */
const FILES: ReadonlySet<string> = new Set([
  "GET /downloads/:file",
  "GET /organizations/:org/documents/:document",
]);

/** Where a form leads that was not taken yet. */
const NOT_DONE = /^\/(?:step-up|login|account)(?:\?|$)/;
/** Routes whose very work leads there. */
const LOGGING_IN = /^(?:GET|POST) \/(?:login|logout|account|step-up)/;

/** @throws Error that fails the test which walks */
function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

function routeOf(method: string, path: string): string | undefined {
  return ROUTES_TO_WALK.find((route) => route.method === method && route.path.test(path))?.name;
}

/** People at browsers, on one console; it remembers what they did and saw. */
export class ConsoleWalk {
  /** What browsers said of the content security policy, and errors of pages. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #pictures: Pictures;
  readonly #contexts: BrowserContext[] = [];
  /** Routes that a browser used and that did what they are for. */
  readonly #walked = new Set<string>();
  /** Pages that were looked at in both themes and at both widths. */
  readonly #looked = new Set<string>();

  constructor(browser: Browser, origin: string, pictures: Pictures) {
    this.#browser = browser;
    this.#origin = origin;
    this.#pictures = pictures;
    for (const folder of [pictures.folder, pictures.all])
      if (folder !== undefined) mkdirSync(folder, { recursive: true });
  }

  /** Routes of the policy that no browser has used, and pages that nobody has looked at. */
  get missing(): readonly string[] {
    return ROUTES_TO_WALK.map(({ name }) => name).filter(
      (name) =>
        !this.#walked.has(name) || (name.startsWith("GET ") && !FILES.has(name) && !this.#looked.has(name)),
    );
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
  }

  /** A page of its own session, which hears every complaint. */
  async openPage(): Promise<Page> {
    const context = await this.#browser.newContext();
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("status of 4"))
        this.complaints.push(`${new URL(page.url()).pathname}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("response", (response) => this.#note(response));
    page.on("download", (download) => this.#noteFile(download.url()));
    return page;
  }

  #note(response: Response): void {
    const request = response.request();
    const name = routeOf(request.method(), new URL(request.url()).pathname);
    if (name === undefined || response.status() >= 400 || !request.isNavigationRequest()) return;
    const isDone = LOGGING_IN.test(name) || !NOT_DONE.test(response.headers()["location"] ?? "");
    if (isDone) this.#walked.add(name);
  }

  #noteFile(address: string): void {
    const name = routeOf("GET", new URL(address).pathname);
    if (name !== undefined) this.#walked.add(name);
  }

  async go(page: Page, path: string, status = 200): Promise<void> {
    const answer = await page.goto(new URL(path, this.#origin).href);
    check(answer?.status() === status, `${path} is answered ${answer?.status()}`);
  }

  async visit(page: Page, path: string, name: string = path, status = 200): Promise<void> {
    await this.go(page, path, status);
    await this.look(page, name);
  }

  /** Look at the page that is open in both themes at both widths: one heading, nothing too wide, nothing serious. */
  async look(page: Page, name: string): Promise<void> {
    check((await page.locator("h1").count()) === 1, `${name} has not one heading`);
    const found: string[] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
        if (Number(overflow) > 0) found.push(`${width}: ${String(overflow)} px wider than the window`);
        const here = `${colorScheme} ${width}`;
        const isJudged = this.#pictures.all !== undefined || JUDGED.has(here);
        const findings = isJudged ? (await axeFindings(page)).filter(isSerious) : [];
        found.push(...findings.map((finding) => `${here}: ${finding}`));
        await this.#takePictures(page, name, { theme: colorScheme, width });
      }
    }
    check(found.length === 0, `${name}: ${found.join("\n")}`);
    const route = routeOf("GET", new URL(page.url()).pathname);
    if (route !== undefined) this.#looked.add(route);
  }

  async #takePictures(
    page: Page,
    name: string,
    { theme, width }: { readonly theme: Theme; readonly width: number },
  ): Promise<void> {
    const { all, folder, pictured } = this.#pictures;
    const one = pictured[name];
    if (all !== undefined) {
      const file = `${name.replaceAll(/\W+/g, "-")}-${theme}-${width}.png`;
      await page.screenshot({ path: join(all, file), fullPage: true });
    }
    if (folder === undefined || one?.theme !== theme || width !== 1280) return;
    await page.setViewportSize({ width, height: one.height });
    await page.screenshot({ path: join(folder, one.file) });
    await page.setViewportSize({ width, height: HEIGHT });
  }

  /** The form that posts to a path, in its fold opened as a person does. */
  async form(page: Page, action: string, within = ""): Promise<Locator> {
    const form = page.locator(`form[method=post][action="${action}"]${within}`);
    const fold = page.locator("details:not([open])").filter({ has: form }).locator("summary").first();
    if ((await fold.count()) > 0) await fold.click();
    return form;
  }

  /** Fill in the form that posts to a path, and press its button. */
  async send(
    page: Page,
    action: string,
    fields: Readonly<Record<string, string>> = {},
    within = "",
  ): Promise<void> {
    const form = await this.form(page, action, within);
    for (const [name, value] of Object.entries(fields)) await fill(form.locator(`[name="${name}"]`), value);
    await Promise.all([page.waitForEvent("framenavigated"), form.locator("button").click()]);
    await page.waitForLoadState();
  }

  /** Press a link that leads to a file. @returns its bytes as text */
  async take(page: Page, link: Locator): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const stream = await download.createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString("latin1");
  }
}

async function fill(field: Locator, value: string): Promise<void> {
  const kind = await field.evaluate((element) => `${element.tagName} ${element.getAttribute("type")}`);
  if (kind.startsWith("SELECT")) await field.selectOption(value);
  else if (kind === "INPUT checkbox") await field.check();
  else await field.fill(value);
}

/** What the page says was done. */
export function notice(page: Page): Promise<string> {
  return page.locator(".notice").first().innerText();
}

/** The text of a page, without what stands around each. */
export function main(page: Page): Promise<string> {
  return page.locator("main").innerText();
}
