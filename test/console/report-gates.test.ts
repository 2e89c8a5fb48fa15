import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/console/html.ts";
import { gateSections, progressNotice } from "../../src/console/report-gates.ts";

describe("gateSections", () => {
  const gate = { id: "volume", title: "Volume", measured: "12 a day", source: "ours" };
  test.each([
    { passed: true, shown: "passed", told: false },
    { passed: false, shown: "open", told: true },
  ])("gateSections() says what would satisfy a gate that is $shown", ({ passed, shown, told }) => {
    const gates = [{ ...gate, passed, satisfiedBy: "Send as much as the plan announced." }];
    const text = renderHtml(gateSections({ gates, capabilities: [] }));
    expect(text).toContain(`</svg>${shown}</span>`);
    expect(text.includes("Send as much")).toBe(told);
  });

  test.each([
    { state: "observed", required: true, kind: "good" },
    { state: "missing", required: true, kind: "attention" },
    { state: "missing", required: false, kind: "neutral" },
  ] as const)(
    "gateSections() marks a capability $state ($required) as $kind",
    ({ state, required, kind }) => {
      const text = renderHtml(
        gateSections({ gates: [], capabilities: [{ id: "refusal", required, state }] }),
      );
      expect(text).toContain(`class="state ${kind}"`);
    },
  );
});

describe("progressNotice", () => {
  test("progressNotice() says how far the work is, and nothing when it is done", () => {
    const text = renderHtml(progressNotice({ progress: { kind: "re-evaluated", done: 1_200, of: 3_000 } }));
    expect(text).toContain("1,200 of 3,000");
    expect(renderHtml(progressNotice({ progress: null }))).toBe("");
  });
});
