import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOrganization } from "../../../src/accounts/organizations.ts";
import { ROOT } from "../../support/administration.ts";
import { testConsole, type TestBrowser, type TestConsole } from "../../support/console.ts";

let world: TestConsole;
let reviewer: TestBrowser;
let integrator: TestBrowser;

beforeAll(async () => {
  world = await testConsole();
  const named = (name: string, facility: string) =>
    createOrganization(world.app, ROOT, { name, facilities: [facility], mnvfc: false });
  const birch = await named("Birch Lake Clinic", "BIRCH-1");
  await named("Lakeside <b>Practice</b>", "LAKE-7");
  await world.user("ana", "reviewer");
  await world.user("ivo", "integrator", [birch.id]);
  reviewer = await world.browser("ana");
  integrator = await world.browser("ivo");
});
afterAll(async () => {
  await world.place.remove();
});

const shownIn = (text: string): readonly string[] =>
  ["Birch Lake Clinic", "Lakeside &lt;b&gt;Practice&lt;/b&gt;"].filter((name) =>
    text.includes(`>${name}</a>`),
  );

describe("the list of organizations", () => {
  test.each([
    { name: "", found: 2 },
    { name: "lake", found: 2 },
    { name: "BIRCH", found: 1 },
    { name: "lake-7", found: 1 },
    { name: "<b>", found: 1 },
    { name: "nobody", found: 0 },
  ])("a search for '$name' finds $found by name or site", async ({ name, found }) => {
    const { text } = await reviewer.get(`/organizations?name=${encodeURIComponent(name)}`);
    expect(shownIn(text)).toHaveLength(found);
  });

  test("an integrator finds its own only", async () => {
    const { text } = await integrator.get("/organizations?name=lake");
    expect(shownIn(text)).toEqual(["Birch Lake Clinic"]);
  });
});
