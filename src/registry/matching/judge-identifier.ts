import { type Comparison, levelIn } from "./compare-records.ts";
import type { Level } from "./comparison-levels.ts";
import type { ComparisonName } from "./comparisons.ts";

/**
 * What to think of two records that carry one identifier of one authority. `confirmed`: one person. `doubtful`: a person
 * must look. `contradicted`: two people, so the number was given twice or sent for the wrong chart: a finding for staff.
 */
export type IdentifierVerdict = "confirmed" | "doubtful" | "contradicted";

interface VerdictRow {
  readonly what: string;
  readonly verdict: IdentifierVerdict;
  readonly holds: (level: (name: ComparisonName) => Level) => boolean;
}

const agrees = (level: Level): boolean => level === "equal" || level === "close";
const differs = (level: Level): boolean => level === "different";

const TELLS_TWINS_APART: readonly ComparisonName[] = ["given-name", "suffix", "birth-order"];

/**
 * The first row that holds decides. Numbers are reused, mistyped and sent with another child's chart, so an identifier
 * alone never joins two records.
 *
 * Source: decision D22; registry practice for medical record numbers.
 */
const VERDICTS: readonly VerdictRow[] = [
  {
    what: "another birth date and another name",
    verdict: "contradicted",
    holds: (level) =>
      differs(level("birth-date")) && (differs(level("given-name")) || differs(level("family-name"))),
  },
  {
    what: "both names are others, and the birth date agrees only in part",
    verdict: "contradicted",
    holds: (level) =>
      !agrees(level("birth-date")) && differs(level("given-name")) && differs(level("family-name")),
  },
  {
    what: "another given name, as a twin, or another generation or place among twins",
    verdict: "doubtful",
    holds: (level) => TELLS_TWINS_APART.some((name) => differs(level(name))),
  },
  {
    what: "birth date and given name agree; the family name may have changed",
    verdict: "confirmed",
    holds: (level) => agrees(level("birth-date")) && level("given-name") !== "missing",
  },
  {
    what: "birth date agrees, the given name is not known yet, the family name is not another",
    verdict: "confirmed",
    holds: (level) => agrees(level("birth-date")) && !differs(level("family-name")),
  },
  {
    what: "both names agree and nothing but the birth date speaks against it: a correction",
    verdict: "confirmed",
    holds: (level) =>
      agrees(level("given-name")) &&
      agrees(level("family-name")) &&
      !differs(level("sex")) &&
      !differs(level("middle-name")),
  },
];

/** Judges an identifier in common by what the comparison found; `doubtful` when no row speaks. */
export function judgeIdentifier(comparison: Comparison): IdentifierVerdict {
  const level = (name: ComparisonName): Level => levelIn(comparison.reasons, name);
  return VERDICTS.find((row) => row.holds(level))?.verdict ?? "doubtful";
}
