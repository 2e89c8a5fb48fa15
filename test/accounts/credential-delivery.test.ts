import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askDelivery, type AskedDelivery } from "../../src/accounts/credential-delivery.ts";
import { issueCredential } from "../../src/accounts/credentials.ts";
import { setSuspended } from "../../src/accounts/organizations.ts";
import { createUser, disableUser } from "../../src/accounts/users.ts";
import { ROOT, WEDNESDAY_MS } from "../support/administration.ts";
import { TestBrowser, testConsole, type TestConsole } from "../support/console.ts";

const SECRET = /miic_t_[0-9a-z]{28}/;
const DAY_MS = 86_400_000;

let world: TestConsole;
let asked: AskedDelivery;

beforeEach(async () => {
  world = await testConsole();
  const organizationId = (await world.organization("1001")).id;
  asked = { organizationId, realm: "test", contactId: "contact-1", act: "issue" };
});
afterEach(async () => {
  await world.place.remove();
});

/** Press the button of a link's page as the contact does. */
async function open(path: string): Promise<{ readonly status: number; readonly text: string }> {
  const browser = new TestBrowser(world.web);
  return browser.post(path, { csrf: await browser.csrf("/login") });
}

describe("a one-time page", () => {
  test("makes the secret when it is opened, shows it once, and knows no link afterwards", async () => {
    const { delivery, path } = await askDelivery(world.app, ROOT, asked);
    expect(await world.app.store.listCredentials({})).toEqual([]);
    const stored = JSON.stringify([
      await world.app.store.findDelivery(delivery.linkHash),
      await world.app.store.listAudit(9),
    ]);
    expect(stored).not.toContain(path.split("/").at(-1));

    const browser = new TestBrowser(world.web);
    const looked = await browser.get(path);
    expect([looked.status, SECRET.test(looked.text)]).toEqual([200, false]);
    expect(await world.app.store.listCredentials({})).toEqual([]);

    const opened = await open(path);
    expect([opened.status, SECRET.test(opened.text)]).toEqual([200, true]);
    const again = await open(path);
    expect([again.status, SECRET.test(again.text)]).toEqual([404, false]);
    const [act] = await world.app.store.listAudit(1);
    expect(act).toMatchObject({ action: "credential.issue", actor: "root", source: "console" });
    expect(act?.reason).toContain(delivery.id);
  });

  test("two who open it at the same moment get one secret", async () => {
    const { path } = await askDelivery(world.app, ROOT, asked);
    const answers = await Promise.all([open(path), open(path), open(path)]);
    expect(answers.filter(({ text }) => SECRET.test(text))).toHaveLength(1);
    expect(await world.app.store.listCredentials({})).toHaveLength(1);
  });

  test("is dead after five business days", async () => {
    const { path } = await askDelivery(world.app, ROOT, asked);
    // Five business days after the Wednesday, Martin Luther King Day left out: Thursday of the week after.
    world.app.setClock(WEDNESDAY_MS + 8 * DAY_MS);
    expect((await new TestBrowser(world.web).get(path)).status).toBe(200);
    world.app.setClock(WEDNESDAY_MS + 9 * DAY_MS);
    expect((await new TestBrowser(world.web).get(path)).status).toBe(404);
    expect((await open(path)).status).toBe(404);
  });

  test.each(["/one-time/x", `/one-time/${"x".repeat(43)}`, "/one-time/%00"])(
    "%s shows nothing",
    async (path) => {
      expect((await new TestBrowser(world.web).get(path)).status).toBe(404);
    },
  );

  test("stays closed while the credential may not be made, and opens when it may", async () => {
    const { path } = await askDelivery(world.app, ROOT, asked);
    const { organizationId } = asked;
    await setSuspended(world.app, ROOT, { organizationId, suspended: true });
    const refused = await open(path);
    expect([refused.status, refused.text.includes("suspended")]).toEqual([403, false]);
    await setSuspended(world.app, ROOT, { organizationId, suspended: false });
    expect((await open(path)).text).toMatch(SECRET);
  });

  test("of somebody who was shut out since makes nothing", async () => {
    await createUser(world.deps.accounts, ROOT, {
      username: "adam",
      role: "administrator",
      organizationIds: [],
    });
    const adam = {
      name: "adam",
      osUser: "adam",
      source: "cli",
      user: { role: "administrator", organizationIds: [] },
    } as const;
    const { path } = await askDelivery(world.app, adam, asked);
    await disableUser(world.app, ROOT, "adam");
    expect((await open(path)).status).toBe(403);
    expect(await world.app.store.listCredentials({})).toEqual([]);
  });

  test("rotates when that was asked for", async () => {
    await issueCredential(world.app, ROOT, { organizationId: asked.organizationId, realm: "test" });
    const { path } = await askDelivery(world.app, ROOT, { ...asked, act: "rotate", overlap: 3 });
    expect((await open(path)).text).toMatch(SECRET);
    const all = await world.app.store.listCredentials({});
    expect(all.map(({ supersededBy }) => supersededBy === undefined)).toEqual([false, true]);
  });

  test("a reviewer may not ask for one", async () => {
    const rita = {
      name: "rita",
      osUser: "rita",
      source: "cli",
      user: { role: "reviewer", organizationIds: [] },
    } as const;
    await expect(askDelivery(world.app, rita, asked)).rejects.toMatchObject({ kind: "policy" });
  });
});
