import { afterAll, beforeAll, expect, test } from "vitest";
import { testConsole, type TestConsole } from "../../support/console.ts";
import { iisHere } from "../../support/run-iis.ts";

let world: TestConsole;

beforeAll(async () => {
  world = await testConsole();
  await world.user("olga", "operator");
});
afterAll(async () => {
  await world.place.remove();
});

test("the operations page shows figures with their judgement, and what was told of late", async () => {
  const browser = await world.browser("olga");
  const { status, text } = await browser.get("/operations");
  expect(status).toBe(200);
  expect(text).toContain("Ready: control");
  expect(text).toMatch(/Faults among them[\s\S]*?33\.3 %/);
  expect(text).toMatch(/2026-01-14 11:00<\/time>[\s\S]*?It is slow\. Mend it\./);
});

test("the operations page tells when the last backup was made", async () => {
  const browser = await world.browser("olga");
  expect((await browser.get("/operations")).text).toContain("none in the audit trail");
  expect(await iisHere(world.place)(["backup", "--to", "copy"])).toMatchObject({ code: 0 });
  expect((await browser.get("/operations")).text).not.toContain("none in the audit trail");
});
