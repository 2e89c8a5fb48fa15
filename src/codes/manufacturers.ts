import type { CodeSets } from "./code-sets.ts";

/** Manufacturers that are one for a vaccine: the firm, those it took over, and joint ventures. */
interface Succession {
  readonly codes: readonly string[];
  /** Only for these CVX or vaccine groups; for all when left out. */
  readonly only?: readonly string[];
  readonly source: string;
}

/** To be confirmed by staff; a row only ever prevents a finding. */
const SUCCESSIONS: readonly Succession[] = [
  { codes: ["CON", "AVP", "PMC"], source: "Connaught, Aventis Pasteur, Sanofi Pasteur" },
  { codes: ["LED", "WA", "WAL", "PFR"], source: "Lederle, Wyeth, Pfizer" },
  { codes: ["CHI", "NOV", "SEQ"], only: ["88"], source: "Chiron, Novartis, Seqirus (influenza)" },
  { codes: ["NOV", "SKB"], only: ["136", "163", "90"], source: "Novartis, GlaxoSmithKline" },
  { codes: ["CSL", "SEQ"], source: "bioCSL, Seqirus" },
  { codes: ["MED", "ASZ"], source: "MedImmune, AstraZeneca" },
  { codes: ["MSP", "PMC", "MSD"], only: ["146"], source: "MSP, joint venture of Sanofi Pasteur and Merck" },
];

function isAbout(succession: Succession, cvx: string, groups: readonly string[]): boolean {
  const { only } = succession;
  return only === undefined || only.includes(cvx) || groups.some((group) => only.includes(group));
}

/** @returns whether two MVX codes are one manufacturer as far as this vaccine goes */
export function isSameManufacturer(codes: CodeSets, cvx: string, a: string, b: string): boolean {
  if (a === b) return true;
  const groups = codes.cvx.get(cvx)?.groups ?? [];
  return SUCCESSIONS.some(
    (succession) =>
      succession.codes.includes(a) && succession.codes.includes(b) && isAbout(succession, cvx, groups),
  );
}

/** MVX codes of the products and packages of each vaccine; none for a vaccine that the tables know no maker of. */
export function makersByCvx(codes: CodeSets): ReadonlyMap<string, ReadonlySet<string>> {
  const makers = new Map<string, Set<string>>();
  const add = (cvx: string, mvx: string): void => {
    if (mvx !== "") makers.set(cvx, (makers.get(cvx) ?? new Set<string>()).add(mvx));
  };
  for (const { cvx, mvx } of codes.products) add(cvx, mvx);
  for (const rows of codes.ndc.values()) for (const { cvx, mvx } of rows) add(cvx, mvx);
  return makers;
}
