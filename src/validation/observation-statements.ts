import type { CodeSets } from "../codes/code-sets.ts";
import type { Segment } from "../hl7/message.ts";
import { valueAt } from "../hl7/value-at.ts";
import { OBSERVATIONS } from "../immunization/observations.ts";
import type { PrimitiveType } from "../immunization/profiles/profile.ts";
import { judgeCode, judgeValue } from "./check-value.ts";
import { HOLDS, type Statement, when } from "./statement.ts";

const PLACE = { segment: "OBX", place: "OBX-5", name: "Observation Value" } as const;
const CODED: ReadonlySet<string> = new Set(["CE", "CWE"]);
const BAR_CODE = /^253\d{21}$/;

/** Types of OBX-2 whose value has a form to check. */
const FORMS: ReadonlyMap<string, PrimitiveType> = new Map([
  ["NM", "NM"],
  ["SI", "SI"],
  ["DT", "DT"],
  ["TS", "TS"],
  ["DTM", "TS"],
]);

function isCodeKnown(codes: CodeSets, tables: readonly string[], obx: Segment): boolean {
  return judgeCode(codes, tables, valueAt(obx, 5)).kind !== "unknown";
}

/** Whether OBX-1 counts from 1 through its group, or through the message. */
function isCounting(obx: Segment, group: readonly Segment[]): boolean {
  const value = Number(valueAt(obx, 1));
  const first = group.find(({ name }) => name === "OBX")?.sequence ?? obx.sequence;
  return value === obx.sequence - first + 1 || value === obx.sequence;
}

export const OBSERVATION_STATEMENTS: readonly Statement[] = [
  {
    id: "NIST-01",
    segment: "OBX",
    place: "OBX-1",
    name: "Set ID",
    severity: "W",
    errorCode: "102",
    applicationErrorCode: "4",
    loss: "none",
    problem: "OBX-1 Set ID counts neither through the order nor through the message",
    outcome: "stored as sent",
    fix: "Number the OBX segments from 1, through the message or anew in each order.",
    source: "NIST-01 (replaces IZ-20)",
    example: "3 in the first OBX",
    find: ({ segment, group }) =>
      when(/^\d+$/.test(valueAt(segment, 1)) && !isCounting(segment, group), { field: 1 }),
  },
  {
    id: "OBX-2-OTHER-TYPE",
    segment: "OBX",
    place: "OBX-2",
    name: "Value Type",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    loss: "none",
    problem: "OBX-2 Value Type {value} is not the type of this observation",
    outcome: "read by the type as sent",
    fix: "Send the type that the guide gives for OBX-3.",
    source: "CDC guide R1.5, OBX-2 and NIP003, with the 2015 addendum",
    example: "ST for 64994-7",
    find: ({ segment }) => {
      const value = valueAt(segment, 2);
      const row = OBSERVATIONS.get(valueAt(segment, 3));
      return row === undefined || value === "" || row.types.includes(value) ? HOLDS : [{ field: 2, value }];
    },
  },
  {
    id: "OBX-5-CODE",
    ...PLACE,
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "segment",
    problem: "OBX-5 Observation Value: code {value} is not in the value set of this observation",
    outcome: "this observation is not stored",
    fix: "Send a code of the value set that the guide gives for OBX-3.",
    source: "CDC guide R1.5, OBX-5; IZ-35, IZ-37",
    example: "V09^?^HL70064 for 64994-7",
    find: ({ segment, codes }) => {
      const tables = OBSERVATIONS.get(valueAt(segment, 3))?.tables;
      const type = valueAt(segment, 2);
      if (tables === undefined || valueAt(segment, 5) === "" || isCodeKnown(codes, tables, segment))
        return HOLDS;
      const value = valueAt(segment, 5);
      if (type === "ID") return [{ field: 5, value }];
      return when(CODED.has(type), { field: 5, repetition: 1, component: 1, value });
    },
  },
  {
    id: "OBX-5-MAPPED",
    ...PLACE,
    severity: "I",
    errorCode: "0",
    loss: "none",
    problem: "OBX-5 Observation Value: code {value} is retired",
    outcome: "read as the code it maps to",
    fix: "Send the SNOMED CT code.",
    source: "CDC guide R1.5, PHVS_HistoryOfDiseaseAsEvidenceOfImmunity_IIS; old NIP004",
    example: "26^Hepatitis B^NIP004 for 59784-9",
    find: ({ segment, codes }) => {
      const tables = OBSERVATIONS.get(valueAt(segment, 3))?.tables;
      const value = valueAt(segment, 5);
      if (tables === undefined || value === "" || !CODED.has(valueAt(segment, 2))) return HOLDS;
      const verdict = judgeCode(codes, tables, value);
      return verdict.kind === "mapped"
        ? [
            {
              field: 5,
              repetition: 1,
              component: 1,
              value,
              instead: [verdict.code, verdict.name, verdict.system],
            },
          ]
        : HOLDS;
    },
  },
  {
    id: "IZ-36",
    ...PLACE,
    severity: "W",
    errorCode: "103",
    applicationErrorCode: "5",
    loss: "none",
    problem:
      "OBX-5 Observation Value is not the bar code of a vaccine information statement in the tables of this registry",
    outcome: "stored as sent",
    fix: "Send the 24 digits of the bar code, which begin 253.",
    source: "CDC guide R1.5, IZ-36, with the 2015 addendum",
    example: "0886983000127",
    find: ({ segment, codes }) => {
      if (valueAt(segment, 3) !== "69764-9" || !CODED.has(valueAt(segment, 2))) return HOLDS;
      const value = valueAt(segment, 5);
      const isKnown = BAR_CODE.test(value) && codes.vis.has(value);
      return when(value !== "" && !isKnown, { field: 5, repetition: 1, component: 1 });
    },
  },
  {
    id: "OBX-5-FORM",
    ...PLACE,
    severity: "W",
    errorCode: "102",
    applicationErrorCode: "4",
    loss: "segment",
    problem: "OBX-5 Observation Value is not of the type that OBX-2 names",
    outcome: "this observation is not stored",
    fix: "Send a number for NM, a real date as YYYYMMDD for DT.",
    source: "CDC guide R1.5, OBX-5",
    example: "20260230 for DT",
    find: ({ segment }) => {
      const type = FORMS.get(valueAt(segment, 2));
      const value = valueAt(segment, 5);
      return type === undefined || value === ""
        ? HOLDS
        : when(judgeValue(type, value) === "bad", { field: 5 });
    },
  },
];
