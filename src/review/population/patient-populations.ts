import { CELL } from "../contribution-cells.ts";
import type { IdentifierTrait, PatientTraits } from "../contribution.ts";
import { compareStamps } from "../stamp.ts";
import type { PatientSample } from "../patient-sample.ts";
import { countAt, countsUnder, groupedBy } from "../report/cell-reader.ts";
import {
  NOTHING_FOUND,
  percent,
  type PopulationFinding,
  type PopulationScope,
} from "./population-finding.ts";

type Test = (scope: PopulationScope) => readonly PopulationFinding[];

type SharedField = "phone" | "street" | "email" | "motherMaiden";

interface SharedRow {
  readonly field: SharedField;
  readonly words: string;
  /** What unrelated patients would differ in. */
  readonly differsIn: "street" | "phone";
  /** How much commoner than the threshold a value may be: many families bear one name. */
  readonly allowance: number;
}

const SHARED_FIELDS: readonly SharedRow[] = [
  { field: "phone", words: "telephone number", differsIn: "street", allowance: 1 },
  { field: "street", words: "street and ZIP", differsIn: "phone", allowance: 1 },
  { field: "email", words: "e-mail address", differsIn: "street", allowance: 1 },
  { field: "motherMaiden", words: "mother's maiden name", differsIn: "street", allowance: 5 },
];

const RACES_UNKNOWN: readonly string[] = ["declined", "unknown"];

function variety(patients: PatientSample, field: keyof PatientTraits): number {
  return new Set(patients.map(({ traits }) => traits[field]).filter((value) => value !== "")).size;
}

const sharedValues: Test = ({ tally, thresholds }) => {
  const { sample } = tally;
  return SHARED_FIELDS.flatMap(({ field, words, differsIn, allowance }) => {
    const most = Math.max(
      thresholds.sharedPatientsMin,
      thresholds.sharedShareMin * allowance * sample.length,
    );
    const byValue = Map.groupBy(sample, ({ traits }) => traits[field]);
    return [...byValue].flatMap(([value, patients]) => {
      if (value === "" || patients.length <= most) return [];
      const isUnrelated =
        variety(patients, "family") >= thresholds.sharedVarietyMin &&
        variety(patients, differsIn) >= thresholds.sharedVarietyMin;
      if (!isUnrelated) return [];
      const share = patients.length / sample.length;
      const text = `one ${words} on ${patients.length} unrelated patients (${percent(share)})`;
      return [{ id: "RV-K09", subject: `${field}|${value}`, text, objects: patients.length, share }];
    });
  });
};

const severalPeople: Test = ({ tally }) => {
  const shared = tally.sample.filter(({ persons }) => persons.length > 1);
  if (shared.length === 0) return NOTHING_FOUND;
  const share = shared.length / tally.sample.length;
  const text = `${shared.length} record numbers stand for several people`;
  return [{ id: "RV-K07P", subject: "PID-3", text, objects: shared.length, share }];
};

/** How a population of identifiers of one place looks. */
interface IdentifierPopulation {
  readonly values: number;
  readonly nine: number;
  readonly possible: number;
  readonly areas: number;
  readonly beginnings: number;
  readonly minnesotan: number;
}

function populationOf(traits: readonly IdentifierTrait[]): IdentifierPopulation {
  const distinct = [...new Map(traits.map((trait) => [trait.value, trait])).values()];
  const nine = distinct.filter(({ isNine }) => isNine);
  return {
    values: distinct.length,
    nine: nine.length,
    possible: nine.filter(({ isPossible }) => isPossible).length,
    areas: new Set(nine.map(({ area }) => area)).size,
    beginnings: new Set(nine.map(({ beginning }) => beginning)).size,
    minnesotan: nine.filter(({ isMinnesotan }) => isMinnesotan).length,
  };
}

/** Class S5: never of one value. Numbers that count up share their first five digits; real ones do not. */
const numbersAsIdentifiers: Test = ({ tally, thresholds }) => {
  const traits = tally.sample.flatMap(({ traits: { identifiers } }) => identifiers);
  return [...Map.groupBy(traits, ({ place }) => place)].flatMap(([place, own]) => {
    const { values, nine, possible, areas, beginnings, minnesotan } = populationOf(own);
    if (values < thresholds.identifierValuesMin || nine / values < thresholds.nineDigitShareMin) return [];
    const isPossible = possible / nine >= thresholds.possibleShareMin;
    const isSpread = areas > thresholds.areasMin || minnesotan / nine > thresholds.minnesotaShareMin;
    const isSerial = beginnings < nine / 2;
    if (!isPossible || !isSpread || isSerial) return [];
    const text = `${place.replaceAll("|", " ")}: ${nine} of ${values} identifiers look like social security numbers`;
    return [{ id: "RV-J05", subject: place, text, objects: nine, share: nine / values }];
  });
};

