import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SESSION_LIMITS } from "../../../src/accounts/console-session.ts";
import { issueCredential } from "../../../src/accounts/credentials.ts";
import { addContact } from "../../../src/onboarding/contacts.ts";
import { ROOT, WEDNESDAY_MS } from "../../support/administration.ts";
import { TestBrowser, testConsole, type TestConsole } from "../../support/console.ts";
import { codeOf, GOOD_PASSWORD } from "../../support/console-sign-in.ts";

let world: TestConsole;
let org = "";

beforeEach(async () => {
  world = await testConsole();
  org = (await world.organization("1001")).id;
});
afterEach(async () => {
  await world.place.remove();
});

const SECRET = /miic_t_[0-9a-z]{28}/;

describe("issuing a credential", () => {
  beforeEach(() => world.user("adam", "administrator"));

  test("shows the secret once, and a second click issues nothing", async () => {
    const browser = await world.browser("adam");
    const form = { realm: "test", do: "issue" };
    const first = await browser.post(`/organizations/${org}/credentials`, form);
    expect([first.status, SECRET.test(first.text)]).toEqual([200, true]);
    expect(first.headers["cache-control"]).toBe("no-store");
    const second = await browser.post(`/organizations/${org}/credentials`, form);
    expect([second.status, SECRET.test(second.text)]).toEqual([403, false]);
    expect((await browser.get(`/organizations/${org}`)).text).not.toMatch(SECRET);
    expect(await world.app.store.listCredentials({ organizationId: org })).toHaveLength(1);
  });

  test("asks for the password again after five minutes, and does nothing before", async () => {
    const browser = await world.browser("adam");
    world.app.setClock(WEDNESDAY_MS + SESSION_LIMITS.stepUpMsMax);
    const asked = await browser.post(
      `/organizations/${org}/credentials`,
      { realm: "test", do: "issue" },
      { Referer: `https://console.example:8081/organizations/${org}` },
    );
    expect(asked.headers["location"]).toBe(`/step-up?next=%2Forganizations%2F${org}`);
    expect(await world.app.store.listCredentials({ organizationId: org })).toEqual([]);
    expect((await browser.post("/step-up", { password: "wrong", next: "/" })).status).toBe(401);
    const proved = await browser.post("/step-up", { password: GOOD_PASSWORD, next: `/organizations/${org}` });
    expect(proved.headers["location"]).toBe(`/organizations/${org}`);
    const issued = await browser.post(`/organizations/${org}/credentials`, { realm: "test", do: "issue" });
    expect([issued.status, SECRET.test(issued.text)]).toEqual([200, true]);
  });

  test("hands over by a page for a contact: its address is shown once, and no secret is made", async () => {
    const browser = await world.browser("adam");
    const path = `/organizations/${org}/credentials`;
    const ada = { role: "technical", name: "Ada Lind", email: "ada@clinic.example" } as const;
    const { id: deliver } = await addContact(world.deps.onboarding, ROOT, org, ada);
    const asked = await browser.post(path, { realm: "test", do: "issue", deliver });
    const [, link = ""] = /https:\/\/console\.example:8081(\/one-time\/[\w-]+)/.exec(asked.text) ?? [];
    expect([asked.status, SECRET.test(asked.text), asked.text.includes("ada@clinic.example")]).toEqual([
      200,
      false,
      true,
    ]);
    expect(await world.app.store.listCredentials({ organizationId: org })).toEqual([]);
    expect((await browser.get(`/organizations/${org}`)).text).not.toContain(link);
    const contact = new TestBrowser(world.web);
    const opened = await contact.post(link, { csrf: await contact.csrf("/login") });
    expect([opened.status, SECRET.test(opened.text)]).toEqual([200, true]);
    const rotate = { realm: "test", do: "rotate", deliver };
    expect((await browser.post(path, { ...rotate, overlapDays: "5" })).text).toContain("/one-time/");
    expect((await browser.post(path, { ...rotate, overlapDays: "999" })).status).toBe(400);
    expect((await browser.post(path, { ...rotate, overlapDays: "soon" })).status).toBe(400);
  });

  test("a contact of another organization gets no page", async () => {
    const other = await world.organization("1002");
    const eve = { role: "technical", name: "Eve", email: "eve@other.example" } as const;
    const { id: deliver } = await addContact(world.deps.onboarding, ROOT, other.id, eve);
    const browser = await world.browser("adam");
    const path = `/organizations/${org}/credentials`;
    const answer = await browser.post(path, { realm: "test", do: "issue", deliver });
    expect([answer.status, answer.text.includes("/one-time/")]).toEqual([404, false]);
  });

  test("another organization's credential is not revoked through this one", async () => {
    const other = await world.organization("1002");
    const { credential } = await issueCredential(world.app, ROOT, {
      organizationId: other.id,
      realm: "test",
    });
    const browser = await world.browser("adam");
    const path = `/organizations/${org}/credentials/${credential.id}/revoke`;
    expect((await browser.post(path, { reason: "mistake" })).status).toBe(404);
    expect((await world.app.store.findCredential(credential.id))?.revokedAtMs).toBeUndefined();
  });
});

