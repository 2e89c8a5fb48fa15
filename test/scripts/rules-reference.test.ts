import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rulesReference } from "../../scripts/rules-reference.ts";

describe("docs/rules.md", () => {
  test("is what the rule tables say (else run: node scripts/rules-reference.ts)", () => {
    const stored = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");
    expect(stored === rulesReference()).toBe(true);
  });

  test.each(["PID-7-MISSING", "RXA-3-FUTURE", "IZ-30", "QPD-6-MISSING", "MSH-9.1-UNSUPPORTED", "NULL-VALUE"])(
    "holds one row for %s",
    (id) => {
      expect(rulesReference().split(`\n| \`${id}\` |`)).toHaveLength(2);
    },
  );
});
