import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeTree } from "../../src/hl7/encode-message.ts";
import { escapeLeaf, unescapeLeaf } from "../../src/hl7/escapes.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import { NOT_XML_CHARACTER } from "../../src/hl7/xml-characters.ts";
import { splitIndependently } from "../support/split-independently.ts";

/** What hurts parsers, often, and ordinary text. Holds no control character, no line end and no white space. */
const token = fc.constantFrom(
  ...Array.from("|^~&\\||^^~"),
  "\\F\\",
  "\\S\\",
  "\\T\\",
  "\\R\\",
  "\\E\\",
  "\\X0D\\",
  "\\.br\\",
  "\\H\\",
  "\\Z1\\",
  '""',
  "&amp;",
  "__proto__",
  "constructor",
  "A",
  "08",
  "Núñez",
  "漢",
  "😀",
  "x y",
  "MSH",
);
const content = fc.array(token, { maxLength: 24 }).map((tokens) => tokens.join(""));
const name = fc.constantFrom("PID", "PD1", "NK1", "ORC", "RXA", "OBX", "NTE", "ZA0", "QPD");
const lineEnd = fc.constantFrom("\r", "\n", "\r\n", "\r\r");
const segment = fc.tuple(name, content, lineEnd).map(([n, text, end]) => `${n}|${text}${end}`);
const header = content.map((text) => `MSH|^~\\&|${text}`);
const messageText = fc
  .tuple(header, lineEnd, fc.array(segment, { maxLength: 6 }))
  .map(([msh, end, segments]) => `${msh}${end}${segments.join("")}`);

describe("random messages", () => {
  test("readMessage() agrees with an independent splitter on 20,000 messages", () => {
    fc.assert(
      fc.property(messageText, (text) => {
        const reading = readMessage(text);
        expect(reading.kind === "message" ? reading.message : reading.kind).toEqual(splitIndependently(text));
      }),
      { numRuns: 20_000 },
    );
  });

  test("encodeTree() writes what readMessage() reads back as the same tree, and does not grow", () => {
    fc.assert(
      fc.property(messageText, (text) => {
        const first = readMessage(text);
        if (first.kind !== "message") throw new Error(`read as ${first.kind}`);
        const written = encodeTree(first.message);
        const second = readMessage(written);
        expect(second).toMatchObject({ kind: "message", message: first.message, notes: [] });
        expect(second.kind === "message" && encodeTree(second.message)).toBe(written);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("random text", () => {
  test("readMessage() never throws and never blames itself", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc
        .array(
          fc.oneof(
            token,
            lineEnd,
            fc.string({ unit: "binary" }),
            fc.constantFrom("MSH|^~\\&|", "BHS|", "MSH|$%"),
          ),
        )
        .map((parts) => parts.join("")),
      fc.string({ unit: "binary" }).map((text) => `MSH|${text}`),
      fc.string({ unit: "binary" }).map((text) => `MSH|^~\\&|A\rPID|${text}`),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(readMessage(text).kind).not.toBe("unreadable");
      }),
      { numRuns: 5_000 },
    );
  });

  test("unescapeLeaf() undoes escapeLeaf() for any text that XML can hold on one line", () => {
    const leaf = fc.oneof(
      fc.array(fc.oneof(token, fc.string())).map((parts) => parts.join("")),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(leaf, (text) => {
        const plain = text.replaceAll(NOT_XML_CHARACTER, "").replaceAll(/[\r\n]/g, "");
        const escaped = escapeLeaf(plain);
        expect(unescapeLeaf(escaped)).toBe(plain);
        expect(escaped).not.toMatch(/[|^&~\r\n]/);
      }),
      { numRuns: 5_000 },
    );
  });
});