describe("events", () => {
  test("a registrar ranks, a reviewer invites, and the guard's words are shown", async () => {
    await world.user("rolf", "registrar");
    await world.user("rita", "reviewer");
    const [rolf, rita] = [await world.browser("rolf"), await world.browser("rita")];
    const early = await rita.post(`/organizations/${org}/events/invite`, { reason: "their turn" });
    expect([early.status, early.text.includes("invite is refused")]).toEqual([403, true]);
    const ranked = await rolf.post(`/organizations/${org}/events/rank`, { reason: "", score: "" });
    expect([ranked.status, ranked.headers["location"]]).toEqual([303, `/organizations/${org}`]);
    expect((await rita.post(`/organizations/${org}/events/invite`)).status).toBe(303);
    expect((await rita.get("/board")).text).toContain("Clinic 1001");
    const page = await rita.get(`/organizations/${org}`);
    expect(page.text).toContain("Invited");
  });

  test("signing asks for the code again when the last proof is old", async () => {
    await world.user("rita", "reviewer");
    const browser = await world.browser("rita");
    world.app.setClock(WEDNESDAY_MS + SESSION_LIMITS.stepUpMsMax);
    const answer = await browser.post(`/organizations/${org}/events/sign-review`, { reason: "all good" });
    expect(answer.headers["location"]).toMatch(/^\/step-up/);
    const pause = await browser.post(`/organizations/${org}/events/pause`, { reason: "all good" });
    expect(pause.status).toBe(403);
  });

  test.each([
    { field: "score", value: "999" },
    { field: "score", value: "-1" },
    { field: "until", value: "tomorrow" },
    { field: "plan", value: "{" },
    { field: "document", value: "x".repeat(100_001) },
  ])("a wrong $field is 400, and nothing is changed", async ({ field, value }) => {
    await world.user("rolf", "registrar");
    const browser = await world.browser("rolf");
    const answer = await browser.post(`/organizations/${org}/events/rank`, { [field]: value });
    expect(answer.status).toBe(400);
    expect((await world.app.store.findOrganization(org))?.stage).toBe("REGISTERED");
  });

  test("an unknown event is not there", async () => {
    await world.user("rita", "reviewer");
    const browser = await world.browser("rita");
    expect((await browser.post(`/organizations/${org}/events/abolish`)).status).toBe(404);
  });
});

describe("what people typed", () => {
  test("a script in a name stays text on every page that shows it", async () => {
    await world.user("rolf", "registrar");
    const browser = await world.browser("rolf");
    const name = '<img src=x onerror="alert(1)">';
    const added = await browser.post(`/organizations/${org}/contacts`, {
      role: "technical",
      name,
      email: "ada@clinic.example",
    });
    expect(added.status).toBe(303);
    const { text } = await browser.get(`/organizations/${org}`);
    expect(text).toContain("&lt;img src=x");
    expect(text).not.toContain("<img src=x");
  });
});

describe("staff's names", () => {
  test("are not shown to an integrator", async () => {
    await world.user("rolf", "registrar");
    await world.user("ivy", "integrator", [org]);
    const rolf = await world.browser("rolf");
    await rolf.post(`/organizations/${org}/events/rank`, {});
    const ivy = await world.browser("ivy");
    const { text } = await ivy.get(`/organizations/${org}`);
    expect(text).toMatch(/queue/i);
    expect(text).not.toContain("rolf");
  });
});

test("codeOf() gives what an authenticator shows", () => {
  expect(codeOf("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59_000)).toBe("287082");
});
