import { expect, test } from "vitest";
import { phoneticCode } from "../../../src/registry/matching/phonetic.ts";

test.each([
  ["ROBERT", "R1630"],
  ["RUPERT", "R1630"],
  ["TYMCZAK", "T5220"],
  ["PFISTER", "P2360"],
  ["ASHCRAFT", "A2613"],
  ["HONEYMAN", "H5550"],
  ["LEE", "L0000"],
  ["U", "U0000"],
  ["", ""],
  ["李", "李"],
])("phoneticCode() of %s is %s", (name, code) => {
  expect(phoneticCode(name)).toBe(code);
});
