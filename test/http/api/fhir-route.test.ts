import express, { type Express } from "express";
import request from "supertest";
import { describe, expect, test } from "vitest";
import type { AuthenticateToken } from "../../../src/http/api/authenticate-token.ts";
import { createFhirRoute, type UsableSchedule } from "../../../src/http/api/fhir-route.ts";
import { forecastService } from "../../support/fictitious-schedule.ts";

const HOLDER = { tokenId: "tok_1", login: "ana", scopes: ["read"] };

/** Lets a caller in that says it has a token of scope `read`. */
const authenticate: AuthenticateToken = (call, response, scope) => {
  if (call.get("x-scope") === scope) {
    return Promise.resolve({ holder: HOLDER, actor: { name: "ana", osUser: "ana", source: "rest" } });
  }
  response.status(401).end();
  return Promise.resolve(undefined);
};

function app(usable: UsableSchedule = forecastService().loaded): Express {
  return express().use("/api/fhir", createFhirRoute(authenticate, usable));
}

const ASKED = {
  resourceType: "Parameters",
  parameter: [
    { name: "assessmentDate", valueDate: "2020-06-01" },
    { name: "patient", resource: { resourceType: "Patient", birthDate: "2020-01-31" } },
  ],
};

function post(server: Express, body: string, type = "application/fhir+json") {
  return request(server)
    .post("/api/fhir/$immds-forecast")
    .set("x-scope", "read")
    .set("Content-Type", type)
    .send(body);
}

describe("POST /api/fhir/$immds-forecast", () => {
  test.each(["application/fhir+json", "application/json"])("answers a body of %s", async (type) => {
    const { status, headers, text } = await post(app(), JSON.stringify(ASKED), type);
    expect([status, headers["content-type"]]).toEqual([200, "application/fhir+json; charset=utf-8"]);
    expect(JSON.parse(text)).toMatchObject({
      resourceType: "Parameters",
      parameter: [{ name: "recommendation", resource: { resourceType: "ImmunizationRecommendation" } }],
    });
  });

  test("needs a token", async () => {
    const path = "/api/fhir/$immds-forecast";
    expect((await request(app()).post(path).send(ASKED)).status).toBe(401);
  });

  test.each([
    { name: "no JSON", body: '{"birthDate": "2020-01-31"', status: 400, code: "invalid" },
    { name: "a JSON text", body: '"secret"', status: 400, code: "invalid" },
    { name: "another resource", body: '{"resourceType": "Patient"}', status: 400, code: "invalid" },
    { name: "nothing", body: "", status: 400, code: "invalid" },
    { name: "too much", body: JSON.stringify({ x: "y".repeat(1_100_000) }), status: 413, code: "too-costly" },
  ])("answers $status and an OperationOutcome for $name", async ({ body, status, code }) => {
    const answer = await post(app(), body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({
      resourceType: "OperationOutcome",
      issue: [{ severity: "error", code }],
    });
    expect(answer.text).not.toMatch(/2020-01-31|secret/);
  });

  test("answers 503 while there are no data", async () => {
    expect(
      (
        await post(
          app(() => undefined),
          JSON.stringify(ASKED),
        )
      ).status,
    ).toBe(503);
  });
});
