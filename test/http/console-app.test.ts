import { format } from "node:util";
import request, { type Test } from "supertest";
import { describe, expect, test } from "vitest";
import type { VerifyToken } from "../../src/accounts/verify-token.ts";
import { type ConsoleAppDeps, createConsoleApp } from "../../src/http/console-app.ts";
import { CANARIES, findLeaks } from "../support/canaries.ts";
import { memoryLog } from "../support/memory-log.ts";

const HOLDER = { tokenId: "tok_1", login: "ana", scopes: ["metrics"] };
const HOLDERS: Readonly<Record<string, typeof HOLDER>> = {
  tok_1: HOLDER,
  tok_9: { tokenId: "tok_9", login: "ben", scopes: ["read"] },
};

const verifyToken: VerifyToken = (id, token) =>
  Promise.resolve(token === "se:cret" ? HOLDERS[id] : undefined);

function rig(changed: Partial<ConsoleAppDeps> = {}) {
  const memory = memoryLog();
  const deps: ConsoleAppDeps = {
    checkReadiness: () => Promise.resolve({ ready: true, checks: { control: true } }),
    verifyToken,
    newId: () => "id-1",
    log: memory.log,
    helpDesk: "Help <Desk> & 'more'",
    scrape: async () => "gateway_info 1\n",
    ...changed,
  };
  return { app: createConsoleApp(deps), log: memory };
}

const basic = (id: string, token: string): string =>
  `Basic ${Buffer.from(`${id}:${token}`).toString("base64")}`;

describe("GET /metrics", () => {
  test.each([
    { who: "nobody", id: "", token: "", status: 401 },
    { who: "a wrong token", id: "tok_1", token: "wrong", status: 401 },
    { who: "a token of another scope", id: "tok_9", token: "se:cret", status: 403 },
    { who: "a token for metrics", id: "tok_1", token: "se:cret", status: 200 },
  ])("$who: $status", async ({ id, token, status }) => {
    const { app } = rig();
    const answer = await request(app).get("/metrics").set("Authorization", basic(id, token));
    expect(answer.status).toBe(status);
    expect(answer.text.includes("gateway_info")).toBe(status === 200);
    expect(answer.headers["content-type"]?.startsWith("text/plain; version=0.0.4")).toBe(status === 200);
  });
});

describe("createConsoleApp() probes", () => {
  test("GET /livez is 200 also while not ready", async () => {
    const { app } = rig({ checkReadiness: () => Promise.resolve({ ready: false, checks: {} }) });
    const { status, body } = await request(app).get("/livez");
    expect({ status, body }).toEqual({ status: 200, body: { live: true } });
  });

  test.each([
    { readiness: { ready: true, checks: { control: true, test: true } }, status: 200 },
    { readiness: { ready: false, checks: { control: true, draining: false } }, status: 503 },
  ])("GET /readyz is $status for $readiness", async ({ readiness, status }) => {
    const { app } = rig({ checkReadiness: () => Promise.resolve(readiness) });
    const answer = await request(app).get("/readyz");
    expect({ status: answer.status, body: answer.body as unknown }).toEqual({ status, body: readiness });
  });

  test.each([
    { fails: "rejects", checkReadiness: () => Promise.reject(new Error(CANARIES.familyName)) },
    {
      fails: "throws",
      checkReadiness: () => {
        throw new Error(CANARIES.familyName);
      },
    },
  ])("GET /readyz is 503 without the error's text when the check $fails", async ({ checkReadiness }) => {
    const { app } = rig({ checkReadiness });
    const { status, body } = await request(app).get("/readyz");
    expect({ status, body }).toEqual({ status: 503, body: { ready: false, checks: { check: false } } });
  });
});

