import request from "supertest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SESSION_LIMITS } from "../../../src/accounts/console-session.ts";
import { createUser } from "../../../src/accounts/users.ts";
import { ROOT, WEDNESDAY_MS } from "../../support/administration.ts";
import { TestBrowser, testConsole, type TestConsole } from "../../support/console.ts";
import { codeOf, GOOD_PASSWORD } from "../../support/console-sign-in.ts";

let world: TestConsole;

beforeEach(async () => {
  world = await testConsole();
  await world.user("ana", "reviewer");
});
afterEach(async () => {
  await world.place.remove();
});

describe("logging in", () => {
  test("opens the page that was asked for", async () => {
    const browser = new TestBrowser(world.web);
    const asked = await browser.get("/board");
    expect([asked.status, asked.headers["location"]]).toEqual([303, "/login?next=%2Fboard"]);
    const form = await browser.get("/login?next=%2Fboard");
    expect(form.text).toContain('value="/board"');
    const answer = await browser.post("/login", { username: "ana", password: GOOD_PASSWORD, next: "/board" });
    expect([answer.status, answer.headers["location"]]).toEqual([303, "/board"]);
    expect((await browser.get("/board")).status).toBe(200);
  });

  test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"])(
    "never leads to %j",
    async (next) => {
      const browser = new TestBrowser(world.web);
      const answer = await browser.post("/login", { username: "ana", password: GOOD_PASSWORD, next });
      expect(answer.headers["location"]).toBe("/");
    },
  );

  test("a wrong password and an unknown name get the very same page", async () => {
    const browser = new TestBrowser(world.web);
    const [wrong, unknown] = [
      await browser.post("/login", { username: "ana", password: "wrong" }),
      await browser.post("/login", { username: "zoe", password: "wrong" }),
    ];
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.text).toBe(unknown.text);
    expect(wrong.text).not.toContain("ana");
  });

  test("the eleventh attempt waits, also with the right password", async () => {
    const browser = new TestBrowser(world.web);
    for (let attempt = 1; attempt <= 10; attempt += 1)
      await browser.post("/login", { username: "ana", password: "wrong" });
    const answer = await browser.post("/login", { username: "ana", password: GOOD_PASSWORD });
    expect(answer.status).toBe(401);
  });

  test.each([
    {
      listens: "loopback without TLS",
      env: {},
      cookie: /^sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    },
    {
      listens: "a network, behind a proxy that ends TLS",
      env: { HOST: "0.0.0.0", ALLOW_PLAIN_HTTP: "1" },
      cookie: /^__Host-sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    },
  ])("the cookie of $listens", async ({ env, cookie }) => {
    const other = await testConsole(env);
    await other.user("ana", "reviewer");
    const answer = await new TestBrowser(other.web).post("/login", {
      username: "ana",
      password: GOOD_PASSWORD,
    });
    expect(answer.headers["set-cookie"]).toEqual([expect.stringMatching(cookie)]);
    await other.place.remove();
  });

  test("logging out ends the session at the server", async () => {
    const browser = await world.browser("ana");
    const kept = new Map(browser.cookies);
    await browser.post("/logout");
    const [name, value] = [...kept].find(([one]) => one === "sid") ?? [];
    const replayed = await request(world.web).get("/board").set("Cookie", `${name}=${value}`);
    expect(replayed.status).toBe(303);
  });

  test("a session that is over refuses a form, and nothing is done", async () => {
    const browser = await world.browser("ana");
    const csrf = await browser.csrf();
    world.app.setClock(WEDNESDAY_MS + SESSION_LIMITS.idleMsMax);
    const answer = await browser.post("/account/password", {
      csrf,
      current: GOOD_PASSWORD,
      password: "x",
      again: "x",
    });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain("Nothing was changed");
  });
});

