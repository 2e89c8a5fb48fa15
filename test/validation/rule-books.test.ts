import { describe, expect, test } from "vitest";
import { HEADER_RULES } from "../../src/validation/check-header.ts";
import type { Rule } from "../../src/validation/rule.ts";
import { COMPILED_PROFILES, NULL_VALUE_RULE, STATEMENTS } from "../../src/validation/rule-books.ts";
import { RULE_CHANGES, TOLERATED } from "../../src/validation/rule-changes.ts";
import { findingText, TEXT_LENGTH_MAX } from "../../src/validation/rule-text.ts";

const ROWS: readonly Rule[] = Object.values(COMPILED_PROFILES).flatMap(({ book }) => book.rules);
const ALL: readonly Rule[] = [...ROWS, ...STATEMENTS, NULL_VALUE_RULE];
const IDS: ReadonlySet<string> = new Set([...ALL, ...HEADER_RULES].map(({ id }) => id));

/** The longest text a rule can make. */
const longest = (rule: Rule): string =>
  `${rule.problem.replace("{value}", "W".repeat(20))}; ${rule.outcome.replace("{dose}", "9999")}. ${rule.fix}`;

describe("the rules", () => {
  test("make texts that fit into ERR-8 whole", () => {
    expect(ALL.filter((rule) => longest(rule).length > TEXT_LENGTH_MAX).map(({ id }) => id)).toEqual([]);
  });

  test("say what to do, in words that no client takes for a refusal", () => {
    const wrong = ALL.filter(
      (rule) => rule.fix === "" || /script|REJECTED|IGNORED|undefined|\{(?!value|dose)/i.test(longest(rule)),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test("need no escape in an ERR segment", () => {
    const texts = [...ALL.map(longest), ...HEADER_RULES.map(({ text, fix }) => `${text} ${fix}`)];
    expect(texts.filter((text) => /[|^~\\&]/.test(text))).toEqual([]);
  });

  test("have ids that only one rule has, or the same rule in several profiles", () => {
    const statements = STATEMENTS.map(({ id }) => id);
    expect(statements.length).toBe(new Set(statements).size);
    expect(ROWS.map(({ id }) => id).filter((id) => statements.includes(id))).toEqual([]);
  });

  test("use ERR-3 0 with severity I and nothing else", () => {
    expect(ALL.filter(({ severity, errorCode }) => (severity === "I") !== (errorCode === "0"))).toEqual([]);
  });

  test("cover only rules that exist", () => {
    expect(ALL.flatMap(({ covers = [] }) => covers).filter((id) => !IDS.has(id))).toEqual([]);
  });

  test.each(Object.entries(RULE_CHANGES))("need the change of %s", (id, change) => {
    // A tolerated place has no rule; a field's row may serve its first component alone.
    const served = change === TOLERATED ? [id] : [id, id.replace(/-([A-Z-]+)$/, ".1-$1")];
    expect(served.some((one) => IDS.has(one))).toBe(change !== TOLERATED);
  });
});

describe("findingText()", () => {
  const rule: Rule = {
    id: "X-1-TEST",
    place: "X-1",
    name: "",
    severity: "W",
    errorCode: "103",
    loss: "none",
    problem: "X-1: {value} is odd",
    outcome: "dose {dose} is stored",
    fix: "Fix it.",
    source: "test",
    example: "",
  };

  test.each([
    { value: "A", isLost: false, text: "X-1: A is odd; dose 2 is stored. Fix it." },
    { value: "A", isLost: true, text: "X-1: A is odd. Fix it." },
    { value: "$&$1", isLost: true, text: "X-1: $&$1 is odd. Fix it." },
  ])("$text", ({ value, isLost, text }) => {
    expect(findingText(rule, value, 2, isLost)).toBe(text);
  });
});
