import request, { type Response } from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueCredential } from "../../../src/accounts/credentials.ts";
import type { Role } from "../../../src/accounts/policy.ts";
import { issueToken } from "../../../src/accounts/tokens.ts";
import type { TokenScope } from "../../../src/accounts/user.ts";
import { ENDPOINTS } from "../../../src/http/api/create-api.ts";
import { ROOT, WEDNESDAY_MS } from "../../support/administration.ts";
import { testConsole, type TestConsole } from "../../support/console.ts";
import { sampleMessage } from "../../support/edit-message.ts";
import { messageRecord } from "../../support/message-record.ts";

let world: TestConsole;
let org = "";
let other = "";
const tokens = new Map<string, { readonly id: string; readonly secret: string }>();
const FAMILY = "Birchwood";

async function token(
  username: string,
  role: Role,
  scope: TokenScope,
  own: readonly string[] = [],
): Promise<void> {
  const name = `${username}-${scope}`;
  await world.user(name, role, own);
  const issued = await issueToken(world.app, ROOT, { username: name, scope });
  tokens.set(name, { id: issued.token.id, secret: issued.secret });
}

beforeAll(async () => {
  world = await testConsole();
  [org, other] = [(await world.organization("1001")).id, (await world.organization("1002")).id];
  await token("rita", "reviewer", "read");
  await token("rita", "reviewer", "write");
  await token("adam", "administrator", "read");
  await token("oona", "operator", "metrics");
  await token("ivy", "integrator", "read", [other]);
  await issueCredential(world.app, ROOT, { organizationId: org, realm: "test" });
  const sample = sampleMessage("vxu-good.hl7", "CTRL-1").replace(
    /^(PID\|(?:[^|]*\|){4})[^|]*/m,
    `$1${FAMILY}^Ada`,
  );
  await world.realms.test.store.transaction("seed", (tx) =>
    tx.saveMessage(
      messageRecord("m-1", {
        organizationId: org,
        receivedAtMs: WEDNESDAY_MS,
        request: sample,
        answer: sample,
      }),
    ),
  );
  return async () => {
    await world.place.remove();
  };
});

afterAll(() => {
  tokens.clear();
});

async function call(who: string, path: string, body?: object): Promise<Response> {
  const { id = "", secret = "" } = tokens.get(who) ?? {};
  const made =
    body === undefined
      ? request(world.web).get(`/api${path}`)
      : request(world.web).post(`/api${path}`).send(body);
  return made.auth(id, secret);
}

