import type { Express } from "express";
import request, { type Response, type Test } from "supertest";
import { createVerifyToken } from "../../src/accounts/create-verify-token.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import type { Organization } from "../../src/accounts/organization.ts";
import type { Role } from "../../src/accounts/policy.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { loadConfig } from "../../src/config.ts";
import { createApi } from "../../src/http/api/create-api.ts";
import type { ConsoleDeps } from "../../src/http/console/console-deps.ts";
import { createConsole } from "../../src/http/console/create-console.ts";
import { createConsoleApp } from "../../src/http/console-app.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { openConsole } from "../../src/composition/open-console.ts";
import { type OpenedRealm, openRealm } from "../../src/store/open-realm.ts";
import { ROOT, type TestAdministration, testAdministration } from "./administration.ts";
import { forecastService } from "./fictitious-schedule.ts";
import { GOOD_PASSWORD, settledUser, signInDeps } from "./console-sign-in.ts";
import { freshPlace, type TestPlace } from "./databases.ts";
import { type MemoryLog, memoryLog } from "./memory-log.ts";

const HOST = "console.example:8081";

const checkReadiness: ConsoleDeps["watch"]["checkReadiness"] = () =>
  Promise.resolve({ ready: true, checks: { control: true } });

/** The whole console on a fresh SQLite, with a clock that the test sets; only passwords are hashed for nothing. */
export interface TestConsole {
  readonly place: TestPlace;
  readonly app: TestAdministration;
  readonly deps: ConsoleDeps;
  readonly web: Express;
  readonly log: MemoryLog;
  readonly realms: Readonly<Record<Realm, OpenedRealm>>;
  organization(facility: string): Promise<Organization>;
  user(username: string, role: Role, organizationIds?: readonly string[]): Promise<void>;
  /** A browser in which somebody has logged in. */
  browser(username: string): Promise<TestBrowser>;
}

export async function testConsole(
  env: Readonly<Record<string, string>> = {},
  given?: TestPlace,
): Promise<TestConsole> {
  const place = given ?? (await freshPlace("sqlite"));
  const app = await testAdministration(place);
  const vault = place.vault();
  const opened = Object.fromEntries(REALMS.map((realm) => [realm, openOne(app, vault, realm)]));
  const { test, production } = opened;
  if (test === undefined || production === undefined) throw new Error("a realm is not open");
  const realms = { test, production };
  const log = memoryLog();
  const config = loadConfig({ DATA_DIR: place.folder, SECRETS_DIR: place.secretsDir, ...env }, "/");
  const codes = builtInCodeSets();
  const accounts = signInDeps(app);
  const deps: ConsoleDeps = {
    ...openConsole({
      config,
      log: log.log,
      clock: app.clock,
      calendar: app.calendarClock,
      newId: app.newId,
      vault,
      databases: app.databases,
      realms,
      logins: app.verifyDeps,
      codes: () => codes,
      checkReadiness,
      recentTraffic: () => ({ answers: 3, faults: 1, medianMs: 12, p95Ms: 40 }),
      recentAlerts: () => [{ atMs: Date.parse("2026-01-14T17:00:00Z"), text: "It is slow. Mend it." }],
    }),
    accounts,
  };
  const verifyToken = createVerifyToken({ ...app.verifyDeps, directory: app.store });
  const web = createConsoleApp({
    checkReadiness,
    newId: app.newId,
    log: log.log,
    verifyToken,
    scrape: async () => "",
    pages: createConsole(deps),
    api: createApi({
      console: deps,
      verifyToken,
      forecastData: forecastService().loaded,
      version: "0.0.1",
    }),
  });
  return {
    place,
    app,
    deps,
    web,
    log,
    realms,
    organization: (facility) =>
      createOrganization(app, ROOT, { name: `Clinic ${facility}`, facilities: [facility], mnvfc: true }),
    user: (username, role, organizationIds = []) => settledUser(accounts, username, role, organizationIds),
    browser: async (username) => {
      const browser = new TestBrowser(web);
      const page = await browser.post("/login", { username, password: GOOD_PASSWORD });
      if (page.status !== 303) throw new Error(`the log-in of ${username} was answered ${page.status}`);
      return browser;
    },
  };
}

function openOne(app: TestAdministration, vault: ReturnType<TestPlace["vault"]>, realm: Realm): OpenedRealm {
  const [database, keys] = [app.databases.realms[realm], vault.realms[realm]];
  if (database === undefined || keys === undefined) throw new Error(`realm ${realm} is not open`);
  return openRealm(database, keys, app.clock);
}

/** Keeps cookies and sends forms as a browser does: with the page's hidden token and its origin. */
export class TestBrowser {
  readonly #web: Express;
  readonly #cookies = new Map<string, string>();

  constructor(web: Express) {
    this.#web = web;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  #with(call: Test): Test {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    call.set("Host", HOST).redirects(0);
    return cookie === "" ? call : call.set("Cookie", cookie);
  }

  async #keep(call: Test): Promise<Response> {
    const response = await call;
    const set: unknown = response.headers["set-cookie"];
    for (const line of Array.isArray(set) ? set.map(String) : []) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (line.includes("Max-Age=0")) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  get(path: string): Promise<Response> {
    return this.#keep(this.#with(request(this.#web).get(path)));
  }

  /** The token that a page of this browser holds. */
  async csrf(path = "/account"): Promise<string> {
    const { text } = await this.get(path);
    return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  }

  /** @param headers take the place of what a browser would say */
  async post(
    path: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const csrf = fields["csrf"] ?? (await this.csrf(path === "/login" ? "/login" : "/account"));
    const call = this.#with(request(this.#web).post(path))
      .type("form")
      .set("Origin", `https://${HOST}`)
      .set("Sec-Fetch-Site", "same-origin")
      .set(headers);
    return this.#keep(call.send({ ...fields, csrf }));
  }

  /** A form of several parts, as the bytes that a browser would send. */
  async postParts(path: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Response> {
    const call = this.#with(request(this.#web).post(path))
      .set("Origin", `https://${HOST}`)
      .set("Sec-Fetch-Site", "same-origin")
      .set(headers);
    return this.#keep(call.send(body));
  }
}
