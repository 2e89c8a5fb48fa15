import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { ProfileId } from "../../src/immunization/profiles/profile.ts";
import { checkProfile, validate } from "../../src/validation/validate.ts";
import type { ValidationContext } from "../../src/validation/validation.ts";
import { findingLine, messageOf } from "../support/conformance-messages.ts";

const CONTEXT: ValidationContext = {
  nowMs: Date.parse("2026-01-14T16:30:00Z"),
  zone: "America/Chicago",
  codes: builtInCodeSets(),
};

function example(name: string): string {
  return readFileSync(new URL(`../fixtures/profiles/${name}.hl7`, import.meta.url), "utf8");
}

describe("validate() takes the examples of what is received", () => {
  test.each([
    { name: "z22-four-orders", stored: [true, true, true, true] },
    { name: "z34-query", stored: [] },
    { name: "z44-query", stored: [] },
  ])("$name without a finding", ({ name, stored }) => {
    const validation = validate(messageOf(example(name)), CONTEXT);
    expect(validation.findings).toEqual([]);
    expect(validation.kind).toBe("processed");
    expect(validation.doses.map((dose) => dose.stored)).toEqual(stored);
  });
});

describe("checkProfile() finds the examples of answers clean", () => {
  test.each<{ name: string; profile: ProfileId }>([
    { name: "z23-accept", profile: "Z23" },
    { name: "z23-error", profile: "Z23" },
    { name: "z23-reject", profile: "Z23" },
    { name: "z31-candidates", profile: "Z31" },
    { name: "z32-history", profile: "Z32" },
    { name: "z33-none", profile: "Z33" },
    { name: "z33-too-many", profile: "Z33" },
    { name: "z33-error", profile: "Z33" },
    { name: "z42-forecast", profile: "Z42" },
  ])("$name", ({ name, profile }) => {
    expect(checkProfile(messageOf(example(name)), profile, CONTEXT).map(findingLine)).toEqual([]);
  });

  test.each([
    { what: "an answer code of the enhanced mode", from: "MSA|AE", to: "MSA|CE", found: "MSA^1^1 103/5 W" },
    { what: "a text in MSA-3", from: "|DEMO-000102\n", to: "|DEMO-000102|ok\n", found: "MSA^1^3 0/- I" },
    {
      what: "a request for an answer to an answer",
      from: "|NE|NE|",
      to: "|AL|NE|",
      found: "MSH^1^15 103/5 W",
    },
    {
      what: "an error without code",
      from: "103^Table value not found^HL70357|E",
      to: "|E",
      found: "ERR^1^3 101/- W",
    },
    {
      what: "a location without sequence",
      from: "RXA^2^5^1^1",
      to: "RXA^^5^1^1",
      found: "ERR^1^2^1^2 101/- W",
    },
    {
      what: "a text of 251 characters",
      from: "dose 2 was not stored",
      to: "x".repeat(250),
      found: "ERR^1^8 102/4 W",
    },
    { what: "an unknown severity", from: "|W|", to: "|F|", found: "ERR^2^4 103/5 W" },
  ])("and finds $what", ({ from, to, found }) => {
    const changed = example("z23-error").replace(from, to);
    expect(checkProfile(messageOf(changed), "Z23", CONTEXT).map(findingLine)).toEqual([found]);
  });
});
