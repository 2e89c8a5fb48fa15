import type { FieldRow, SegmentRow } from "./profile.ts";
import { MANY } from "./profile.ts";

function notSupported(field: number, name: string): FieldRow {
  return { field, name, usage: "X", max: MANY, type: "varies" };
}

const SET_ID: FieldRow = { field: 1, name: "Set ID", usage: "R", type: "SI", lengthMax: 4 };

/** PID of Z22 and Z32. */
export const PID: SegmentRow = {
  segment: "PID",
  name: "Patient Identification",
  source: "CDC guide R1.5, PID, with the 2015 addendum",
  fields: [
    { ...SET_ID, values: ["1"], statements: ["IZ-46"] },
    notSupported(2, "Patient ID"),
    { field: 3, name: "Patient Identifier List", usage: "R", max: MANY, type: "CX" },
    notSupported(4, "Alternate Patient ID"),
    { field: 5, name: "Patient Name", usage: "R", max: MANY, type: "XPN" },
    { field: 6, name: "Mother's Maiden Name", usage: "RE", type: "XPN_M" },
    { field: 7, name: "Date/Time of Birth", usage: "R", type: "TS_NZ" },
    {
      field: 8,
      name: "Administrative Sex",
      usage: "R",
      type: "IS",
      lengthMax: 1,
      tables: ["HL70001"],
    },
    notSupported(9, "Patient Alias"),
    {
      field: 10,
      name: "Race",
      usage: "RE",
      max: MANY,
      type: "CE",
      tables: ["HL70005", "CDCREC-RACE"],
      maps: true,
    },
    { field: 11, name: "Patient Address", usage: "RE", max: MANY, type: "XAD" },
    notSupported(12, "County Code"),
    { field: 13, name: "Phone Number - Home", usage: "RE", max: MANY, type: "XTN" },
    notSupported(19, "SSN Number"),
    notSupported(20, "Driver's License Number"),
    notSupported(21, "Mother's Identifier"),
    {
      field: 22,
      name: "Ethnic Group",
      usage: "RE",
      type: "CE",
      tables: ["HL70189", "CDCREC-ETHNICITY"],
      maps: true,
    },
    {
      field: 24,
      name: "Multiple Birth Indicator",
      usage: "RE",
      type: "ID",
      lengthMax: 1,
      tables: ["HL70136"],
    },
    {
      field: 25,
      name: "Birth Order",
      usage: { if: "PID-24 is Y", yes: "RE", no: "O" },
      type: "NM",
      lengthMax: 2,
    },
    {
      field: 29,
      name: "Patient Death Date and Time",
      usage: { if: "PID-30 is Y", yes: "RE", no: "X" },
      type: "TS",
    },
    {
      field: 30,
      name: "Patient Death Indicator",
      usage: "RE",
      type: "ID",
      lengthMax: 1,
      tables: ["HL70136"],
    },
  ],
};

function optional(segment: SegmentRow, fields: readonly number[]): SegmentRow {
  return { ...segment, fields: segment.fields.filter(({ field }) => !fields.includes(field)) };
}

/** PID of a candidate list: PID-1 counts the candidates (IZ-72). */
export const CANDIDATE_PID: SegmentRow = {
  ...PID,
  fields: [SET_ID, ...PID.fields.filter(({ field }) => field !== 1)],
};

/** PID of Z42: what a forecast does not need is O. */
export const FORECAST_PID: SegmentRow = optional(PID, [6, 10, 13, 22, 24, 25, 29]);

export const PD1: SegmentRow = {
  segment: "PD1",
  name: "Patient Additional Demographic",
  source: "CDC guide R1.5, PD1, with the 2015 addendum",
  fields: [
    notSupported(4, "Patient Primary Care Provider"),
    { field: 11, name: "Publicity Code", usage: "RE", type: "CE", tables: ["HL70215"] },
    {
      field: 12,
      name: "Protection Indicator",
      usage: "RE",
      type: "ID",
      lengthMax: 1,
      tables: ["HL70136"],
    },
    {
      field: 13,
      name: "Protection Indicator Effective Date",
      usage: { if: "PD1-12 is valued", yes: "RE", no: "X" },
      type: "DT_D",
    },
    {
      field: 16,
      name: "Immunization Registry Status",
      usage: "RE",
      type: "IS",
      lengthMax: 1,
      tables: ["HL70441"],
    },
    {
      field: 17,
      name: "Immunization Registry Status Effective Date",
      usage: { if: "PD1-16 is valued", yes: "RE", no: "X" },
      type: "DT_D",
    },
    {
      field: 18,
      name: "Publicity Code Effective Date",
      usage: { if: "PD1-11 is valued", yes: "RE", no: "X" },
      type: "DT_D",
    },
  ],
};

export const NK1: SegmentRow = {
  segment: "NK1",
  name: "Next of Kin",
  source: "CDC guide R1.5, NK1",
  fields: [
    SET_ID,
    { field: 2, name: "Name", usage: "R", max: MANY, type: "XPN" },
    { field: 3, name: "Relationship", usage: "R", type: "CE", tables: ["HL70063"] },
    { field: 4, name: "Address", usage: "RE", max: MANY, type: "XAD" },
    { field: 5, name: "Phone Number", usage: "RE", max: MANY, type: "XTN" },
  ],
};

export const PV1: SegmentRow = {
  segment: "PV1",
  name: "Patient Visit",
  source: "CDC guide R1.5, PV1",
  fields: [{ field: 2, name: "Patient Class", usage: "R", type: "IS", tables: ["HL70004"] }],
};

export const GT1: SegmentRow = {
  segment: "GT1",
  name: "Guarantor",
  source: "HL7 v2.5.1 ch. 6, GT1",
  fields: [SET_ID, { field: 3, name: "Guarantor Name", usage: "R", max: MANY, type: "XPN" }],
};

export const IN1: SegmentRow = {
  segment: "IN1",
  name: "Insurance",
  source: "CDC guide R1.5, IN1",
  fields: [
    { ...SET_ID, values: ["1"], statements: ["IZ-69"] },
    { field: 2, name: "Insurance Plan ID", usage: "R", type: "CE" },
    { field: 3, name: "Insurance Company ID", usage: "R", max: MANY, type: "CX" },
    { field: 15, name: "Plan Type", usage: "R", type: "IS", lengthMax: 3 },
    { field: 29, name: "Verification Date/Time", usage: "RE", type: "TS_NZ" },
    notSupported(38, "Coverage Type Extension"),
    notSupported(40, "Handicap Extension"),
    notSupported(41, "Insured's ID Number Extension"),
  ],
};
