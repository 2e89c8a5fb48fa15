import type { CodeSets } from "../codes/code-sets.ts";
import { makersByCvx } from "../codes/manufacturers.ts";
import { useWindows } from "../codes/use-windows.ts";
import { JUNK_LISTS_AS_OF } from "./junk/junk-rows.ts";
import type { ReviewTables } from "./review-setting.ts";

/** Changes with every change of a rule, a list or a reading that gives other facts. */
export const REVIEW_RULES_VERSION = "2026.11.4";

/** Derives what the review needs from the code tables; some milliseconds, so once for each state of the tables. */
export function reviewTables(codes: CodeSets): ReviewTables {
  const windows = useWindows(codes);
  const byNdc = [...codes.ndc.values()].flat().map(({ cvx }) => cvx);
  const byCpt = [...codes.cpt.values()].flatMap(({ cvx }) => cvx);
  return {
    version: `${REVIEW_RULES_VERSION}/${JUNK_LISTS_AS_OF}/${codes.version}/${windows.version}`,
    codes,
    windows,
    makers: makersByCvx(codes),
    doublyCoded: new Set([...byNdc, ...byCpt]),
  };
}
