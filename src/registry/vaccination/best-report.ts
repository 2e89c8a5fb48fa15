import type { RecordView } from "./consolidation-rules.ts";
import type { FillableField } from "./vaccination-event.ts";
import type { VaccinationContent } from "./vaccination-report.ts";

/**
 * NIP001 by how much the source knows: given here, a provider or registry, a document, hearsay.
 *
 * Source: MIROW, Vaccination Level De-duplication in IIS (AIRA 2006): the administered record is the best.
 */
const SOURCE_RANK: Readonly<Record<string, number>> = {
  "00": 0,
  "02": 1,
  "05": 1,
  "08": 1,
  "07": 2,
  "06": 2,
  "03": 2,
  "01": 3,
  "04": 3,
};
const UNRANKED = 4;

function isNdc({ system }: { readonly system: string }): boolean {
  return system.toUpperCase() === "NDC";
}

/** How many of lot, maker and package are known. */
function completeness({ lot, manufacturer, vaccineCodes }: VaccinationContent): number {
  return Number(lot !== "") + Number(manufacturer !== undefined) + Number(vaccineCodes.some(isNdc));
}

function rank({ content }: RecordView): number {
  return SOURCE_RANK[content.informationSource] ?? UNRANKED;
}

/** Best first: source of information, completeness, then the newest; ids decide what is left, so that the order is total. */
export function byQuality(a: RecordView, b: RecordView): number {
  return (
    rank(a) - rank(b) ||
    completeness(b.content) - completeness(a.content) ||
    b.sinceMs - a.sinceMs ||
    (a.id < b.id ? -1 : 1)
  );
}

interface Fill {
  readonly field: FillableField;
  readonly isEmpty: (content: VaccinationContent) => boolean;
  /** Whether a value of `other` would fit beside what the best report says. */
  readonly fits?: (best: VaccinationContent, other: VaccinationContent) => boolean;
}

/** An expiry date belongs to its lot. */
const sameLot: Fill["fits"] = (best, other) => best.lot === "" || best.lot === other.lot;

const FILLS: readonly Fill[] = [
  { field: "lot", isEmpty: ({ lot }) => lot === "" },
  { field: "expires", isEmpty: ({ expires }) => expires === "", fits: sameLot },
  { field: "manufacturer", isEmpty: ({ manufacturer }) => manufacturer === undefined, fits: sameLot },
  { field: "route", isEmpty: ({ route }) => route === undefined },
  { field: "bodySite", isEmpty: ({ bodySite }) => bodySite === undefined },
  { field: "amount", isEmpty: ({ amount }) => amount === "" },
];

/** Which record each silent descriptive field of the best one is taken from: only records of the very same CVX. */
export function fillsOf(
  best: RecordView,
  others: readonly RecordView[],
): Readonly<Partial<Record<FillableField, string>>> {
  const filled: Partial<Record<FillableField, string>> = {};
  const same = others.filter(({ vaccine }) => vaccine.cvx !== "" && vaccine.cvx === best.vaccine.cvx);
  const lotOwner = best.content.lot === "" ? same.find(({ content }) => content.lot !== "") : undefined;
  for (const { field, isEmpty, fits } of FILLS) {
    if (!isEmpty(best.content)) continue;
    const open = fits !== undefined && lotOwner !== undefined ? [lotOwner] : same;
    const from = open.find(
      ({ content }) => !isEmpty(content) && (fits === undefined || fits(best.content, content)),
    );
    if (from !== undefined) filled[field] = from.id;
  }
  return filled;
}
