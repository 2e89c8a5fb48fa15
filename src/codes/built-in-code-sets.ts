import type { CodeSets } from "./code-sets.ts";
import type { CodeDataSets } from "./read-code-sets.ts";
import { readCodeSets } from "./read-code-sets.ts";
import { CPT } from "./snapshot/cpt.ts";
import { CVX } from "./snapshot/cvx.ts";
import { GROUPS } from "./snapshot/groups.ts";
import { MVX } from "./snapshot/mvx.ts";
import { NDC } from "./snapshot/ndc.ts";
import { PRODUCTS } from "./snapshot/products.ts";
import { TABLES } from "./snapshot/tables.ts";
import { VIS } from "./snapshot/vis.ts";

/** The text rows that the product ships; an import starts from them. */
export const BUILT_IN_CODE_DATA: CodeDataSets = {
  cvx: CVX,
  mvx: MVX,
  cpt: CPT,
  ndc: NDC,
  products: PRODUCTS,
  groups: GROUPS,
  vis: VIS,
  tables: TABLES,
};

/** The code tables the product ships. Reads them anew at each call; the composition root calls once and hands on. */
export function builtInCodeSets(): CodeSets {
  return readCodeSets(BUILT_IN_CODE_DATA);
}
