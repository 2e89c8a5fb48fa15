import { describe, expect, test } from "vitest";
import { componentName } from "../../src/console/component-name.ts";
import { renderHtml } from "../../src/console/html.ts";
import { messageText, type PlacedFinding, placeId } from "../../src/console/message-text.ts";
import { readRawMessage } from "../../src/console/raw-message.ts";

const TEXT = [
  "MSH|^~\\&|EHR|NORTHC",
  "PID|1||77^^^N^MR~88||Testperch^Wren",
  "RXA|0",
  "RXA|0||20261116",
  "",
].join("\r");

function finding(location: string, change: Partial<PlacedFinding> = {}): PlacedFinding {
  return { rule: "RULE-1", severity: "E", location, text: "what is wrong", ...change };
}

function shown(text: string, ...findings: readonly PlacedFinding[]): string {
  return renderHtml(messageText(text, findings, { prefix: "q", bytesMax: 40_000 }));
}

describe("readRawMessage", () => {
  test("readRawMessage() counts fields and segments as ERR-2 does", () => {
    const { segments } = readRawMessage(TEXT);
    expect(segments.map(({ name, sequence }) => `${name} ${sequence}`)).toEqual([
      "MSH 1",
      "PID 1",
      "RXA 1",
      "RXA 2",
    ]);
    expect(segments[0]?.fields.map(({ number }) => number)).toEqual([2, 3, 4]);
    expect(segments[1]?.fields[1]).toEqual({ number: 3, repetitions: [["77", "", "", "N", "MR"], ["88"]] });
  });

  test.each(["", "\r\n", "no message at all", "MSH", "MSH|", "MSHabc", "|||", "PID|1\nPID|2"])(
    "readRawMessage() reads %j without throwing",
    (text) => {
      expect(() => shown(text)).not.toThrow();
    },
  );

  test("readRawMessage() follows the delimiters that MSH declares", () => {
    const { segments } = readRawMessage("MSH#*@\\&#EHR\rPID#1##77*88@99");
    expect(segments[1]?.fields[1]?.repetitions).toEqual([["77", "88"], ["99"]]);
  });
});

describe("messageText", () => {
  test.each([
    { location: "PID^1^5^1^2", marked: "Wren" },
    { location: "PID^1^3^2", marked: "88" },
    { location: "RXA^2^3", marked: "20261116" },
    { location: "MSH^1^4", marked: "NORTHC" },
  ])(
    "messageText() marks $marked for a finding at $location, in the tree and in the text",
    ({ location, marked }) => {
      const found = shown(TEXT, finding(location));
      const marks = [...found.matchAll(/<mark[^>]*>([^<]*)<\/mark>/g)].map(([, text]) => text);
      expect(marks).toEqual([marked, marked]);
      expect(found).toContain(`id="${placeId("q", location)}"`);
    },
  );

  test("messageText() shows a finding about what was not sent at its place", () => {
    const found = shown(TEXT, finding("PID^1^13"));
    expect(found).toContain('id="q-PID-1-13"');
    expect(found).toContain("Phone Number - Home");
    expect(found).toContain("not sent");
  });

  test("messageText() names fields and components from the guide", () => {
    expect(shown(TEXT)).toContain('title="PID-5.1 Family Name"');
    expect(shown(TEXT)).toContain('title="PID-3 Patient Identifier List"');
    expect(componentName("PID", 3, 1)).toBe("ID Number");
    expect(componentName("PID", 8, 1)).toBe("");
  });

  test("messageText() shows hostile text as text", () => {
    const found = shown('PID|1||<script>alert(1)</script>^"onload=x^\u202Eabc');
    expect(found).not.toContain("<script>");
    expect(found).not.toContain("\u202E");
    expect(found).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("messageText() of a long message stays small and keeps the segments with findings", () => {
    const orders = Array.from({ length: 2_000 }, (_unused, index) => `RXA|0|1|2026${index}|x|03^MMR^CVX`);
    const found = shown(["MSH|^~\\&|EHR", ...orders].join("\r"), finding("RXA^1990^5^1^1"));
    expect(Buffer.byteLength(found)).toBeLessThan(56_000);
    expect(found).toContain('id="q-RXA-1990-5"');
    expect(found).toMatch(/segments more not shown here/);
  });

  test("messageText() of one endless field stays small", () => {
    expect(Buffer.byteLength(shown(`MSH|^~\\&|EHR\rPID|1||${"x".repeat(200_000)}`))).toBeLessThan(10_000);
  });
});
