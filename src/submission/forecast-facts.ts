import { addMonths, dayOf, type Day } from "../forecast/day.ts";
import { observationCodes, type SaidObservation } from "../forecast/coded-observations.ts";
import type { AdministeredDose, Patient, PatientObservation } from "../forecast/patient.ts";
import type { Gender, Schedule } from "../forecast/schedule/schedule.ts";
import type { Segment } from "../hl7/message.ts";
import { fieldAt, leafAt, valueAt } from "../hl7/value-at.ts";
import { parseHl7Day } from "../kernel/dates.ts";
import type { AnswerContent } from "../registry/answer-query.ts";
import { currentState } from "../registry/vaccination/current-state.ts";
import type { VaccinationEvent } from "../registry/vaccination/vaccination-event.ts";
import type { VaccinationContent } from "../registry/vaccination/vaccination-report.ts";

/** A person and its vaccinations as an answer shows them: what its asker may see, and no more. */
export type SeenHistory = Extract<AnswerContent, { readonly kind: "history" | "forecast" }>;

const GENDERS: Readonly<Record<string, Gender>> = { F: "Female", M: "Male" };

/** OBX-3 that say something a schedule may ask for: contraindication, reaction, immunity, indication. */
const OBSERVED: ReadonlySet<string> = new Set(["30945-0", "31044-1", "59784-9", "75505-8", "59785-6"]);

function hl7Day(text: string): Day | undefined {
  const date = parseHl7Day(text);
  return date === undefined ? undefined : dayOf(date);
}

/** The last day of use: of a month, its last day (rule CALCDTLOTEXP-1). */
function expiryDay(expires: string): Day | undefined {
  if (!/^\d{6}$/.test(expires)) return hl7Day(expires);
  const first = hl7Day(`${expires}01`);
  return first === undefined ? undefined : addMonths(first, 1) - 1;
}

type Contents = ReadonlyMap<string, VaccinationContent>;

function contentsOf({ reports }: SeenHistory): Contents {
  const contents = new Map<string, VaccinationContent>();
  for (const report of reports) {
    const state = currentState(report);
    if (state.kind === "living") contents.set(report.id, state.content);
  }
  return contents;
}

function doseOf(event: VaccinationEvent, contents: Contents): AdministeredDose | undefined {
  const best = contents.get(event.bestReportId);
  const isDose = event.kind === "given" || event.kind === "historical";
  if (!isDose || event.cvx === "" || best === undefined) return undefined;
  const filled = (field: "manufacturer" | "expires"): VaccinationContent =>
    contents.get(event.filled[field] ?? "") ?? best;
  return {
    id: event.id,
    day: dayOf(event.date),
    cvx: event.cvx,
    mvx: filled("manufacturer").manufacturer?.code,
    expires: expiryDay(filled("expires").expires),
    // A dose given in part has to be repeated (HL7 table 0322).
    isSubstandard: best.completion === "PA",
  };
}

function vaccinesOf(content: VaccinationContent): readonly string[] {
  return content.vaccineCodes.filter(({ system }) => system === "CVX").map(({ code }) => code);
}

function saidIn(obx: Segment, content: VaccinationContent): SaidObservation {
  const [value] = fieldAt(obx, 5);
  return { code: leafAt(value, 1), system: leafAt(value, 3), vaccines: vaccinesOf(content) };
}

function observationsOf(schedule: Schedule, content: VaccinationContent): readonly PatientObservation[] {
  return content.segments
    .filter((segment) => segment.name === "OBX" && OBSERVED.has(valueAt(segment, 3)))
    .flatMap((obx) => {
      const day = hl7Day(valueAt(obx, 14)) ?? dayOf(content.date);
      return observationCodes(schedule, saidIn(obx, content)).map((code) => ({ code, day }));
    });
}

/**
 * What a forecast is made from.
 *
 * @returns undefined without a birth date, from which every age is counted
 */
export function forecastFacts(schedule: Schedule, history: SeenHistory): Patient | undefined {
  const { pid } = history.person;
  const born = hl7Day(leafAt(pid.get(7)?.[0], 1));
  if (born === undefined) return undefined;
  const contents = contentsOf(history);
  return {
    born,
    gender: GENDERS[leafAt(pid.get(8)?.[0], 1)] ?? "Unknown",
    countryOfBirth: undefined,
    doses: history.events.flatMap((event) => doseOf(event, contents) ?? []),
    observations: [...contents.values()].flatMap((content) => observationsOf(schedule, content)),
  };
}
