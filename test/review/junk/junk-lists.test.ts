import { describe, expect, test } from "vitest";
import { isNewbornName, judgeName, judgeValue, normalized } from "../../../src/review/junk/junk-lists.ts";

const LENGTH = 200_000;

describe("values far longer than their fields", () => {
  test.each([
    ["many @", "@".repeat(LENGTH)],
    ["many beginnings of a domain", "a@".repeat(LENGTH / 2)],
    ["marks in the wrong order", "\u0301\u0323".repeat(LENGTH / 2)],
  ])("are judged by their beginnings: %s", (_what, text) => {
    expect(judgeValue("email", text)).toBe(judgeValue("email", text.slice(0, 254)));
    expect(judgeValue("name", text)).toBe(judgeValue("name", text.slice(0, 254)));
    expect(judgeName(text, text)).toBe(judgeName(text.slice(0, 254), text.slice(0, 254)));
    expect(isNewbornName(text)).toBe(false);
    expect(normalized(text).length).toBeLessThanOrEqual(254);
  });

  test("an example domain within the bound is found", () => {
    expect(judgeValue("email", `${"ab".repeat(32)}@${"b.".repeat(85)}example.com`)).toBe("fictional");
  });
});