describe("REST", () => {
  test.each([
    { path: "/organizations", has: "Clinic 1001" },
    { path: "/organizations/ORG", has: '"facilities":["1001"]' },
    { path: "/organizations/ORG/onboarding", has: '"stage":"REGISTERED"' },
    { path: "/board", has: "REGISTERED" },
    { path: "/organizations/ORG/credentials", has: '"state":"active"' },
    { path: "/organizations/ORG/contacts", has: "[]" },
    { path: "/organizations/ORG/messages?realm=test", has: '"id":"m-1"' },
    { path: "/messages/test/m-1", has: "***" },
    { path: "/organizations/ORG/report", has: '"verdict"' },
    { path: "/audit?limit=2", has: "credential.issue" },
    { path: "/whoami", has: "rita-read" },
  ])("GET $path", async ({ path, has }) => {
    const { status, text } = await call("rita-read", path.replace("ORG", org));
    expect([status, text.includes(has)]).toEqual([200, true]);
    expect(text).not.toContain(FAMILY);
    expect(text).not.toMatch(/miic_t_|"secret"|pepper/);
  });

  test.each([
    { who: "nobody", path: "/organizations", status: 401 },
    { who: "oona-metrics", path: "/organizations", status: 403 },
    { who: "rita-write", path: "/organizations", status: 403 },
    { who: "adam-read", path: "/organizations/ORG/messages?realm=test", status: 403 },
    { who: "adam-read", path: "/messages/test/m-1", status: 404 },
    { who: "ivy-read", path: "/organizations/ORG", status: 404 },
    { who: "ivy-read", path: "/organizations/ORG/messages?realm=test", status: 404 },
    { who: "ivy-read", path: "/messages/test/m-1", status: 404 },
    { who: "ivy-read", path: "/board", status: 404 },
    { who: "rita-read", path: "/organizations/nothing", status: 404 },
    { who: "rita-read", path: "/nothing", status: 404 },
    { who: "rita-read", path: "/organizations/ORG/messages", status: 400 },
    { who: "rita-read", path: "/organizations/ORG/messages?realm=test&limit=9999", status: 400 },
    { who: "rita-read", path: "/organizations/ORG/report?from=yesterday", status: 400 },
    { who: "rita-read", path: "/organizations/ORG/report?from=0001-01-01&to=0001-01-02", status: 400 },
    { who: "rita-read", path: "/organizations/ORG/report?from=9999-12-30&to=9999-12-31", status: 400 },
    { who: "rita-read", path: "/organizations/ORG/messages?realm=test&from=1899-12-31", status: 400 },
    { who: "rita-read", path: "/organizations/ORG/messages?realm=test&to=9999-12-31", status: 400 },
  ])("$who gets $status from $path", async ({ who, path, status }) => {
    const answer = await call(who, path.replace("ORG", org));
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.body).toMatchObject({ type: "about:blank", status });
  });

  test.each(["report?from=1900-01-01&to=2199-12-31", "messages?realm=test&from=1900-01-01&to=2199-12-31"])(
    "the outermost days are counted with: %s",
    async (path) => {
      expect((await call("rita-read", `/organizations/${org}/${path}`)).status).toBe(200);
    },
  );

  test("POST writes with the scope for it, and tells the actor", async () => {
    const contact = { role: "technical", name: "Ada Lind", email: "ada@clinic.example" };
    expect((await call("rita-read", `/organizations/${org}/contacts`, contact)).status).toBe(403);
    const added = await call("rita-write", `/organizations/${org}/contacts`, contact);
    expect([added.status, added.body as unknown]).toMatchObject([200, contact]);
    const [act] = await world.app.store.listAudit(1);
    expect(act).toMatchObject({ action: "contact.add", actor: "rita-write", source: "rest" });
    const marked = await call("rita-write", `/organizations/${org}/fix-markers`, {
      realm: "test",
      reason: "mapping",
    });
    expect(marked.status).toBe(200);
  });

  test.each([
    { what: "another field", body: { role: "technical", name: "A", email: "a@b.example", admin: true } },
    { what: "a role that is none", body: { role: "boss", name: "A", email: "a@b.example" } },
    { what: "an address that is none", body: { role: "technical", name: "A", email: "a" } },
  ])("refuses $what as 400", async ({ body }) => {
    expect((await call("rita-write", `/organizations/${org}/contacts`, body)).status).toBe(400);
  });

  test("a form of another site is not read as JSON", async () => {
    const { id = "", secret = "" } = tokens.get("rita-write") ?? {};
    const answer = await request(world.web)
      .post(`/api/organizations/${org}/contacts`)
      .auth(id, secret)
      .type("form")
      .send({ role: "technical", name: "A", email: "a@b.example" });
    expect(answer.status).toBe(400);
  });

  test("the test bench says what the service would answer", async () => {
    const message = sampleMessage("vxu-with-faults.hl7", "BENCH-1");
    const { status, body } = await call("ivy-read", "/test-bench", { message });
    expect([status, body as unknown]).toMatchObject([200, { answer: "AE" }]);
  });
});

describe("GET /api/openapi.json", () => {
  test("describes every endpoint, open to everybody", async () => {
    const { status, body } = await request(world.web).get("/api/openapi.json");
    const { openapi, paths } = body as { openapi: string; paths: Record<string, Record<string, unknown>> };
    expect([status, openapi]).toEqual([200, "3.1.0"]);
    const described = Object.entries(paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method} ${route}`),
    );
    expect(described.toSorted()).toEqual(
      ENDPOINTS.map(({ method, route }) => `${method} ${route}`).toSorted(),
    );
  });

  test("nothing issues, signs or reveals", () => {
    const routes = ENDPOINTS.filter(({ method }) => method === "post").map(({ route }) => route);
    expect(routes).toEqual([
      "/organizations/{org}/contacts",
      "/organizations/{org}/fix-markers",
      "/test-bench",
    ]);
  });
});
