import { describe, expect, test } from "vitest";
import { ADMISSION_RULES } from "../../src/submission/admission-rules.ts";
import { MASKED, NOTE_ROWS, OTHER_DELIMITERS } from "../../src/submission/reading-findings.ts";

const ROWS = [
  ...ADMISSION_RULES.map((rule) => ({ id: rule.id, text: rule.text })),
  ...[...Object.values(NOTE_ROWS), OTHER_DELIMITERS, MASKED].map((row) => ({ id: row.ruleId, text: row.text })),
];

describe("ERR-8 of what the gateway itself finds", () => {
  test.each(ROWS)("$id is a sentence that fits and needs no escape", ({ text }) => {
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(`Not stored: ${text}`.length).toBeLessThanOrEqual(250);
    expect(text).not.toMatch(/[|^~\\&]/);
  });

  test.each(ROWS)("$id has none of the phrases that clients read as a refusal", ({ text }) => {
    expect(text).not.toMatch(/REJECTED|IGNORED|script/i);
  });

  test("every id stands once", () => {
    expect(new Set(ROWS.map((row) => row.id)).size).toBe(ROWS.length);
  });
});
