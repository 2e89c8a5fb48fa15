import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillOrganizations } from "../../../scripts/bench/console-cases.ts";
import { testConsole, type TestBrowser, type TestConsole } from "../../support/console.ts";
import { countedPlace } from "../../support/counted-place.ts";
import { freshPlace } from "../../support/databases.ts";

/** Promise of the console: no page is larger. */
const PAGE_BYTES_MAX = 100_000;
/** So many organizations fill every table of a page; three times as many may cost no statement more. */
const FEW = 150;
const MANY = 450;

const statements = { count: 0 };
let world: TestConsole;
const browsers = new Map<string, TestBrowser>();

async function fill(from: number, to: number): Promise<readonly string[]> {
  const { store } = world.deps.onboarding;
  const made = await fillOrganizations(
    store,
    { from, to },
    { nowMs: world.app.clock(), newId: world.app.newId },
  );
  return made.map(({ id }) => id);
}

/** Pages that tell of many organizations, with whom each is for. */
const PAGES: readonly (readonly [string, string])[] = [
  ["/", "reviewer"],
  ["/", "registrar"],
  ["/", "ivy"],
  ["/board", "reviewer"],
  ["/board?stage=TECH_REVIEW", "reviewer"],
  ["/board?stage=ONGOING", "reviewer"],
  ["/board?late=on", "reviewer"],
  ["/board?name=Clinic", "reviewer"],
  ["/organizations", "reviewer"],
  ["/organizations?name=clinic", "ivy"],
];

interface Cost {
  readonly statements: number;
  readonly bytes: number;
}

async function costs(): Promise<ReadonlyMap<string, Cost>> {
  const found = new Map<string, Cost>();
  for (const [path, username] of PAGES) {
    const browser = browsers.get(username) ?? (await world.browser(username));
    browsers.set(username, browser);
    // A report that nobody made yet is made by the first page that tells of it.
    for (let warm = 0; warm < 8; warm += 1) await browser.get(path);
    statements.count = 0;
    const { status, text } = await browser.get(path);
    expect(status).toBe(200);
    found.set(`${path} of ${username}`, { statements: statements.count, bytes: Buffer.byteLength(text) });
  }
  return found;
}

let few: ReadonlyMap<string, Cost>;
let many: ReadonlyMap<string, Cost>;

beforeAll(async () => {
  world = await testConsole({}, countedPlace(await freshPlace("sqlite"), statements));
  const ids = await fill(0, FEW);
  for (const role of ["reviewer", "registrar"] as const) await world.user(role, role);
  await world.user("ivy", "integrator", ids.slice(0, 60));
  few = await costs();
  await fill(FEW, MANY);
  many = await costs();
});
afterAll(async () => {
  await world.place.remove();
});

describe.each(PAGES)("%s of %s", (path, username) => {
  const name = `${path} of ${username}`;

  test("asks the databases as often for three times as many organizations", () => {
    expect(few.get(name)?.statements).toBeGreaterThan(0);
    expect(many.get(name)?.statements).toBe(few.get(name)?.statements);
  });

  test("is below 100 KB", () => {
    expect(many.get(name)?.bytes).toBeLessThan(PAGE_BYTES_MAX);
  });
});

/** All organizations that a stage's pages name, following the links. */
async function walked(first: string): Promise<readonly string[]> {
  const browser = browsers.get("reviewer") ?? (await world.browser("reviewer"));
  const seen: string[] = [];
  let path: string | undefined = first;
  for (let pages = 0; path !== undefined && pages < 20; pages += 1) {
    const { text }: { text: string } = await browser.get(path);
    seen.push(...[...text.matchAll(/href="\/organizations\/([^"]+)"/g)].map(([, id = ""]) => id));
    path = /href="([^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  }
  return seen;
}

test("the board's pages of one stage name each of its organizations once, however many there are", async () => {
  const seen = await walked("/board?stage=ONGOING");
  expect([seen.length, new Set(seen).size]).toEqual([MANY / 2 - 1, MANY / 2 - 1]);
});

test("the pages of all organizations name each once", async () => {
  const seen = await walked("/organizations");
  expect([seen.length, new Set(seen).size]).toEqual([MANY, MANY]);
});
