import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { ProfileId } from "../../src/immunization/profiles/profile.ts";
import { COMPILED_PROFILES } from "../../src/validation/rule-books.ts";
import { validate } from "../../src/validation/validate.ts";
import type { ValidationContext } from "../../src/validation/validation.ts";
import {
  breaking,
  emptied,
  placeOfBreak,
  type RowRule,
  rowRules,
  setPlace,
  type TextPlace,
  underCondition,
} from "../support/break-rule.ts";
import { messageOf } from "../support/conformance-messages.ts";

const CODES = builtInCodeSets();
const CONTEXT: ValidationContext = {
  nowMs: Date.parse("2026-01-14T15:30:13Z"),
  zone: "America/Chicago",
  codes: CODES,
};

function fixture(name: string): string {
  const text = readFileSync(new URL(`../fixtures/profiles/${name}.hl7`, import.meta.url), "utf8");
  return text.replaceAll("\n", "\r");
}

const UPDATE = fixture("z22-every-field");
const QUERY = fixture("z34-every-field");

/** What else must change so that a conditional row is asked at all. */
const FIRST: Readonly<Record<string, readonly (readonly [TextPlace, string])[]>> = {
  "PID-3.1-MISSING": [[{ segment: "PID", field: 3 }, "A^^^NPC^MR~MRN900^^^NPC^MR"]],
  "PID-29-CONTRADICTS": [[{ segment: "PID", field: 30 }, ""]],
  "PD1-13-CONTRADICTS": [[{ segment: "PD1", field: 12 }, ""]],
  "PD1-17-CONTRADICTS": [[{ segment: "PD1", field: 16 }, ""]],
  "PD1-18-CONTRADICTS": [[{ segment: "PD1", field: 11 }, ""]],
  "RXA-7-CONTRADICTS": [[{ segment: "RXA", field: 6 }, "999"]],
};

/** Fields that are only right in a later segment of the name: the refusal, the numeric observation. */
const OCCURRENCE: Readonly<Record<string, number>> = { "RXA-18": 2, "OBX-6": 4 };

function atItsOccurrence(row: RowRule): RowRule {
  const occurrence = OCCURRENCE[`${row.place.segment}-${row.place.field}`];
  if (occurrence === undefined || (row.kind === "contradicts" && row.place.component === undefined))
    return row;
  return { ...row, place: { ...row.place, occurrence } };
}

function ruleIds(er7: string): readonly string[] {
  return validate(messageOf(er7), CONTEXT).findings.map(({ ruleId }) => ruleId);
}

function prepared(er7: string, row: RowRule): string {
  const steps = FIRST[row.rule.id] ?? [];
  return underCondition(
    steps.reduce((text, [place, value]) => setPlace(text, place, value), er7),
    row,
  );
}

function broken(er7: string, row: RowRule, bad: string): string {
  return row.kind === "missing" ? emptied(er7, row.place) : setPlace(er7, placeOfBreak(row), bad);
}

const sets: readonly (readonly [ProfileId, string])[] = [
  ["Z22", UPDATE],
  ["Z34", QUERY],
];
const ROWS = sets.flatMap(([profile, er7]) =>
  rowRules(COMPILED_PROFILES[profile].book)
    .filter(({ place }) => profile === "Z22" || (place.segment !== "MSH" && place.segment !== "SFT"))
    .map((row) => ({ id: row.rule.id, er7, row: atItsOccurrence(row) })),
);

describe("the messages with every field", () => {
  test.each(sets)("of %s are clean", (_profile, er7) => {
    expect(ruleIds(er7)).toEqual([]);
  });
});

describe("every rule of a profile row", () => {
  test.each(ROWS)("$id is found, and its boundary is not", ({ id, er7, row }) => {
    const message = prepared(er7, row);
    const { bad, edge } = breaking(row, message, CODES);
    expect(ruleIds(broken(message, row, bad))).toContain(id);
    expect(ruleIds(setPlace(message, placeOfBreak(row), edge))).not.toContain(id);
  });
});
