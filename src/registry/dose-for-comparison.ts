import type { CodeSets } from "../codes/code-sets.ts";
import type { DateOnly } from "../kernel/dates.ts";
import { reportsOfSources } from "./patient-source.ts";
import { readDemographics } from "./patient/read-demographics.ts";
import type { PatientSource } from "./ports.ts";
import { currentState } from "./vaccination/current-state.ts";
import type { StoredReport } from "./vaccination/stored-report.ts";
import { vaccineMeant } from "./vaccination/vaccine-meant.ts";

/** A dose as it is looked for in another realm. The texts tell who got what: they are digested where they are made. */
export interface DoseForComparison {
  /** The newest message that says so. */
  readonly messageId: string;
  /** Two doses are the same when they share one text. */
  readonly texts: readonly string[];
}

/** Identifiers of one chart that are compared. */
const IDENTIFIERS_MAX = 8;

/**
 * A living dose that its reporter gave on `givenFrom` or later: record number, birth date, day and vaccine group. Assigning
 * authority, order number and lot are left out: a second interface may write them otherwise.
 *
 * @returns undefined for history, refusals, what was deleted or withdrawn, and doses given earlier
 */
export function doseForComparison(
  codes: CodeSets,
  { chart, report }: { readonly chart: PatientSource; readonly report: StoredReport },
  givenFrom: DateOnly,
): DoseForComparison | undefined {
  const state = currentState(report);
  if (state.kind !== "living" || state.content.kind !== "given" || state.content.date < givenFrom)
    return undefined;
  const [newest] = reportsOfSources([chart]);
  if (newest === undefined) return undefined;
  const { identifiers, birthDate = "" } = readDemographics(newest);
  const numbers = [...new Set(identifiers.map(({ value }) => value.trim().toUpperCase()))];
  const { families } = vaccineMeant(codes, state.content);
  const texts = numbers
    .slice(0, IDENTIFIERS_MAX)
    .flatMap((number) =>
      families.map((family) => JSON.stringify([number, birthDate, state.content.date, family])),
    );
  return { messageId: state.source.messageId, texts };
}
