/** The tables that an import may change, with how many leading cells of a row are its key. */
export const IMPORTED_TABLES = [
  { name: "CVX", set: "cvx", keyCells: 1 },
  { name: "MVX", set: "mvx", keyCells: 1 },
  { name: "NDC", set: "ndc", keyCells: 3 },
] as const;

/** Key of the property of CodeDataSets that an import may change. */
export type ImportedSet = (typeof IMPORTED_TABLES)[number]["set"];
