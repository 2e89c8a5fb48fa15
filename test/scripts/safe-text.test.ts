import * as fc from "fast-check";
import { expect, test } from "vitest";
import { safeJson, safeText } from "../../scripts/commands/safe-text.ts";

test.each([
  ["\u001b[31mred\u001b[0m", "red"],
  ["\u001b]0;title\u0007x", "x"],
  ["\u009b2Jx", "x"],
  ["a\u202eb\u2066c", "abc"],
  ["a\tb\rc\nd\u0000e\u007f", "abc\nde"],
])("safeText(%j) is %j", (text, safe) => {
  expect(safeText(text)).toBe(safe);
});

test("safeJson() reads back as the value and holds no control character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = safeJson({ text });
      expect(JSON.parse(json)).toEqual({ text });
      expect(json).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});
