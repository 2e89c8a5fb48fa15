import { NO_DEMOGRAPHICS } from "../registry/matching/demographics.ts";
import type { Person } from "../registry/ports.ts";
import { NO_PROTECTION } from "../registry/query/visibility.ts";
import type { RegistryDocuments, Row } from "./registry-documents.ts";

/** Nobody, with a document as long as most. */
const NOBODY: Person = {
  id: "decoy",
  scope: "",
  document: {
    demographics: {
      ...NO_DEMOGRAPHICS,
      names: [{ family: "-".repeat(24), given: "-".repeat(12), middle: "", suffix: "" }],
      addresses: [{ street: "-".repeat(24), city: "-".repeat(12), state: "--", zip: "-----" }],
      phones: ["-".repeat(10)],
      identifiers: [{ value: "-".repeat(8), authority: "-".repeat(6), type: "MR" }],
    },
    protection: NO_PROTECTION,
    isReported: false,
    formerIds: [],
  },
};

/** Documents to open where nobody was found, so that a protected person costs what an unknown one does (decision D24). */
export interface Decoys {
  open(count: number): void;
}

export function createDecoys(documents: RegistryDocuments): Decoys {
  let row: Row | undefined;
  return {
    open: (count) => {
      row ??= { id: NOBODY.id, scope: NOBODY.scope, document: documents.sealPerson(NOBODY) };
      for (let left = count; left > 0; left -= 1) documents.openPerson(row);
    },
  };
}
