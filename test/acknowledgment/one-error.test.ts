import { describe, expect, test } from "vitest";
import { oneError } from "../../src/acknowledgment/one-error.ts";
import type { Finding, Severity } from "../../src/validation/finding.ts";

function finding(severity: Severity, field: number, text = `QPD-${field} is wrong.`): Finding {
  return {
    ruleId: `RULE-${field}`,
    severity,
    location: { segment: "QPD", sequence: 1, field },
    errorCode: "999",
    text,
    effect: "keep",
  };
}

describe("oneError()", () => {
  test("says nothing where nothing was found", () => {
    expect(oneError([])).toEqual([]);
  });

  test("leaves a single finding as it is", () => {
    expect(oneError([finding("W", 4)])).toEqual([finding("W", 4)]);
  });

  test("takes the gravest and names the places of the others once", () => {
    const [error, ...others] = oneError([
      finding("I", 9),
      finding("W", 8),
      finding("E", 4),
      finding("E", 6),
      finding("W", 8),
    ]);
    expect(error).toMatchObject({ ruleId: "RULE-4", text: "QPD-4 is wrong. Also: QPD-6, QPD-8, QPD-9." });
    expect(others).toEqual([]);
  });

  test("names the rule of a finding about the whole message", () => {
    const { location: _location, ...whole } = finding("I", 1);
    expect(oneError([finding("E", 4), whole])[0]?.text).toBe("QPD-4 is wrong. Also: RULE-1.");
  });

  test("counts the others where their places are too long, and never exceeds ERR-8", () => {
    const others = Array.from({ length: 60 }, (_, index) => finding("W", index + 5));
    expect(oneError([finding("E", 4), ...others])[0]?.text).toBe("QPD-4 is wrong. 60 more findings.");
    const long = finding("E", 4, "x".repeat(245));
    expect(oneError([long, ...others])[0]?.text).toBe(long.text);
  });
});
