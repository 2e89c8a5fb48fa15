import { format } from "node:util";
import { Router } from "express";
import request from "supertest";
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
    newId: () => "id-1",
    log: memory.log,
    verifyToken,
    scrape: async () => "gateway_info 1\n",
    pages: Router().get("/page", (_request, response) => void response.send("a page")),
    api: Router().get("/fails", () => {
      throw new Error(CANARIES.familyName);
    }),
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

describe("createConsoleApp() pages and errors", () => {
  test.each(["/page", "/livez", "/readyz", "/api/fails", "/absent"])(
    "GET %s lets no page run, load, frame or be kept",
    async (path) => {
      const { headers } = await request(rig().app).get(path);
      expect(headers).toMatchObject({
        "content-security-policy":
          "default-src 'none';style-src 'self';script-src 'self';img-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
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
    { path: "/api/fails", status: 500, title: "Internal Server Error" },
  ])("GET $path is $status as problem+json", async ({ path, status, title }) => {
    const answer = await request(rig().app).get(path);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.body).toEqual({ type: "about:blank", title, status, requestId: "id-1" });
  });

  test.each(["put", "delete", "patch", "options"] as const)("%s is 405 with Allow", async (method) => {
    const { status, headers } = await request(rig().app)[method]("/readyz");
    expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD, POST" });
  });

  test("nothing of a request turns up in a log line or an error", async () => {
    const { app, log } = rig();
    const marks = Object.values(CANARIES);
    const answers = await Promise.all(
      marks.flatMap((mark) => [
        request(app).get(`/${mark}?name=${mark}`).set("X-Request-Id", mark).set("User-Agent", mark),
        request(app).get("/api/fails").set("Authorization", `Basic ${mark}`).set("Cookie", `sid=${mark}`),
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
