import type { Demographics } from "../matching/demographics.ts";

/** `history` Z34; `forecast` Z44 (CDC guide R1.5, chapter 7). */
export type QueryKind = "history" | "forecast";

/** A query that may be run. */
export interface ImmunizationQuery {
  readonly kind: QueryKind;
  /** QPD-3 to QPD-11; ids without authority or type are left out (CDC guide R1.5, Table 7-6). */
  readonly asked: Demographics;
  /** Most candidates to answer with: the lower of RCP-2 and our own bound; patients, never doses. */
  readonly candidatesMax: number;
}

/** Our own bound on a list of candidates: each shows who another person is. */
export const CANDIDATES_MAX = 10;
