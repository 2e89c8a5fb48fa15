import { describe, expect, test } from "vitest";
import { acknowledge, type Decided } from "../../src/acknowledgment/acknowledge.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import type { Finding } from "../../src/validation/finding.ts";

const NOW_MS = Date.parse("2026-01-14T15:30:13Z");

function answerable(msh: string): { header: never; controlIdText: never } {
  const reading = readMessage(`${msh}\rPID|1\r`);
  if (reading.kind !== "message") throw new TypeError(reading.kind);
  return { header: reading.header as never, controlIdText: reading.controlId as never };
}

const VXU =
  "MSH|^~\\&|DEMOEHR|9998|MIIC|MIIC|20260114093012-0600||VXU^V04^VXU_V04|DEMO-1|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS";

function answer(msh: string, decided: Partial<Decided> = {}): readonly string[] {
  const { answer: text } = acknowledge(
    answerable(msh),
    { type: "update", outcome: "processed", findings: [], ackWarnings: "AE", ...decided },
    { realm: "test", nowMs: NOW_MS, controlId: "ACK-1" },
  );
  expect(text.endsWith("\r")).toBe(true);
  return text.slice(0, -1).split("\r");
}

const BAD_CODE: Finding = {
  ruleId: "RULE-1",
  severity: "E",
  location: { segment: "RXA", sequence: 2, field: 5, repetition: 1, component: 1 },
  errorCode: "103",
  applicationErrorCode: "5",
  text: "Vaccine code 9Z9 is not a CVX code.",
  effect: "refuse-dose",
};

describe("acknowledge()", () => {
  test("accepts with a Z23 whose names are swapped and whose clock is the registry's", () => {
    expect(answer(VXU)).toEqual([
      "MSH|^~\\&|MIIC|MIIC|DEMOEHR|9998|20260114093013-0600||ACK^V04^ACK|ACK-1|P|2.5.1|||NE|NE|||||Z23^CDCPHINVS",
      "MSA|AA|DEMO-1",
    ]);
  });

  test("tells one finding in one ERR, with the rule in ERR-7", () => {
    expect(answer(VXU, { findings: [BAD_CODE] })[2]).toBe(
      "ERR||RXA^2^5^1^1|103^Table value not found^HL70357|E|5^Table value not found^HL70533||RULE-1|Not stored: Vaccine code 9Z9 is not a CVX code.",
    );
  });

  test.each([
    { what: "a field", location: { segment: "PID", sequence: 1, field: 7 }, erl: "PID^1^7" },
    {
      what: "a component",
      location: { segment: "PID", sequence: 1, field: 7, component: 1 },
      erl: "PID^1^7^1^1",
    },
    { what: "a segment", location: { segment: "PID", sequence: 1 }, erl: "PID^1" },
    {
      what: "a subcomponent",
      location: { segment: "PID", sequence: 1, field: 11, repetition: 2, component: 1, subcomponent: 3 },
      erl: "PID^1^11^2^1^3",
    },
  ])("names $what as $erl", ({ location, erl }) => {
    expect(answer(VXU, { findings: [{ ...BAD_CODE, location }] })[2]?.split("|")[2]).toBe(erl);
  });

  test("leaves ERR-2 and ERR-5 empty for a finding about the whole message", () => {
    const whole: Finding = { ruleId: "R", severity: "I", errorCode: "0", text: "News.", effect: "keep" };
    expect(answer(VXU, { findings: [whole] })[2]).toBe(
      "ERR|||0^Message accepted^HL70357|I|||R|Stored: News.",
    );
  });

  test.each([
    { outcome: "processed", severity: "E", effect: "refuse-dose", begins: "Not stored: " },
    { outcome: "processed", severity: "E", effect: "drop", begins: "Not stored: " },
    { outcome: "processed", severity: "W", effect: "refuse-dose", begins: "Not stored: " },
    { outcome: "processed", severity: "W", effect: "drop", begins: "Stored: " },
    { outcome: "processed", severity: "I", effect: "keep", begins: "Stored: " },
    { outcome: "refused", severity: "W", effect: "drop", begins: "Not stored: " },
    { outcome: "rejected", severity: "E", effect: "reject", begins: "Not stored: " },
  ] as const)(
    "ERR-8 of a $severity that does $effect in a $outcome update begins '$begins'",
    ({ outcome, severity, effect, begins }) => {
      const findings = [{ ...BAD_CODE, severity, effect }];
      const text = answer(VXU, { outcome, findings })[2]?.split("|")[8];
      expect(text?.startsWith(begins)).toBe(true);
    },
  );

  test("never writes more than 250 characters into ERR-8", () => {
    const text = answer(VXU, { findings: [{ ...BAD_CODE, text: "x".repeat(400) }] })[2]?.split("|")[8];
    expect(text).toHaveLength(250);
  });

  test.each([
    { type: "update", event: "ACK^V04^ACK" },
    { type: "other", event: "ACK^V04^ACK" },
    { type: "query", event: "ACK^Q11^ACK" },
  ] as const)("answers a message of kind $type with $event", ({ type, event }) => {
    expect(answer(VXU, { type, outcome: "rejected" })[0]?.split("|")[8]).toBe(event);
  });

  test("does not prefix the text of an answer to a query", () => {
    const findings = [BAD_CODE];
    const query = VXU.replace("VXU^V04^VXU_V04", "QBP^Q11^QBP_Q11");
    expect(answer(query, { type: "query", outcome: "rejected", findings })[2]?.split("|")[8]).toBe(
      BAD_CODE.text,
    );
  });

  test.each([
    { sent: "T", copied: "T" },
    { sent: "X", copied: "T" },
    { sent: "", copied: "T" },
  ])("MSH-11 '$sent' is answered '$copied' in the test realm", ({ sent, copied }) => {
    expect(answer(VXU.replace("|P|2.5.1", `|${sent}|2.5.1`))[0]?.split("|")[10]).toBe(copied);
  });

  test.each(["", "A\\T\\B", "A^B&C", "Ñ-1", "x".repeat(200), "with blank "])(
    "repeats MSH-10 '%s' to the letter",
    (id) => {
      expect(answer(VXU.replace("DEMO-1", id))[1]).toBe(id === "" ? "MSA|AA" : `MSA|AA|${id}`);
    },
  );

  test("lets no sender's name open a segment or a field of ours", () => {
    const hostile = answer(VXU.replace("DEMOEHR", "A\\F\\B\\X0D\\ERR\\F\\1"));
    expect(hostile).toHaveLength(2);
    expect(hostile[0]?.split("|")[4]).toBe("A\\F\\B\\E\\X0D\\E\\ERR\\F\\1");
  });
});