describe("createConsoleApp() whoami", () => {
  test("tells the holder of a token, colon and all", async () => {
    const { app } = rig();
    const answer = await request(app).get("/api/whoami").set("Authorization", basic("tok_1", "se:cret"));
    expect({ status: answer.status, body: answer.body as unknown }).toEqual({ status: 200, body: HOLDER });
  });

  test.each([
    { given: "no header", header: undefined },
    { given: "a wrong token", header: basic("tok_1", "wrong") },
    { given: "the token up to its colon", header: basic("tok_1", "se") },
    {
      given: "another token that shares the part after the first colon",
      header: basic("tok_1", "se:cret:x"),
    },
    { given: "an unknown id", header: basic("tok_2", "se:cret") },
    { given: "an empty password", header: basic("tok_1", "") },
    { given: "no colon", header: `Basic ${Buffer.from("tok_1").toString("base64")}` },
    { given: "no base64", header: "Basic ???" },
    { given: "one word", header: "Basic" },
    { given: "another scheme", header: "Bearer se:cret" },
    { given: "a scheme that contains basic", header: basic("tok_1", "se:cret").replace("Basic", "NotBasic") },
  ])("answers 401 with a challenge for $given, the same for all", async ({ header }) => {
    const { app, log } = rig();
    const call: Test = request(app).get("/api/whoami");
    if (header !== undefined) call.set("Authorization", header);
    const answer = await call;
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe(
      'Basic realm="MIIC immunization gateway", charset="UTF-8"',
    );
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.body).toEqual({
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      requestId: "id-1",
    });
    expect(log.events()).toMatchObject([{ event: "login-failed", requestId: "id-1", operation: "whoami" }]);
  });

  test.each([
    { thrown: new Error(`no such token ${CANARIES.password}`), errorName: "Error" },
    { thrown: CANARIES.password, errorName: "TypeError" },
  ])(
    "answers 500 without the error's text when the check fails ($errorName)",
    async ({ thrown, errorName }) => {
      // eslint-disable-next-line typescript/prefer-promise-reject-errors -- a library may reject with anything
      const { app, log } = rig({ verifyToken: () => Promise.reject(thrown) });
      const answer = await request(app).get("/api/whoami").set("Authorization", basic("a", "b"));
      expect(answer.status).toBe(500);
      expect(answer.body).toMatchObject({ title: "Internal Server Error", requestId: "id-1" });
      expect(log.events()).toMatchObject([
        { level: "error", event: "request-answered", httpStatus: 500, errorName },
      ]);
      expect(findLeaks(format(answer.text, answer.headers, log.lines))).toEqual([]);
    },
  );
});

describe("createConsoleApp() pages and errors", () => {
  test("GET / says what this is and links only what is there", async () => {
    const { app } = rig();
    const page = await request(app)
      .get("/")
      .expect(200)
      .expect("Content-Type", /^text\/html/);
    expect(page.text).toContain("Help &lt;Desk&gt; &amp; &#39;more&#39;");
    const links = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(links).toEqual(["/readyz", "/livez", "/api/whoami"]);
    for (const path of links) expect((await request(app).get(path)).status).not.toBe(404);
  });

  test.each(["/", "/livez", "/readyz", "/api/whoami", "/absent"])(
    "GET %s lets no page run, load, frame or be kept",
    async (path) => {
      const { headers } = await request(rig().app).get(path);
      expect(headers).toMatchObject({
        "content-security-policy":
          "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "x-request-id": "id-1",
      });
      expect(headers).not.toHaveProperty("x-powered-by");
      expect(headers).not.toHaveProperty("etag");
    },
  );

  test.each([
    { path: "/absent", status: 404, title: "Not Found" },
    { path: "/..%2f..%2fetc/passwd", status: 404, title: "Not Found" },
    { path: "/%", status: 404, title: "Not Found" },
    { path: "/api/whoami/", status: 401, title: "Unauthorized" },
  ])("GET $path is $status as problem+json", async ({ path, status, title }) => {
    const answer = await request(rig().app).get(path);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.body).toEqual({ type: "about:blank", title, status, requestId: "id-1" });
  });

  test.each(["post", "put", "delete", "patch", "options"] as const)(
    "%s is 405 with Allow",
    async (method) => {
      const { status, headers } = await request(rig().app)[method]("/readyz");
      expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD" });
    },
  );

  test("nothing of a request turns up in a log line or an error", async () => {
    const { app, log } = rig();
    const marks = Object.values(CANARIES);
    const answers = await Promise.all(
      marks.flatMap((mark) => [
        request(app).get(`/${mark}?name=${mark}`).set("X-Request-Id", mark).set("User-Agent", mark),
        request(app).get("/api/whoami").set("Authorization", basic(mark, mark)).set("Cookie", `sid=${mark}`),
        request(app).post(`/api/${mark}`).type("text/plain").send(`PID|1||${mark}`),
      ]),
    );
    expect(
      findLeaks(
        format(
          answers.map(({ text, headers }) => [text, headers]),
          log.lines,
        ),
      ),
    ).toEqual([]);
    expect(log.lines).toHaveLength(marks.length);
  });
});

describe("findLeaks()", () => {
  test.each([
    { text: `x ${CANARIES.familyName.toLowerCase()} y`, found: ["familyName"] },
    { text: Buffer.from(CANARIES.password).toString("base64"), found: ["password"] },
    { text: Buffer.from(CANARIES.givenName).toString("hex"), found: ["givenName"] },
    { text: "PID|1", found: ["PID segment"] },
    { text: "ssn 078-05-1120", found: ["SSN"] },
    { text: '{"event":"listening","port":8080}', found: [] },
  ])("finds $found in $text", ({ text, found }) => {
    expect(findLeaks(text)).toEqual(found);
  });
});
