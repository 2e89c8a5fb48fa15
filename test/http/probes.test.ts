import express from "express";
import request from "supertest";
import { describe, expect, test } from "vitest";
import { createProbes } from "../../src/http/probes.ts";

describe("createProbes()", () => {
  test("answers 503 when the check takes longer than its time", async () => {
    const app = express().use(createProbes(() => new Promise(() => undefined), 20));
    const { status, body } = await request(app).get("/readyz");
    expect({ status, body }).toEqual({
      status: 503,
      body: { ready: false, checks: { "check-in-time": false } },
    });
  });

  test.each(["/livez", "/readyz"])("HEAD %s has the status and no body", async (path) => {
    const app = express().use(createProbes(() => Promise.resolve({ ready: true, checks: {} })));
    const { status, text } = await request(app).head(path);
    expect({ status, text }).toEqual({ status: 200, text: undefined });
  });
});
