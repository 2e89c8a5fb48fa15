import { describe, expect, test } from "vitest";
import type { Credential } from "../../../src/accounts/credential.ts";
import { connectionLadder, type SeenConnection } from "../../../src/http/console/connection-ladder.ts";
import type { ListedMessage } from "../../../src/submission/message-browser.ts";

const NOW = Date.parse("2026-01-14T18:00:00Z");
const DAY_MS = 86_400_000;

const CREDENTIAL: Credential = {
  id: "c1",
  organizationId: "o1",
  realm: "test",
  username: "clinic-t-1",
  secret: { hash: "h", pepperId: "p" },
  issuedAtMs: NOW - 10 * DAY_MS,
  expiresAtMs: NOW + DAY_MS,
};

function answered(ackCode: ListedMessage["ackCode"], rule?: string): ListedMessage {
  const found = { severity: "E", errorCode: "101" } as const;
  return {
    id: "m",
    receivedAt: "2026-01-14T17:00:00.000Z",
    controlId: "1",
    type: "VXU^V04",
    ackCode,
    bytes: 1,
    replays: 0,
    findings: rule === undefined ? [] : [{ rule, ...found }],
  };
}

const AT = "2026-01-14T17:00:00.000Z";

describe("connectionLadder()", () => {
  test.each<{ name: string; seen: SeenConnection; states: string }>([
    {
      name: "nothing",
      seen: { credentials: [], recent: [] },
      states: "unknown unknown not-seen not-seen not-seen not-seen",
    },
    {
      name: "a credential alone",
      seen: { credentials: [CREDENTIAL], recent: [] },
      states: "unknown unknown passed not-seen not-seen not-seen",
    },
    {
      name: "a log-in without an answer",
      seen: { credentials: [{ ...CREDENTIAL, lastUsedAtMs: NOW - DAY_MS }], recent: [] },
      states: "passed passed passed passed not-seen not-seen",
    },
    {
      name: "a credential that has expired",
      seen: { credentials: [{ ...CREDENTIAL, expiresAtMs: NOW - 1 }], recent: [] },
      states: "unknown unknown failed not-seen not-seen not-seen",
    },
    {
      name: "answers that are all AE",
      seen: { credentials: [CREDENTIAL], recent: [answered("AE", "RXA-3-DATE")] },
      states: "passed passed passed passed passed failed",
    },
    {
      name: "an AA long ago, and AE since",
      seen: { credentials: [CREDENTIAL], recent: [answered("AR"), answered("AE")], acceptedAt: AT },
      states: "passed passed passed passed passed failed",
    },
    {
      name: "mostly AA",
      seen: { credentials: [CREDENTIAL], recent: [answered("AA"), answered("AE")], acceptedAt: AT },
      states: "passed passed passed passed passed passed",
    },
  ])("of $name is $states", ({ seen, states }) => {
    const rungs = connectionLadder(seen, NOW);
    expect(rungs.map(({ state }) => state).join(" ")).toBe(states);
    expect(rungs.filter(({ state, remedy }) => state !== "passed" && remedy === "")).toEqual([]);
  });

  test("names the rule that most refused answers have, once a message, and what to do", () => {
    const twice = answered("AE", "RXA-20-CODE");
    const recent = [
      answered("AE", "RXA-3-DATE"),
      answered("AE", "RXA-3-DATE"),
      { ...twice, findings: [...twice.findings, ...twice.findings, ...twice.findings] },
    ];
    const last = connectionLadder({ credentials: [CREDENTIAL], recent }, NOW).at(-1);
    expect(last?.seen).toBe("3 of your last 3 answers are AE or AR.");
    expect(last?.remedy).toMatch(/^Most often RXA-3-DATE, in 2 of 3: RXA-3 .*YYYYMMDD/);
  });

  test("says which credential ended, and how", () => {
    const revoked = { ...CREDENTIAL, revokedAtMs: NOW - 1 };
    const rung = connectionLadder({ credentials: [revoked], recent: [] }, NOW)[2];
    expect(rung).toMatchObject({ state: "failed", seen: "clinic-t-1: It was revoked." });
  });
});
