import { fieldAt, valueAt } from "../../hl7/value-at.ts";
import type { VaccinationContent } from "./vaccination-report.ts";

function inTextOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What the observations of a report state, as text to compare: OBX-3 and OBX-5, in whatever order they were sent. */
export function statedFacts({ segments }: VaccinationContent): string {
  const facts = segments
    .filter(({ name }) => name === "OBX")
    .map((obx) => JSON.stringify([valueAt(obx, 3), fieldAt(obx, 5)]));
  return facts.toSorted(inTextOrder).join(",");
}
