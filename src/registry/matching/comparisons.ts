import {
  addressLevel,
  birthOrderLevel,
  dayLevel,
  familyLevel,
  givenNameLevel,
  type Level,
  middleNameLevel,
  motherLevel,
  phoneLevel,
  relativeFamilyLevel,
  relativeGivenLevel,
  sexLevel,
  suffixLevel,
} from "./comparison-levels.ts";
import type { MatchRecord } from "./match-record.ts";

/** The fields that two people are compared by. */
export type ComparisonName =
  | "given-name"
  | "family-name"
  | "middle-name"
  | "birth-date"
  | "sex"
  | "phone"
  | "address"
  | "relative-given-name"
  | "relative-family-name"
  | "mother-maiden-name"
  | "suffix"
  | "birth-order";

/** Evidence in units of about one bit: what a level adds to the score. Missing always adds 0. */
export type Weights = Readonly<Record<Exclude<Level, "missing">, number>>;

/** One field's evidence. */
export interface ComparisonRow {
  readonly name: ComparisonName;
  readonly weights: Weights;
  /** Symmetric, never throws. */
  readonly level: (a: MatchRecord, b: MatchRecord) => Level;
  readonly source: string;
}

const FELLEGI_SUNTER = "Fellegi and Sunter 1969; hand weights, thresholds set on labelled pairs";

/**
 * The table of evidence. Agreement weighs by how rarely strangers agree, disagreement by how rarely one person's records
 * differ: people move and change phones, so those cost little. The birth date is not learned from labelled pairs, whose
 * strangers share it by construction.
 */
export const COMPARISONS: readonly ComparisonRow[] = [
  {
    name: "given-name",
    weights: { equal: 4, close: 2.5, partial: 1, different: -6 },
    level: givenNameLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "family-name",
    weights: { equal: 3, close: 2, partial: 1.5, different: -4 },
    level: familyLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "middle-name",
    weights: { equal: 2, close: 1.5, partial: 0.5, different: -2.5 },
    level: middleNameLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "birth-date",
    weights: { equal: 4, close: 1, partial: -2, different: -8 },
    level: (a, b) => dayLevel(a.birthDate, b.birthDate),
    source: FELLEGI_SUNTER,
  },
  {
    name: "sex",
    weights: { equal: 0.3, close: 0, partial: 0, different: -2 },
    level: sexLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "phone",
    weights: { equal: 2.5, close: 0, partial: 0, different: -1 },
    level: phoneLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "address",
    weights: { equal: 2.5, close: 2, partial: 0, different: -1 },
    level: addressLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "relative-given-name",
    weights: { equal: 1.5, close: 1, partial: 0, different: -1.5 },
    level: relativeGivenLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "relative-family-name",
    weights: { equal: 1, close: 0.7, partial: 0.5, different: -1 },
    level: relativeFamilyLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "mother-maiden-name",
    weights: { equal: 2, close: 1.5, partial: 0.5, different: -1.5 },
    level: motherLevel,
    source: FELLEGI_SUNTER,
  },
  {
    name: "suffix",
    weights: { equal: 0.5, close: 0, partial: 0, different: -3 },
    level: suffixLevel,
    source: "HL7 v2.5.1 XPN.4: father and son; " + FELLEGI_SUNTER,
  },
  {
    name: "birth-order",
    weights: { equal: 0.3, close: 0, partial: -4, different: -4 },
    level: birthOrderLevel,
    source: "CDC guide R1.5, PID-25: twins; " + FELLEGI_SUNTER,
  },
];
