import { describe, expect, test } from "vitest";
import { ADMISSION_RULES } from "../../src/submission/admission-rules.ts";
import { CONTROL_ID_REUSED } from "../../src/submission/control-id-reused.ts";
import { MASKED, NOTE_ROWS, OTHER_DELIMITERS } from "../../src/submission/reading-findings.ts";

const ROWS = [
  ...ADMISSION_RULES,
  ...Object.values(NOTE_ROWS),
  OTHER_DELIMITERS,
  MASKED,
  CONTROL_ID_REUSED,
].map(({ ruleId, text, source }) => ({ id: ruleId, text, source }));

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