const protectionInverted: Test = ({ tally, thresholds }) => {
  const patients = countAt(tally.total, CELL.patients);
  const indicators = groupedBy(
    countsUnder(tally.total, "code").filter(({ parts }) => parts[0] === "PD1-12"),
    2,
  );
  const open = (indicators.get("N") ?? 0) + (indicators.get("(empty)") ?? 0);
  const isProtected = [...indicators.values()].reduce((sum, count) => sum + count, 0) - open;
  if (patients < thresholds.protectionPatientsMin) return NOTHING_FOUND;
  const share = isProtected / patients;
  if (share > thresholds.protectedShareMax) {
    const text = `${percent(share)} of ${patients} patients are protected: is PD1-12 inverted?`;
    return [{ id: "RV-H05", subject: "inverted", text, objects: patients, share }];
  }
  if (isProtected > 0 || patients < thresholds.protectionExpectedFrom) return NOTHING_FOUND;
  const text = `none of ${patients} patients is protected: can the system send it?`;
  return [{ id: "RV-H05", subject: "never", text, objects: patients, share: 0 }];
};

const protectionLifted: Test = ({ tally }) => {
  const lifted = tally.sample.filter(({ traits, protectedAt, ...stamp }) => {
    if (protectedAt === undefined || traits.protection !== "N") return false;
    return compareStamps(protectedAt, stamp) < 0 && traits.protectionSince <= protectedAt.since;
  });
  if (lifted.length === 0) return NOTHING_FOUND;
  const text = `protection of ${lifted.length} patients was lifted without a newer effective date`;
  const share = lifted.length / tally.sample.length;
  return [{ id: "RV-H03", subject: "lifted", text, objects: lifted.length, share }];
};

const withoutPd1: Test = ({ tally }) => {
  const without = countAt(tally.total, CELL.finding("RV-H04"));
  const patients = countAt(tally.total, CELL.patients);
  if (without === 0 || patients === 0) return NOTHING_FOUND;
  const share = without / patients;
  return [{ id: "RV-H04", subject: "PD1", text: `${without} patients without PD1`, objects: without, share }];
};

const constantDemographics: Test = ({ tally, thresholds }) => {
  const patients = countAt(tally.total, CELL.patients);
  if (patients < thresholds.constantPatientsMin) return NOTHING_FOUND;
  const fields = [
    ["PID-10", "race"],
    ["PID-22", "ethnicity"],
  ] as const;
  return fields.flatMap(([field, name]) => {
    const codes = groupedBy(
      countsUnder(tally.total, "code").filter(({ parts }) => parts[0] === field),
      2,
    );
    const constant = [...codes].find(([, count]) => count / patients >= thresholds.constantShareMin);
    const classes = groupedBy(countsUnder(tally.total, name), 0);
    const unknown = RACES_UNKNOWN.reduce((sum, kind) => sum + (classes.get(kind) ?? 0), 0) / patients;
    const other = (codes.get("2131-1") ?? 0) / patients;
    const found: PopulationFinding[] = [];
    const add = (subject: string, text: string, share: number): void => {
      found.push({ id: "RV-E07", subject: `${name} ${subject}`, text, objects: patients, share });
    };
    if (constant !== undefined)
      add("constant", `${name} ${constant[0]} on nearly all of ${patients} patients`, constant[1] / patients);
    if (unknown > thresholds.unknownShareMax)
      add("unknown", `${name} declined or unknown on ${percent(unknown)}`, unknown);
    if (other > thresholds.unknownShareMax)
      add("other", `${name} 2131-1, other, on ${percent(other)}`, other);
    return found;
  });
};

/** The tests on what patients have in common. */
export const PATIENT_POPULATION_TESTS: readonly Test[] = [
  sharedValues,
  severalPeople,
  numbersAsIdentifiers,
  protectionInverted,
  protectionLifted,
  withoutPd1,
  constantDemographics,
];
