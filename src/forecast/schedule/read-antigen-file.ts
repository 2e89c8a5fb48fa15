import { ageRangeOf, type ElementReader, listOf } from "./element-reader.ts";
import { readSeriesDose } from "./read-series-dose.ts";
import type {
  Antigen,
  AntigenContraindication,
  AntigenSeries,
  BirthDateImmunity,
  Gender,
  Indication,
  SeriesType,
  VaccineContraindication,
} from "./schedule.ts";

const SERIES_TYPES: readonly SeriesType[] = ["Standard", "Risk", "Evaluation Only"];

const GENDERS: readonly Gender[] = ["Female", "Male", "Transgender", "Unknown"];

function genderOf(text: string, report: (problem: string) => void): readonly Gender[] {
  const gender = GENDERS.find((known) => known.toLowerCase() === text.toLowerCase());
  if (gender === undefined) report(`requiredGender "${text}" is unknown`);
  return gender === undefined ? [] : [gender];
}

function indicationOf(reader: ElementReader): Indication {
  return { code: reader.child("observationCode").required("code"), ...ageRangeOf(reader) };
}

function seriesOf(reader: ElementReader): AntigenSeries {
  const select = reader.child("selectSeries");
  const doses = reader.children("seriesDose").map(readSeriesDose);
  if (doses.length === 0) reader.report("a series without doses");
  return {
    name: reader.required("seriesName"),
    antigen: reader.required("targetDisease"),
    vaccineGroup: reader.required("vaccineGroup"),
    type: reader.oneOf("seriesType", SERIES_TYPES) ?? "Evaluation Only",
    equivalentGroups: new Set(listOf(reader.text("equivalentSeriesGroups"))),
    genders: new Set(reader.texts("requiredGender").flatMap((text) => genderOf(text, reader.report))),
    isDefault: select.yes("defaultSeries"),
    isProduct: select.yes("productPath"),
    seriesGroup: select.required("seriesGroup"),
    seriesGroupName: select.text("seriesGroupName") ?? "",
    priority: select.text("seriesPriority") ?? "A",
    preference: select.integer("seriesPreference") ?? Number.MAX_SAFE_INTEGER,
    minAgeToStart: select.duration("minAgeToStart"),
    maxAgeToStart: select.duration("maxAgeToStart"),
    indications: reader.children("indication").map(indicationOf),
    doses,
  };
}

function birthDatesOf(reader: ElementReader): readonly BirthDateImmunity[] {
  const bornBefore = reader.day("immunityBirthDate");
  if (bornBefore === undefined) return [];
  const exclusions = reader.children("exclusion").map((exclusion) => exclusion.required("exclusionCode"));
  return [{ bornBefore, country: reader.text("birthCountry"), exclusions }];
}

function contraindicationOf(reader: ElementReader): AntigenContraindication {
  return {
    code: reader.required("observationCode"),
    text: reader.text("contraindicationText") ?? "",
    ...ageRangeOf(reader),
  };
}

function vaccineContraindicationOf(reader: ElementReader): VaccineContraindication {
  return {
    code: reader.required("observationCode"),
    text: reader.text("contraindicationText") ?? "",
    vaccines: reader
      .children("contraindicatedVaccine")
      .map((vaccine) => Object.assign(ageRangeOf(vaccine), { cvx: vaccine.required("cvx") })),
  };
}

/** @param root the element `antigenSupportingData` of one file: one antigen */
export function readAntigenFile(root: ElementReader): Antigen {
  const series = root.children("series").map(seriesOf);
  const name = series[0]?.antigen ?? "";
  if (series.length === 0) root.report("an antigen without series");
  if (series.some((one) => one.antigen !== name)) root.report("series of several antigens in one file");
  const immunity = root.child("immunity");
  const contraindications = root.child("contraindications");
  return {
    name,
    immunity: {
      guidelineCodes: immunity.children("clinicalHistory").map((row) => row.required("guidelineCode")),
      birthDates: immunity.children("dateOfBirth").flatMap(birthDatesOf),
    },
    contraindications: contraindications
      .child("vaccineGroup")
      .children("contraindication")
      .map(contraindicationOf),
    vaccineContraindications: contraindications
      .child("vaccine")
      .children("contraindication")
      .map(vaccineContraindicationOf),
    series,
  };
}
