import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, type JsonValue } from "../../src/accounts/audit-entry.ts";

test.each([
  [{ b: 1, a: { d: null, c: [true, "x"] } }, '{"a":{"c":[true,"x"],"d":null},"b":1}'],
  [[], "[]"],
  ["a\u001b\n", '"a\\u001b\\n"'],
])("canonicalJson(%j) is %s", (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test("canonicalJson() is the same for every order of keys, and reads back", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value as JsonValue);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(JSON.parse(text) as JsonValue))).toBe(text);
    }),
  );
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((member: JsonValue) => reversed(member));
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).map(([key, member]): [string, JsonValue] => [key, reversed(member)]);
  return Object.fromEntries(members.toReversed());
}
