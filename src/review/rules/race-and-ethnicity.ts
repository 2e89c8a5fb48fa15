import type { CodeSets } from "../../codes/code-sets.ts";
import { fieldAt, isRepetitionEmpty, leafAt } from "../../hl7/value-at.ts";
import { oncePer } from "../once-per.ts";
import { type Hit, HOLDS, type PatientRule, placeIn, when } from "../rule.ts";
import type { ReviewSubject } from "../subject.ts";

/** What one value of PID-10 or PID-22 says; never merged in a report (review rule e). */
export type DemographicClass = "coded" | "declined" | "unknown" | "local" | "letter" | "empty";

interface DemographicField {
  readonly field: 10 | 22;
  readonly name: string;
  readonly tables: readonly [string, string];
  /** Codes of the other field. */
  readonly others: RegExp;
}

const RACE: DemographicField = {
  field: 10,
  name: "Race",
  tables: ["HL70005", "CDCREC-RACE"],
  others: /^(?:2135-2|2186-5)$/,
};

const ETHNICITY: DemographicField = {
  field: 22,
  name: "Ethnic Group",
  tables: ["HL70189", "CDCREC-ETHNICITY"],
  others: /^(?:1002-5|2028-9|2054-5|2076-8|2106-3|2131-1)$/,
};

/** Asked and declined; Minnesota's own code is not known. */
const DECLINED: ReadonlySet<string> = new Set(["ASKU", "PHC1175"]);
const UNKNOWN: ReadonlySet<string> = new Set(["UNK", "U"]);

function classOf(codes: CodeSets, { tables, others }: DemographicField, code: string): DemographicClass {
  if (code === "") return "unknown";
  if (DECLINED.has(code)) return "declined";
  if (UNKNOWN.has(code)) return "unknown";
  if (others.test(code)) return "local";
  const row = tables.map((table) => codes.tables.get(table)?.get(code)).find((found) => found !== undefined);
  if (row === undefined || row.standing === "invalid") return "local";
  if (row.standing === "retired") return row.mapsTo === "" ? "local" : "letter";
  return "coded";
}

interface SentValue {
  readonly repetition: number;
  readonly code: string;
  readonly class: DemographicClass;
}

function readValues({ patient, setting }: ReviewSubject, place: DemographicField): readonly SentValue[] {
  if (patient === undefined) return [];
  return fieldAt(patient, place.field).flatMap((repetition, index): readonly SentValue[] => {
    if (isRepetitionEmpty(repetition)) return [];
    const code = leafAt(repetition, 1);
    return [{ repetition: index + 1, code, class: classOf(setting.tables.codes, place, code) }];
  });
}

const racesOf = oncePer((subject: ReviewSubject) => readValues(subject, RACE));
const ethnicitiesOf = oncePer((subject: ReviewSubject) => readValues(subject, ETHNICITY));

function valuesOf(subject: ReviewSubject, { field }: DemographicField): readonly SentValue[] {
  return field === RACE.field ? racesOf(subject) : ethnicitiesOf(subject);
}

const ORDER: readonly DemographicClass[] = ["coded", "letter", "declined", "unknown", "local"];

function bestOf(values: readonly SentValue[]): DemographicClass {
  return ORDER.find((one) => values.some((value) => value.class === one)) ?? "empty";
}

/** The best that the patient's race says. */
export function raceClass(subject: ReviewSubject): DemographicClass {
  return bestOf(valuesOf(subject, RACE));
}

/** The best that the patient's ethnicity says. */
export function ethnicityClass(subject: ReviewSubject): DemographicClass {
  return bestOf(valuesOf(subject, ETHNICITY));
}

/** Coded, a letter that maps, or declined (decision D18 and review rule e). */
export function isTelling(best: DemographicClass): boolean {
  return best === "coded" || best === "letter" || best === "declined";
}

function codesAt(subject: ReviewSubject, place: DemographicField): readonly string[] {
  return valuesOf(subject, place).map(({ code }) => code);
}

function hitsAt(
  subject: ReviewSubject,
  place: DemographicField,
  values: readonly SentValue[],
): readonly Hit[] {
  const { patient } = subject;
  if (patient === undefined) return HOLDS;
  const passes = isTelling(bestOf(valuesOf(subject, place)));
  return values.map(({ repetition, code, class: kind }) => ({
    location: placeIn(patient, place.field, 1, repetition),
    shape: kind === "local" ? "local code" : code,
    ...(passes && { isAdvice: true }),
  }));
}

function emptyHit(subject: ReviewSubject, place: DemographicField): readonly Hit[] {
  const { patient } = subject;
  if (patient === undefined) return HOLDS;
  return when(valuesOf(subject, place).length === 0, { location: placeIn(patient, place.field) });
}

const GUIDE_E = "MDH onboarding guide, technical message review e";
const COLUMNS = { letter: "e", grain: "patient", appliesTo: "patients" } as const;
const BOTH = ["e.race", "e.ethnicity"] as const;