describe("a password that somebody else made", () => {
  test("opens nothing but its change", async () => {
    const { password } = await createUser(world.deps.accounts, ROOT, {
      username: "new",
      role: "reviewer",
      organizationIds: [],
    });
    const browser = new TestBrowser(world.web);
    await browser.post("/login", { username: "new", password });
    const refused = await browser.get("/board");
    expect([refused.status, refused.headers["location"]]).toEqual([303, "/account"]);
    const changed = await browser.post("/account/password", {
      current: password,
      password: GOOD_PASSWORD,
      again: GOOD_PASSWORD,
    });
    expect(changed.status).toBe(303);
    expect((await browser.get("/board")).status).toBe(200);
  });

  test.each([
    {
      what: "two that differ",
      fields: { current: GOOD_PASSWORD, password: "a".repeat(20), again: "b" },
      status: 400,
    },
    {
      what: "a short one",
      fields: { current: GOOD_PASSWORD, password: "short", again: "short" },
      status: 400,
    },
    {
      what: "a wrong current one",
      fields: { current: "wrong", password: "nine loud owls at dusk", again: "nine loud owls at dusk" },
      status: 403,
    },
  ])("the change refuses $what", async ({ fields, status }) => {
    const browser = await world.browser("ana");
    expect((await browser.post("/account/password", fields)).status).toBe(status);
  });
});

describe("a second factor", () => {
  test("staff enrol in production before anything opens, and give a code at the next log-in", async () => {
    await world.place.remove();
    world = await testConsole({ NODE_ENV: "production", SECRETS_DIR: "/elsewhere" });
    await world.user("ana", "reviewer");
    const browser = await world.browser("ana");
    expect((await browser.get("/board")).headers["location"]).toBe("/account");
    const { text } = await browser.get("/account");
    const key = /[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}/.exec(text)?.[0].replaceAll(" ", "") ?? "";
    const enrolled = await browser.post("/account/totp", { code: codeOf(key, WEDNESDAY_MS) });
    expect(enrolled.status).toBe(303);
    expect((await browser.get("/board")).status).toBe(200);
    expect((await browser.get("/account")).text).not.toContain(key);

    world.app.setClock(WEDNESDAY_MS + 60_000);
    const again = new TestBrowser(world.web);
    const half = await again.post("/login", { username: "ana", password: GOOD_PASSWORD, next: "/board" });
    expect(half.headers["location"]).toBe("/login/code?next=%2Fboard");
    expect((await again.get("/board")).headers["location"]).toBe("/login/code?next=%2Fboard");
    const csrf = await again.csrf("/login/code");
    expect((await again.post("/login/code", { code: "000000", csrf })).status).toBe(401);
    const whole = await again.post("/login/code", {
      code: codeOf(key, WEDNESDAY_MS + 60_000),
      csrf,
      next: "/board",
    });
    expect([whole.status, whole.headers["location"]]).toEqual([303, "/board"]);
    expect((await again.get("/board")).status).toBe(200);
  });
});

describe("forms", () => {
  const GOOD = {
    current: GOOD_PASSWORD,
    password: "nine loud owls at dusk",
    again: "nine loud owls at dusk",
  };

  test.each([
    { what: "of another site", headers: { Origin: "https://evil.example" } },
    { what: "of a frame without origin", headers: { Origin: "null" } },
    { what: "that the browser calls cross-site", headers: { "Sec-Fetch-Site": "cross-site" } },
  ])("$what are refused unread", async ({ headers }) => {
    const browser = await world.browser("ana");
    const answer = await browser.post("/account/password", GOOD, headers);
    expect(answer.status).toBe(403);
    expect((await browser.get("/board")).status).toBe(200);
  });

  test.each([
    { what: "without a token", csrf: "" },
    { what: "with a made-up token", csrf: "x".repeat(43) },
  ])("$what are refused", async ({ csrf }) => {
    const browser = await world.browser("ana");
    const answer = await browser.post("/account/password", { ...GOOD, csrf });
    expect([answer.status, answer.text.includes("out of date")]).toEqual([403, true]);
  });

  test("with the token of another session are refused", async () => {
    const [mine, theirs] = [await world.browser("ana"), await world.browser("ana")];
    const answer = await mine.post("/account/password", { ...GOOD, csrf: await theirs.csrf() });
    expect(answer.status).toBe(403);
  });

  test("that are too long are 413, and what is no form is refused", async () => {
    const browser = await world.browser("ana");
    const long = await browser.post("/test-bench", { message: "x".repeat(900_000) });
    expect([long.status, long.headers["content-type"]]).toEqual([413, "text/html; charset=utf-8"]);
    expect(long.text).toContain("Nothing was done");
    const broken = await browser.post("/test-bench", {}, { "Content-Encoding": "nonsense" });
    expect([broken.status, broken.headers["content-type"]]).toEqual([415, "text/html; charset=utf-8"]);
  });
});
