import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { onboardingReference } from "../../scripts/onboarding-reference.ts";
import { ONBOARDING_EVENTS } from "../../src/onboarding/events.ts";

describe("docs/onboarding.md", () => {
  test("is what the tables say (else run: node scripts/onboarding-reference.ts)", () => {
    const stored = readFileSync(new URL("../../docs/onboarding.md", import.meta.url), "utf8");
    expect(stored === onboardingReference()).toBe(true);
  });

  test.each(ONBOARDING_EVENTS)("holds one row for %s", (event) => {
    expect(onboardingReference().match(new RegExp(`^\\| [^|]+ \\| \`${event}\` \\|`, "gm"))).toHaveLength(1);
  });
});