/** Rule e: race and ethnicity when available (review rule e). */
export const RACE_AND_ETHNICITY_RULES: readonly PatientRule[] = [
  {
    ...COLUMNS,
    measures: ["e.race"],
    id: "RV-E01",
    title: "Race empty",
    place: "PID-10",
    severity: "I",
    errorCode: "101",
    problem: "PID-10 Race is empty",
    outcome: "the patient is stored without it",
    fix: "Send the CDCREC code, or that the patient declined (PHC1175).",
    source: `${GUIDE_E}; gateway decision D21`,
    shares: ["PID-10.1-MISSING"],
    find: (subject) => emptyHit(subject, RACE),
  },
  {
    ...COLUMNS,
    measures: ["e.ethnicity"],
    id: "RV-E02",
    title: "Ethnicity empty",
    place: "PID-22",
    severity: "I",
    errorCode: "101",
    problem: "PID-22 Ethnic Group is empty",
    outcome: "the patient is stored without it",
    fix: "Send 2135-2 or 2186-5 of CDCREC, or that the patient declined.",
    source: `${GUIDE_E}; gateway decision D21`,
    shares: ["PID-22.1-MISSING"],
    find: (subject) => emptyHit(subject, ETHNICITY),
  },
  {
    ...COLUMNS,
    measures: BOTH,
    id: "RV-E03",
    title: "Race or ethnicity code in no table",
    place: "PID-10, PID-22",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "The code sent here is not in the CDCREC set",
    outcome: "it is not stored",
    fix: "Send the CDCREC code.",
    source: `${GUIDE_E}; CDCREC`,
    shares: ["PID-10-CODE", "PID-22-CODE"],
    find: (subject) =>
      [RACE, ETHNICITY].flatMap((place) =>
        hitsAt(
          subject,
          place,
          valuesOf(subject, place).filter(
            (value) => value.class === "local" && !place.others.test(value.code),
          ),
        ),
      ),
  },
  {
    ...COLUMNS,
    measures: BOTH,
    id: "RV-E04",
    title: "Deprecated letter",
    place: "PID-10, PID-22",
    severity: "I",
    errorCode: "0",
    problem: "A retired one-letter code was sent",
    outcome: "read as the code it maps to",
    fix: "Send the CDCREC code.",
    source: `${GUIDE_E}; HL7 table 0005 and 0189, retired codes; gateway decision D18`,
    shares: ["PID-10-MAPPED", "PID-22-MAPPED"],
    find: (subject) =>
      [RACE, ETHNICITY].flatMap((place) =>
        hitsAt(
          subject,
          place,
          valuesOf(subject, place).filter((value) => /^[A-Z]$/.test(value.code) && value.class !== "local"),
        ),
      ),
  },
  {
    ...COLUMNS,
    measures: BOTH,
    id: "RV-E05",
    title: "Ethnicity in the race field, or race in the ethnicity field",
    place: "PID-10, PID-22",
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    problem: "A code of race stands in PID-22, or one of ethnicity in PID-10",
    outcome: "it is not stored",
    fix: "Send race in PID-10 and ethnicity in PID-22.",
    source: `${GUIDE_E}; CDCREC`,
    shares: ["PID-10-CODE", "PID-22-CODE"],
    find: (subject) =>
      [RACE, ETHNICITY].flatMap((place) =>
        hitsAt(
          subject,
          place,
          valuesOf(subject, place).filter((value) => place.others.test(value.code)),
        ),
      ),
  },
  {
    ...COLUMNS,
    measures: ["e.ethnicity"],
    id: "RV-E06",
    title: "Both ethnicities",
    place: "PID-22",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    problem: "PID-22 holds both Hispanic and not Hispanic",
    outcome: "the first counts",
    fix: "Send one.",
    source: GUIDE_E,
    shares: ["PID-22-REPEATED"],
    find: (subject) => {
      const codes = codesAt(subject, ETHNICITY);
      const { patient } = subject;
      const isBoth = codes.includes("2135-2") && codes.includes("2186-5");
      return patient === undefined ? HOLDS : when(isBoth, { location: placeIn(patient, 22) });
    },
  },
  {
    ...COLUMNS,
    measures: BOTH,
    id: "RV-E08",
    title: "Race or ethnicity sent as unknown",
    place: "PID-10, PID-22",
    severity: "I",
    errorCode: "0",
    problem: "Unknown was sent in place of a code",
    outcome: "stored as unknown",
    fix: "Ask the patient, or send that the patient declined (PHC1175).",
    source: `${GUIDE_E}; gateway decision D21`,
    shares: ["PID-10.1-MISSING", "PID-22.1-MISSING"],
    find: (subject) =>
      [RACE, ETHNICITY].flatMap((place) =>
        hitsAt(
          subject,
          place,
          valuesOf(subject, place).filter(
            (value) => value.class === "unknown" && !/^[A-Z]$/.test(value.code),
          ),
        ),
      ),
  },
];
