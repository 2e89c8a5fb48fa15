import type { Router } from "express";
import { beforeAll, describe, expect, test } from "vitest";
import { ROLES, type Role } from "../../../src/accounts/policy.ts";
import { PATHS } from "../../../src/console/paths.ts";
import { createConsole } from "../../../src/http/console/create-console.ts";
import { ROUTE_POLICY } from "../../../src/http/console/route-policy.ts";
import { TestBrowser, testConsole, type TestConsole } from "../../support/console.ts";

/** Roles that a route is open to, by the table of decision D28; written here a second time, by hand. */
const STAFF: readonly Role[] = ["reviewer", "registrar", "administrator", "operator"];
const READERS: readonly Role[] = ["reviewer", "registrar", "integrator"];
const CASE_STAFF: readonly Role[] = ["reviewer", "registrar"];
const OPEN_TO: Readonly<Record<string, readonly Role[]>> = {
  "GET /": ROLES,
  "GET /board": STAFF,
  "GET /organizations": ROLES,
  "GET /organizations/:org": ROLES,
  "POST /organizations/:org/events/invite": ["reviewer"],
  "POST /organizations/:org/events/rank": ["registrar"],
  "POST /organizations/:org/events/send-letter": ["registrar"],
  "POST /organizations/:org/credentials": ["administrator"],
  "POST /organizations/:org/credentials/:credential/revoke": ["administrator"],
  "POST /organizations/:org/contacts": CASE_STAFF,
  "POST /organizations/:org/contacts/:contact/remove": CASE_STAFF,
  "GET /organizations/:org/documents/:document": ROLES,
  "POST /pending/:pending/confirm": ROLES,
  "GET /organizations/:org/report": READERS,
  "POST /organizations/:org/report/waive": ["reviewer"],
  "POST /organizations/:org/report/mark": CASE_STAFF,
  "POST /organizations/:org/report/send": CASE_STAFF,
  "POST /organizations/:org/report/settle": CASE_STAFF,
  "POST /organizations/:org/log": CASE_STAFF,
  "GET /organizations/:org/messages": READERS,
  "POST /organizations/:org/reveal": ["reviewer"],
  "POST /organizations/:org/reveal/end": READERS,
  "GET /messages/:realm/:message": READERS,
  "GET /test-bench": ROLES,
  "POST /test-bench": ROLES,
  "GET /downloads/:file": ROLES,
  "GET /patients": CASE_STAFF,
  "GET /patients/:realm/:patient/:other": CASE_STAFF,
  "POST /patients/:realm/:patient/:other/reveal": CASE_STAFF,
  "POST /patients/:realm/:patient/:other/merge": ["registrar"],
  "POST /patients/:realm/:patient/:other/keep-apart": ["registrar"],
  "POST /patients/:realm/:patient/undo": ["registrar"],
  "GET /operations": ["administrator", "operator"],
  "GET /audit": STAFF,
};

let world: TestConsole;
let own = "";
let foreign = "";
const browsers = new Map<Role, TestBrowser>();

beforeAll(async () => {
  world = await testConsole();
  own = (await world.organization("1001")).id;
  foreign = (await world.organization("1002")).id;
  for (const role of ROLES) {
    await world.user(role, role, role === "integrator" ? [own] : []);
    browsers.set(role, await world.browser(role));
  }
  return async () => {
    await world.place.remove();
  };
});

function filled(path: string, org: string): string {
  return path.replace(":org", org).replace(":realm", "test").replaceAll(/:\w+/g, "unknown-1");
}

/** What became of a request: its status, and whether the role was refused rather than what was asked for. */
interface Asked {
  readonly status: number;
  readonly roleRefused: boolean;
}

async function ask(role: Role, name: string, org: string): Promise<Asked> {
  const browser = browsers.get(role);
  if (browser === undefined) throw new RangeError(role);
  const [method, path = ""] = name.split(" ");
  const { status, text } = await (method === "GET"
    ? browser.get(filled(path, org))
    : browser.post(filled(path, org)));
  return { status, roleRefused: status === 403 && text.includes("may not do") };
}

/** Every route that express knows, as `METHOD /path`. */
function registered(router: Router): readonly string[] {
  return router.stack.flatMap((layer) => {
    const { handle, route } = layer;
    if (route !== undefined) {
      const methods = route.stack.map(({ method }) => method.toUpperCase());
      return [...new Set(methods)].map((method) => `${method} ${route.path}`);
    }
    return "stack" in handle ? registered(handle as unknown as Router) : [];
  });
}

describe("ROUTE_POLICY", () => {
  test("has a row for every route that is registered, but the style, script and icon", () => {
    const routes = registered(createConsole(world.deps)).filter((name) => !name.startsWith("GET /assets/"));
    expect(routes.toSorted()).toEqual(Object.keys(ROUTE_POLICY).toSorted());
  });

  test("has a row in the table of this test for every route behind the log-in", () => {
    const acts = Object.entries(ROUTE_POLICY)
      .filter(([, { access }]) => access.kind === "act")
      .map(([name]) => name)
      .filter((name) => !/:event$|:act$/.test(name));
    expect(acts.filter((name) => OPEN_TO[name] === undefined)).toEqual([]);
  });

  test.each(Object.keys(OPEN_TO))("%s is open to the roles of the table and to no other", async (name) => {
    const refused: Role[] = [];
    for (const role of ROLES) if ((await ask(role, name, own)).roleRefused) refused.push(role);
    expect(refused).toEqual(ROLES.filter((role) => OPEN_TO[name]?.includes(role) !== true));
  });

  test.each(Object.keys(OPEN_TO).filter((name) => name.includes(":org")))(
    "%s of another organization is not there for an integrator",
    async (name) => {
      const { status } = await ask("integrator", name, foreign);
      expect(status).toBe(OPEN_TO[name]?.includes("integrator") === true ? 404 : 403);
    },
  );

  const closed = Object.entries(ROUTE_POLICY).filter(([, { access }]) => access.kind !== "anybody");

  test.each(closed.map(([name]) => name))(
    "%s does nothing for somebody who is not logged in",
    async (name) => {
      const [method, path = ""] = name.split(" ");
      const stranger = new TestBrowser(world.web);
      const answer = await (method === "GET"
        ? stranger.get(filled(path, own))
        : stranger.post(filled(path, own), { csrf: await stranger.csrf("/login") }));
      const { status, headers } = answer;
      expect(status === 401 || (status === 303 && headers["location"]?.startsWith("/login"))).toBe(true);
    },
  );

  test("the pages before the log-in are these", () => {
    const open = Object.keys(ROUTE_POLICY).filter((name) => !closed.some(([one]) => one === name));
    expect(open).toEqual(["GET /login", "POST /login", "GET /one-time/:link", "POST /one-time/:link"]);
  });

  test("paths of pages stand under routes", () => {
    const paths = [PATHS.board, PATHS.organizations, PATHS.testBench, PATHS.operations, PATHS.account];
    expect(paths.filter((path) => !Object.keys(ROUTE_POLICY).includes(`GET ${path}`))).toEqual([]);
  });
});
