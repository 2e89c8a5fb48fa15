import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acknowledge } from "../../src/acknowledgment/acknowledge.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { Location } from "../../src/hl7/location.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import { COMPILED_PROFILES } from "../../src/validation/rule-books.ts";
import { checkProfile, validate } from "../../src/validation/validate.ts";
import type { ValidationContext } from "../../src/validation/validation.ts";
import { breaking, emptied, placeOfBreak, rowRules, setPlace } from "../support/break-rule.ts";
import { findingLine, messageOf } from "../support/conformance-messages.ts";

const CONTEXT: ValidationContext = {
  nowMs: Date.parse("2026-01-14T15:30:13Z"),
  zone: "America/Chicago",
  codes: builtInCodeSets(),
};

function fixture(name: string): string {
  const text = readFileSync(new URL(`../fixtures/profiles/${name}.hl7`, import.meta.url), "utf8");
  return text.replaceAll("\n", "\r");
}

/** Each message with one rule of its profile broken, and what the gateway answers. */
const BROKEN = (
  [
    ["Z22", fixture("z22-every-field")],
    ["Z34", fixture("z34-every-field")],
  ] as const
).flatMap(([profile, er7]) =>
  rowRules(COMPILED_PROFILES[profile].book)
    .filter(({ place }) => er7.includes(`${place.segment}|`))
    .map((row) => ({
      id: row.rule.id,
      er7:
        row.kind === "missing"
          ? emptied(er7, row.place)
          : setPlace(er7, placeOfBreak(row), breaking(row, er7, CONTEXT.codes).bad),
    })),
);

function answerTo(er7: string): string {
  const reading = readMessage(er7);
  if (reading.kind !== "message") throw new Error(`not read: ${reading.kind}`);
  const { kind, type, findings } = validate(reading.message, CONTEXT);
  const { answer } = acknowledge(
    { header: reading.header, controlIdText: reading.controlId },
    { outcome: kind, type, findings, ackWarnings: "AE" },
    { realm: "test", nowMs: CONTEXT.nowMs, controlId: "ACK-1" },
  );
  return answer;
}

/** Receiver and control id only repeat what the sender wrote (decision D17). */
function isEcho(location: Location | undefined): boolean {
  const place = `${location?.segment}-${location?.field}`;
  return ["MSH-5", "MSH-6", "MSH-11", "MSA-2"].includes(place);
}

describe("every ACK the gateway writes", () => {
  test("is a clean Z23, whatever rule the message broke", () => {
    const unclean = BROKEN.flatMap(({ id, er7 }) =>
      checkProfile(messageOf(answerTo(er7)), "Z23", CONTEXT)
        .filter(({ location }) => !isEcho(location))
        .map((finding) => `${id}: ${findingLine(finding)} ${finding.ruleId}`),
    );
    expect(BROKEN.length).toBeGreaterThan(600);
    expect(unclean).toEqual([]);
  });
});
