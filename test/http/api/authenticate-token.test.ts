import { format } from "node:util";
import { Router } from "express";
import request, { type Test } from "supertest";
import { describe, expect, test } from "vitest";
import type { User } from "../../../src/accounts/user.ts";
import type { VerifyToken } from "../../../src/accounts/verify-token.ts";
import { createAuthenticateToken } from "../../../src/http/api/authenticate-token.ts";
import { createConsoleApp } from "../../../src/http/console-app.ts";
import { CANARIES, findLeaks } from "../../support/canaries.ts";
import { memoryLog } from "../../support/memory-log.ts";

const HOLDER = { tokenId: "tok_1", login: "ana", scopes: ["metrics"] };

const ANA: User = {
  username: "ana",
  role: "operator",
  organizationIds: [],
  passwordHash: "",
  disabled: false,
  createdAtMs: 0,
  epoch: 1,
  mustChangePassword: false,
};

const holds: VerifyToken = (id, token) =>
  Promise.resolve(id === "tok_1" && token === "se:cret" ? HOLDER : undefined);

function rig(verifyToken: VerifyToken = holds) {
  const memory = memoryLog();
  const users = { findUser: (name: string) => Promise.resolve(name === "ana" ? ANA : undefined) };
  const authenticate = createAuthenticateToken({ verifyToken, users, log: memory.log });
  const api = Router();
  api.get("/whoami", async (call, response) => {
    const caller = await authenticate(call, response);
    if (caller !== undefined) response.json(caller);
  });
  api.get("/read", async (call, response) => {
    if ((await authenticate(call, response, "read")) !== undefined) response.json("read");
  });
  const app = createConsoleApp({
    checkReadiness: () => Promise.resolve({ ready: true, checks: {} }),
    newId: () => "id-1",
    log: memory.log,
    verifyToken,
    scrape: async () => "",
    pages: Router(),
    api,
  });
  return { app, log: memory };
}

const basic = (id: string, token: string): string =>
  `Basic ${Buffer.from(`${id}:${token}`).toString("base64")}`;

describe("createAuthenticateToken()", () => {
  test("tells the holder of a token, colon and all, bound by the role of its user", async () => {
    const answer = await request(rig().app)
      .get("/api/whoami")
      .set("Authorization", basic("tok_1", "se:cret"));
    expect({ status: answer.status, body: answer.body as unknown }).toEqual({
      status: 200,
      body: {
        holder: HOLDER,
        actor: {
          name: "ana",
          osUser: "ana",
          source: "rest",
          user: { role: "operator", organizationIds: [] },
        },
      },
    });
  });

  test("a token of another scope is refused as 403", async () => {
    const { status, body } = await request(rig().app)
      .get("/api/read")
      .set("Authorization", basic("tok_1", "se:cret"));
    expect({ status, body: body as unknown }).toMatchObject({ status: 403, body: { title: "Forbidden" } });
  });

  test("a token whose user is gone is refused as 401", async () => {
    const { app } = rig(() => Promise.resolve({ ...HOLDER, login: "bob" }));
    expect((await request(app).get("/api/whoami").set("Authorization", basic("tok_1", "x"))).status).toBe(
      401,
    );
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
    expect(log.events()).toMatchObject([{ event: "login-failed", requestId: "id-1", operation: "rest" }]);
  });

  test.each([
    { thrown: new Error(`no such token ${CANARIES.password}`), errorName: "Error" },
    { thrown: CANARIES.password, errorName: "TypeError" },
  ])(
    "answers 500 without the error's text when the check fails ($errorName)",
    async ({ thrown, errorName }) => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a library may reject with anything
      const { app, log } = rig(() => Promise.reject(thrown));
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
