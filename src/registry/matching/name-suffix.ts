/** A generation suffix and its spellings. JR is often written for the second of a name, so the two are near. */
interface SuffixRow {
  readonly suffix: string;
  readonly generation: number;
  readonly spellings: readonly string[];
}

/** Source: HL7 v2.5.1 ch. 2A, XPN.4. Degrees (MD, RN) stand in XPN.6 and say nothing of who it is. */
const SUFFIXES: readonly SuffixRow[] = [
  { suffix: "SR", generation: 1, spellings: ["SR", "SENIOR", "I", "1ST"] },
  { suffix: "JR", generation: 2, spellings: ["JR", "JUNIOR", "JNR"] },
  { suffix: "II", generation: 2, spellings: ["II", "2ND"] },
  { suffix: "III", generation: 3, spellings: ["III", "3RD"] },
  { suffix: "IV", generation: 4, spellings: ["IV", "4TH"] },
  { suffix: "V", generation: 5, spellings: ["V", "5TH"] },
];

const BY_SPELLING: ReadonlyMap<string, SuffixRow> = new Map(
  SUFFIXES.flatMap((row) => row.spellings.map((spelling) => [spelling, row] as const)),
);

const GENERATIONS: ReadonlyMap<string, number> = new Map(SUFFIXES.map((row) => [row.suffix, row.generation]));

/** Single letters are too often an initial or a Burmese name to be cut off a family name. */
const CUT_LENGTH_MIN = 2;

/** @returns the suffix in its one spelling, or "" when the normalized text is none */
export function readSuffix(normalized: string): string {
  return BY_SPELLING.get(normalized)?.suffix ?? "";
}

/** The generation a suffix names, from 1; JR and II are both 2. 0 when it names none. */
export function generationOf(suffix: string): number {
  return GENERATIONS.get(suffix) ?? 0;
}

/** A family name without the suffix that was typed behind it, as in `SMITH JR`. */
export function splitSuffix(normalizedFamily: string): { readonly family: string; readonly suffix: string } {
  const at = normalizedFamily.lastIndexOf(" ");
  if (at < 0) return { family: normalizedFamily, suffix: "" };
  const last = normalizedFamily.slice(at + 1);
  const suffix = last.length < CUT_LENGTH_MIN ? "" : readSuffix(last);
  return suffix === ""
    ? { family: normalizedFamily, suffix }
    : { family: normalizedFamily.slice(0, at), suffix };
}
