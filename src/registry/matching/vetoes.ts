import type { Level } from "./comparison-levels.ts";
import type { ComparisonName } from "./comparisons.ts";
import type { MatchRecord } from "./match-record.ts";
import { sharesNickname } from "./nicknames.ts";
import { phoneticCode } from "./phonetic.ts";

/** The level found for each field of a pair. */
export type LevelOf = (name: ComparisonName) => Level;

/** Why a pair is never joined without a person's look, whatever its score. */
export type VetoName =
  | "name-unknown"
  | "given-name-differs"
  | "middle-name-differs"
  | "family-name-differs"
  | "birth-date-differs"
  | "sex-differs"
  | "suffix-differs"
  | "birth-order-differs"
  | "twin"
  | "identifier-conflict";

/** A pair that a veto holds for is at most possible. */
export interface VetoRow {
  readonly name: VetoName;
  /** Symmetric; false for a person and itself, once names and birth date are known. */
  readonly holds: (a: MatchRecord, b: MatchRecord, level: LevelOf) => boolean;
  readonly source: string;
}

const agrees = (level: Level): boolean => level === "equal" || level === "close";

/** A newborn's placeholder may stand for a name, when mother and home agree and no twin is known. */
function isSameNewborn(a: MatchRecord, b: MatchRecord, level: LevelOf): boolean {
  if ((!a.newborn && !b.newborn) || a.multipleBirth === true || b.multipleBirth === true) return false;
  const mother = agrees(level("mother-maiden-name")) || agrees(level("relative-given-name"));
  return mother && (agrees(level("phone")) || agrees(level("address")));
}

function isSpelledOtherwise(a: string, b: string): boolean {
  return sharesNickname(a, b) || phoneticCode(a) === phoneticCode(b);
}

export const VETOES: readonly VetoRow[] = [
  {
    name: "name-unknown",
    holds: (a, b, level) =>
      level("family-name") === "missing" ||
      level("birth-date") === "missing" ||
      (level("given-name") === "missing" && !isSameNewborn(a, b, level)),
    source: "review rule k: what is left out of matching proves nothing",
  },
  {
    name: "given-name-differs",
    holds: (a, b, level) => {
      const given = level("given-name");
      if (given === "equal" || given === "missing") return false;
      return given !== "close" || !isSpelledOtherwise(a.given.joined, b.given.joined);
    },
    source:
      "siblings of one birth date often differ in a letter; a name that sounds alike or is a nickname is a spelling",
  },
  {
    name: "middle-name-differs",
    holds: (_a, _b, level) => level("middle-name") === "different",
    source: "siblings that share the first of several given names",
  },
  {
    name: "family-name-differs",
    holds: (_a, _b, level) => level("family-name") === "different",
    source: "a change of the family name needs a look",
  },
  {
    name: "birth-date-differs",
    holds: (_a, _b, level) => level("birth-date") !== "equal" && level("birth-date") !== "missing",
    source: "father and child, or siblings, of one name",
  },
  {
    name: "sex-differs",
    holds: (_a, _b, level) => level("sex") === "different",
    source: "CDC guide R1.5, PID-8",
  },
  {
    name: "suffix-differs",
    holds: (_a, _b, level) => level("suffix") === "different",
    source: "HL7 v2.5.1 XPN.4: father and son",
  },
  {
    name: "birth-order-differs",
    holds: (_a, _b, level) => level("birth-order") === "different",
    source: "CDC guide R1.5, PID-25",
  },
  {
    name: "twin",
    holds: (a, b, level) =>
      (a.multipleBirth === true || b.multipleBirth === true) &&
      level("given-name") !== "equal" &&
      !sharesNickname(a.given.joined, b.given.joined),
    source: "CDC guide R1.5, PID-24: twins differ in the given name alone",
  },
  {
    name: "identifier-conflict",
    holds: (a, b) => hasConflict(a, b),
    source: "two medical record numbers of one authority are two charts",
  },
];

/** Some authority gave both an identifier of one type, and none in common. */
function hasConflict(a: MatchRecord, b: MatchRecord): boolean {
  return a.identifiers.some((own) => {
    const others = b.identifiers.filter((other) => other.scope === own.scope);
    return others.length > 0 && !others.some((other) => a.identifiers.some((mine) => mine.key === other.key));
  });
}
