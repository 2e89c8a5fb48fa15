import { informationSource } from "../immunization/profiles/predicates.ts";
import { valueAt } from "../hl7/value-at.ts";
import type { Segment } from "../hl7/message.ts";

/** What an RXA tells of, as far as the review asks; every dose rule names its classes. */
export interface DoseClassRow {
  readonly id: DoseClassId;
  readonly name: string;
  /** Pure; rows are asked in order, the first that holds is the class. */
  readonly holds: (dose: DoseClassScope) => boolean;
  readonly source: string;
}

export type DoseClassId =
  | "no-vaccine"
  | "deleted"
  | "refused"
  | "not-administered"
  | "administered"
  | "historical"
  | "unsourced"
  | "unknown-status";

interface DoseClassScope {
  /** RXA-5.1 and RXA-5.4. */
  readonly codes: readonly string[];
  /** RXA-20. */
  readonly status: string;
  /** RXA-21. */
  readonly action: string;
  /** The coded information source of RXA-9, `""` without one. */
  readonly source: string;
}

const GIVEN: ReadonlySet<string> = new Set(["", "CP", "PA"]);

/** Refusal wins over RXA-9: senders put `00` on refusals. */
export const DOSE_CLASSES: readonly DoseClassRow[] = [
  {
    id: "no-vaccine",
    name: "no vaccine (998)",
    holds: ({ codes }) => codes.includes("998"),
    source: "CDC guide R1.5, RXA-5 998 and IZ-49",
  },
  {
    id: "deleted",
    name: "delete",
    holds: ({ action }) => action === "D",
    source: "CDC guide R1.5, RXA-21",
  },
  {
    id: "refused",
    name: "refused",
    holds: ({ status }) => status === "RE",
    source: "CDC guide R1.5, RXA-20 and IZ-32",
  },
  {
    id: "not-administered",
    name: "not administered",
    holds: ({ status }) => status === "NA",
    source: "CDC guide R1.5, RXA-20 and IZ-45",
  },
  {
    id: "administered",
    name: "given here",
    holds: ({ status, source }) => GIVEN.has(status) && source === "00",
    source: "CDC guide R1.5, RXA-9 and IZ-31",
  },
  {
    id: "historical",
    name: "historical",
    holds: ({ status, source }) => GIVEN.has(status) && /^0[1-8]$/.test(source),
    source: "CDC guide R1.5, RXA-9, NIP001",
  },
  {
    id: "unsourced",
    name: "without information source",
    holds: ({ status }) => GIVEN.has(status),
    source: "gateway decision D9",
  },
  {
    id: "unknown-status",
    name: "unknown status",
    holds: () => true,
    source: "CDC guide R1.5, RXA-20; gateway decision D9",
  },
];

/** The class of one RXA. */
export function doseClassOf(rxa: Segment): DoseClassId {
  const scope = {
    codes: [valueAt(rxa, 5), valueAt(rxa, 5, 4)],
    status: valueAt(rxa, 20),
    action: valueAt(rxa, 21),
    source: informationSource(rxa)?.code ?? "",
  };
  return DOSE_CLASSES.find(({ holds }) => holds(scope))?.id ?? "unknown-status";
}
