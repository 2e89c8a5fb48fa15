import { describe, expect, test } from "vitest";
import { encodeMessage, encodeTree, isEr7, segment } from "../../src/hl7/encode-message.ts";
import { fieldText } from "../../src/hl7/field-text.ts";
import { readMessage } from "../../src/hl7/read-message.ts";

const HEADER = segment("MSH", { 3: "MIIC", 9: ["ACK", "V04", "ACK"], 10: "A-1", 21: ["Z23", "CDCPHINVS"] });

describe("segment()", () => {
  test.each([
    { case: "text", fields: { 1: "AA", 2: "C-01" }, text: "MSA|AA|C-01" },
    { case: "a gap", fields: { 2: "x", 5: "y" }, text: "MSA||x|||y" },
    { case: "fields in any order", fields: { 3: "c", 1: "a" }, text: "MSA|a||c" },
    { case: "components", fields: { 1: ["a", "", "b", ""] }, text: "MSA|a^^b" },
    { case: "subcomponents", fields: { 1: ["a", ["b", "c", ""]] }, text: "MSA|a^b&c" },
    { case: "repetitions", fields: { 1: { repetitions: ["a", ["b", "c"], ""] } }, text: "MSA|a~b^c" },
    {
      case: "an empty first repetition",
      fields: { 1: { repetitions: ["", ["", "note"]] } },
      text: "MSA|~^note",
    },
    { case: "nothing at the end", fields: { 1: "a", 2: undefined, 3: "", 4: [] }, text: "MSA|a" },
    { case: "nothing", fields: {}, text: "MSA|" },
  ])("writes $case", ({ fields, text }) => {
    expect(segment("MSA", fields)).toBe(text);
  });

  test("writes MSH-1 and MSH-2 itself and counts from them", () => {
    expect(HEADER).toBe("MSH|^~\\&|MIIC||||||ACK^V04^ACK|A-1|||||||||||Z23^CDCPHINVS");
  });

  test.each([
    { case: "T08 delimiters", text: "a|b^c&d~e\\f", written: "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f" },
    { case: "T08 a segment in a name", text: "Wren\rEVIL|1", written: "Wren EVIL\\F\\1" },
    { case: "CRLF and LF", text: "a\r\nb\nc", written: "a b c" },
    { case: "what XML cannot hold", text: "a\u0000b\u001C\uFFFEc\uD83D", written: "abc" },
    { case: "TAB, accents, emoji", text: "a\tñ😀", written: "a\tñ😀" },
    { case: "an escape sequence as text", text: "\\X0D\\", written: "\\E\\X0D\\E\\" },
  ])("escapes $case", ({ text, written }) => {
    expect(segment("NTE", { 3: text })).toBe(`NTE|||${written}`);
    expect(segment("NTE", { 3: ["x", ["y", text]] })).toBe(`NTE|||x^y&${written}`);
  });

  test.each([
    { case: "an escape sequence", typed: "A\\T\\1" },
    { case: "hex", typed: "A\\X41\\1" },
    { case: "components", typed: "A^1~2&3" },
    { case: "M11, 200 characters", typed: "7".repeat(200) },
    { case: "nothing", typed: "" },
  ])("repeats verbatim $case", ({ typed }) => {
    const reading = readMessage(`MSH|^~\\&|A|B|C|D|2026||VXU|${typed}|P`);
    if (reading.kind !== "message") throw new Error(`read as ${reading.kind}`);
    const written = segment("MSA", { 1: "AA", 2: { verbatim: reading.controlId } });
    expect(written).toBe(typed === "" ? "MSA|AA" : `MSA|AA|${typed}`);
  });

  test.each([
    { case: "a short name", name: "MS", fields: {} },
    { case: "a lower-case name", name: "msa", fields: {} },
    { case: "a name with a line end", name: "MS\r", fields: {} },
    { case: "field 0", name: "MSA", fields: { 0: "x" } },
    { case: "MSH-2", name: "MSH", fields: { 2: "x" } },
    { case: "half a field", name: "MSA", fields: { 1.5: "x" } },
    { case: "field 501", name: "MSA", fields: { 501: "x" } },
  ])("refuses $case", ({ name, fields }) => {
    expect(() => segment(name, fields)).toThrow(RangeError);
  });
});

describe("fieldText()", () => {
  test.each([
    { case: "plain", typed: "C-01", text: "C-01" },
    { case: "a bar", typed: "C|01", text: "C" },
    { case: "a line end", typed: "C\rMSA|AA", text: "C" },
    { case: "what XML cannot hold", typed: "C\u0000\uFFFF-01", text: "C-01" },
  ])("holds one field: $case", ({ typed, text }) => {
    expect(fieldText(typed)).toBe(text);
  });
});

describe("encodeMessage()", () => {
  test("ends each segment with CR", () => {
    expect(encodeMessage([HEADER, segment("MSA", { 1: "AA" })])).toBe(`${HEADER}\rMSA|AA\r`);
  });

  test.each([
    { case: "nothing", segments: [] },
    { case: "no header", segments: [segment("MSA", { 1: "AA" })] },
    { case: "two headers", segments: [HEADER, HEADER] },
  ])("refuses $case", ({ segments }) => {
    expect(() => encodeMessage(segments)).toThrow(RangeError);
  });
});

describe("isEr7()", () => {
  test.each([
    { text: "MSH|^~\\&|A\r", is: true },
    { text: "MSH|^~\\&|A\rMSA|AA\r", is: true },
    { text: "MSH|^~\\&|A", is: false },
    { text: "MSH|^~\\&|A\r\n", is: false },
    { text: "MSH|^~\\&|A\nMSA|AA\r", is: false },
    { text: "MSH|^~\\&|A\r\r", is: false },
    { text: "MSH|^~\\&#|A\r", is: false },
    { text: "MSH|^~\\&|A\rMSH|^~\\&|B\r", is: false },
    { text: "", is: false },
  ])("is $is for $text", ({ text, is }) => {
    expect(isEr7(text)).toBe(is);
  });
});

describe("encodeTree()", () => {
  test("writes the guide's MSH-2 for any that was read", () => {
    const reading = readMessage("MSH|^~\\&#|A#\rPID|1||x^^");
    expect(reading.kind === "message" && encodeTree(reading.message)).toBe("MSH|^~\\&|A#\rPID|1||x\r");
  });
});
