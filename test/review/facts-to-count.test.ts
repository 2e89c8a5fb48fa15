import { describe, expect, test } from "vitest";
import { contributed, given, vxu } from "../support/review-messages.ts";

const NAME = "Quillback";

/** What a contribution keeps is not sealed; the identifier authority in PID-3.4 is one of the things it is for. */
const PATIENT_FIELDS = [
  ...[5, 6, 8, 9, 10, 11, 13, 15, 22].map((field) => ({ pid: { [field]: NAME }, what: `PID-${field}` })),
  ...[11, 12, 16].map((field) => ({ pd1: { [field]: NAME }, what: `PD1-${field}` })),
];

describe("contributionOf()", () => {
  test.each(PATIENT_FIELDS)("keeps no name that stands in $what, one place off where it belongs", (parts) => {
    expect(JSON.stringify(contributed(vxu({ ...parts, orders: [given()] })))).not.toContain(NAME);
  });

  test.each([
    ["PID-8", { pid: { 8: "X" } }, "code|PID-8|HL70001|X|patient"],
    ["PID-10", { pid: { 10: "2106-3^White^CDCREC" } }, "code|PID-10|CDCREC|2106-3|patient"],
    ["PID-15", { pid: { 15: "eng^English^HL70296" } }, "code|PID-15||eng|patient"],
    ["PD1-12", { pd1: { 12: "Maybe" } }, "code|PD1-12|HL70136|(other text)|patient"],
  ])("counts the code of %s, and a word as other text", (_what, parts, count) => {
    expect(JSON.stringify(contributed(vxu({ ...parts, orders: [given()] })))).toContain(count);
  });
});
