import { describe, expect, test } from "vitest";
import { nicknameRoots, sharesNickname } from "../../../src/registry/matching/nicknames.ts";

describe("sharesNickname()", () => {
  test.each([
    ["WILLIAM", "BILL", true],
    ["BILL", "WILLIAM", true],
    ["BILL", "LIAM", true],
    ["KATE", "CATHERINE", true],
    ["MOHAMED", "MUHAMMAD", true],
    ["ALEXANDER", "ALEXANDRA", false],
    ["WILLIAM", "ROBERT", false],
    ["TESTPERCH", "TESTPERCH", false],
    ["", "", false],
  ])("%s and %s: %s", (a, b, shared) => {
    expect(sharesNickname(a, b)).toBe(shared);
  });
});

test("nicknameRoots() gives every full name that a short one may stand for", () => {
  expect(nicknameRoots("ALEX")).toEqual(["ALEXANDER", "ALEXANDRA"]);
  expect(nicknameRoots("WILHELMINA")).toEqual([]);
});
