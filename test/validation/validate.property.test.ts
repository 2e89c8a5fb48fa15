import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { Field, Message, Segment } from "../../src/hl7/message.ts";
import { HEADER_RULES } from "../../src/validation/check-header.ts";
import { COMPILED_PROFILES, NULL_VALUE_RULE, STATEMENTS } from "../../src/validation/rule-books.ts";
import { TEXT_LENGTH_MAX } from "../../src/validation/rule-text.ts";
import { validate } from "../../src/validation/validate.ts";
import type { ValidationContext } from "../../src/validation/validation.ts";
import { BASE_QUERY, BASE_UPDATE, messageOf } from "../support/conformance-messages.ts";

const CONTEXT: ValidationContext = {
  nowMs: Date.parse("2026-01-14T15:30:13Z"),
  zone: "America/Chicago",
  codes: builtInCodeSets(),
};

const KNOWN: ReadonlySet<string> = new Set(
  [
    ...STATEMENTS,
    ...HEADER_RULES,
    NULL_VALUE_RULE,
    ...Object.values(COMPILED_PROFILES).flatMap(({ book }) => book.rules),
  ].map(({ id }) => id),
);

function fixture(name: string): Message {
  return messageOf(readFileSync(new URL(`../fixtures/profiles/${name}.hl7`, import.meta.url), "utf8"));
}

const BASES: readonly Message[] = [
  messageOf(BASE_UPDATE),
  messageOf(BASE_QUERY),
  fixture("z22-every-field"),
  fixture("z22-four-orders"),
  fixture("z34-every-field"),
];

const leaf = fc.oneof(
  fc.constantFrom(
    "",
    '""',
    "0",
    "-1",
    "1e9",
    "20260230",
    "99999999",
    "<script>alert(1)</script>",
    "__proto__",
    "\uD800",
  ),
  fc.constantFrom(
    "VXU",
    "QBP",
    "Z34",
    "998",
    "CP",
    "RE",
    "D",
    "CVX",
    "NDC",
    "NIP001",
    "constructor",
    "9".repeat(300),
  ),
  fc.string({ maxLength: 12 }),
);
const field: fc.Arbitrary<Field> = fc.array(
  fc.array(fc.array(leaf, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
  { maxLength: 3 },
);

type Mutation = (segments: readonly Segment[]) => readonly Segment[];
const at = fc.nat({ max: 40 });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(at, at, field).map(
    ([index, number, value]): Mutation =>
      (segments) =>
        segments.map((segment, position) =>
          position === index % segments.length
            ? { ...segment, fields: segment.fields.with(number % Math.max(1, segment.fields.length), value) }
            : segment,
        ),
  ),
  at.map(
    (index): Mutation =>
      (segments) =>
        segments.toSpliced(index % segments.length, 1),
  ),
  fc.tuple(at, at).map(([from, to]): Mutation => (segments) => {
    const moved = segments[from % segments.length];
    return moved === undefined ? segments : segments.toSpliced(to % segments.length, 0, moved);
  }),
  fc.tuple(at, fc.constantFrom("ZZZ", "PID", "ORC", "RXA", "OBX", "QPD")).map(
    ([index, name]): Mutation =>
      (segments) =>
        segments.map((segment, position) =>
          position === index % segments.length ? { ...segment, name } : segment,
        ),
  ),
);

/** Sequence numbers as the reader gives them. */
function counted(segments: readonly Segment[]): readonly Segment[] {
  const counts = new Map<string, number>();
  return segments.map((segment) => {
    const sequence = (counts.get(segment.name) ?? 0) + 1;
    counts.set(segment.name, sequence);
    return Object.assign({}, segment, { sequence });
  });
}

function mutated(base: Message, mutations: readonly Mutation[]): Message {
  const changed = mutations.reduce<readonly Segment[]>(
    (segments, change) => (segments.length === 0 ? segments : change(segments)),
    base.segments,
  );
  return { segments: counted(changed) };
}

const message = fc
  .tuple(fc.constantFrom(...BASES), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([base, mutations]) => mutated(base, mutations));

describe("validate() of any message", () => {
  test("gives known findings with bounded texts, and is idempotent on what it accepts", () => {
    fc.assert(
      fc.property(message, (received) => {
        const validation = validate(received, CONTEXT);
        expect(["update", "query", "other"]).toContain(validation.type);
        for (const finding of validation.findings) {
          expect(KNOWN.has(finding.ruleId)).toBe(true);
          expect(finding.text.length).toBeLessThanOrEqual(TEXT_LENGTH_MAX);
          expect(finding.text).not.toMatch(/script|REJECTED|IGNORED|undefined|\{/i);
          expect(finding.errorCode === "0").toBe(finding.severity === "I");
        }
        const ranks = validation.findings.map(({ severity }) => "EWI".indexOf(severity));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        if (validation.kind !== "processed") return;
        const again = validate(validation.accepted, CONTEXT);
        expect(again.kind).toBe("processed");
        expect(again.doses.every(({ stored }) => stored)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });
});
