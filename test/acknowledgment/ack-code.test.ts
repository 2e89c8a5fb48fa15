import { describe, expect, test } from "vitest";
import { ackCodeOf } from "../../src/acknowledgment/ack-code.ts";
import type { Finding, Severity } from "../../src/validation/finding.ts";

const finding = (severity: Severity): Finding => ({
  ruleId: "X",
  severity,
  errorCode: "0",
  text: "",
  effect: "keep",
});

describe("ackCodeOf()", () => {
  test.each([
    { outcome: "processed", severities: "", ackWarnings: "AE", code: "AA" },
    { outcome: "processed", severities: "I", ackWarnings: "AE", code: "AA" },
    { outcome: "processed", severities: "WI", ackWarnings: "AE", code: "AE" },
    { outcome: "processed", severities: "WI", ackWarnings: "AA", code: "AA" },
    { outcome: "processed", severities: "E", ackWarnings: "AA", code: "AE" },
    { outcome: "refused", severities: "E", ackWarnings: "AA", code: "AE" },
    { outcome: "refused", severities: "", ackWarnings: "AA", code: "AE" },
    { outcome: "rejected", severities: "E", ackWarnings: "AA", code: "AR" },
  ] as const)("$outcome with '$severities' and warnings as $ackWarnings is $code", (row) => {
    const findings = Array.from(row.severities, (severity) => finding(severity as Severity));
    expect(ackCodeOf({ outcome: row.outcome, findings, ackWarnings: row.ackWarnings })).toBe(row.code);
  });
});
