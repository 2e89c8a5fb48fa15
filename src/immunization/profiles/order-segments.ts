import type { FieldRow, SegmentRow } from "./profile.ts";
import { MANY } from "./profile.ts";

const NEW_DOSE = "the dose was given here (RXA-9 00, RXA-20 CP or PA)";

/** ORC of Z22 and Z32. */
export const ORC: SegmentRow = {
  segment: "ORC",
  name: "Order Request",
  source: "CDC guide R1.5, ORC, with the 2015 addendum",
  fields: [
    {
      field: 1,
      name: "Order Control",
      usage: "R",
      type: "ID",
      lengthMax: 2,
      tables: ["HL70119"],
      values: ["RE"],
      statements: ["IZ-25"],
    },
    { field: 2, name: "Placer Order Number", usage: "RE", type: "EI" },
    { field: 3, name: "Filler Order Number", usage: "R", type: "EI" },
    { field: 7, name: "Quantity/Timing", usage: "X", max: MANY, type: "varies" },
    { field: 10, name: "Entered By", usage: "RE", type: "XCN" },
    {
      field: 12,
      name: "Ordering Provider",
      usage: { if: NEW_DOSE, yes: "RE", no: "O" },
      type: "XCN",
    },
    { field: 17, name: "Entering Organization", usage: "RE", type: "CE" },
  ],
};

/** ORC of Z42: who entered and ordered is O. */
export const FORECAST_ORC: SegmentRow = {
  ...ORC,
  fields: ORC.fields.filter(({ field }) => field !== 10 && field !== 12),
};

const RXA_FIELDS: readonly FieldRow[] = [
  {
    field: 1,
    name: "Give Sub-ID Counter",
    usage: "R",
    type: "NM",
    values: ["0"],
    statements: ["IZ-28"],
  },
  {
    field: 2,
    name: "Administration Sub-ID Counter",
    usage: "R",
    type: "NM",
    values: ["1"],
    statements: ["IZ-29"],
  },
  { field: 3, name: "Date/Time Start of Administration", usage: "R", type: "TS_NZ" },
  { field: 4, name: "Date/Time End of Administration", usage: "O", type: "TS" },
  { field: 5, name: "Administered Code", usage: "R", type: "varies" },
  { field: 6, name: "Administered Amount", usage: "R", type: "NM", lengthMax: 20 },
  {
    field: 7,
    name: "Administered Units",
    usage: { if: "RXA-6 is not 999", yes: "R", no: "X" },
    type: "CE",
    tables: ["UCUM"],
    maps: true,
  },
  {
    field: 9,
    name: "Administration Notes",
    usage: { if: "RXA-20 is CP or PA", yes: "R", no: "O" },
    max: MANY,
    type: "varies",
  },
  {
    field: 10,
    name: "Administering Provider",
    usage: { if: NEW_DOSE, yes: "RE", no: "O" },
    type: "XCN",
  },
  {
    field: 11,
    name: "Administered-at Location",
    usage: { if: NEW_DOSE, yes: "RE", no: "O" },
    type: "LA2",
  },
  {
    field: 15,
    name: "Substance Lot Number",
    usage: { if: NEW_DOSE, yes: "R", no: "O" },
    max: MANY,
    type: "ST",
    lengthMax: 20,
  },
  {
    field: 16,
    name: "Substance Expiration Date",
    usage: { if: NEW_DOSE, yes: "RE", no: "O" },
    type: "TS_M",
  },
  {
    field: 17,
    name: "Substance Manufacturer Name",
    usage: { if: NEW_DOSE, yes: "R", no: "O" },
    type: "CE",
    tables: ["MVX"],
  },
  {
    field: 18,
    name: "Substance/Treatment Refusal Reason",
    usage: { if: "RXA-20 is RE", yes: "R", no: "X" },
    max: MANY,
    type: "CE",
    tables: ["NIP002"],
    statements: ["IZ-32"],
  },
  {
    field: 20,
    name: "Completion Status",
    usage: { if: "RXA-5 is not 998", yes: "R", no: "RE" },
    type: "ID",
    tables: ["HL70322"],
  },
  {
    field: 21,
    name: "Action Code",
    usage: { if: "RXA-5 is not 998", yes: "R", no: "O" },
    type: "ID",
    tables: ["HL70323"],
  },
];

/** RXA of Z22. RXA-5 and the coded repetition of RXA-9 have rules of their own. */
export const RXA: SegmentRow = {
  segment: "RXA",
  name: "Pharmacy/Treatment Administration",
  source: "CDC guide R1.5, RXA, with the 2015 addendum",
  fields: RXA_FIELDS,
};

function withUsageO(fields: readonly number[]): SegmentRow {
  const isChanged = ({ field }: FieldRow): boolean => fields.includes(field);
  return {
    ...RXA,
    fields: RXA_FIELDS.map((row) => (isChanged(row) ? Object.assign({}, row, { usage: "O" }) : row)),
  };
}

/** RXA of Z32: the action code is O in an answer. */
export const HISTORY_RXA: SegmentRow = withUsageO([20, 21]);

/** RXA of Z42: lot, expiry and action are O. */
export const FORECAST_RXA: SegmentRow = withUsageO([15, 16, 20, 21]);

export const RXR: SegmentRow = {
  segment: "RXR",
  name: "Pharmacy/Treatment Route",
  source: "CDC guide R1.5, RXR",
  fields: [
    { field: 1, name: "Route", usage: "R", type: "CE", tables: ["NCIT", "HL70162"], maps: true },
    { field: 2, name: "Administration Site", usage: "RE", type: "CWE", tables: ["HL70163"] },
  ],
};

/** OBX; OBX-5 is judged by OBX-2 and OBX-3 with the observation table. */
export const OBX: SegmentRow = {
  segment: "OBX",
  name: "Observation/Result",
  source: "CDC guide R1.5, OBX, with the 2015 addendum",
  fields: [
    { field: 1, name: "Set ID", usage: "R", type: "SI", lengthMax: 4 },
    { field: 2, name: "Value Type", usage: "R", type: "ID", lengthMax: 3, tables: ["HL70125"] },
    { field: 3, name: "Observation Identifier", usage: "R", type: "CE", tables: ["NIP003"] },
    {
      field: 4,
      name: "Observation Sub-ID",
      usage: "R",
      type: "ST",
      lengthMax: 20,
      form: { pattern: /^[1-9]\d*$/, words: "a whole number from 1 on" },
      statements: ["IZ-44"],
    },
    { field: 5, name: "Observation Value", usage: "R", type: "varies" },
    { field: 6, name: "Units", usage: { if: "OBX-2 is NM", yes: "R", no: "O" }, type: "CE" },
    {
      field: 11,
      name: "Observation Result Status",
      usage: "R",
      type: "ID",
      lengthMax: 1,
      tables: ["HL70085"],
      statements: ["IZ-22"],
    },
    { field: 14, name: "Date/Time of the Observation", usage: "RE", type: "TS_NZ" },
    {
      field: 17,
      name: "Observation Method",
      usage: { if: "OBX-3 is 64994-7", yes: "RE", no: "O" },
      type: "CE",
      tables: ["PHVS_FundingEligibilityObsMethod_IIS"],
    },
  ],
};

export const NTE: SegmentRow = {
  segment: "NTE",
  name: "Note",
  source: "CDC guide R1.5, NTE",
  fields: [{ field: 3, name: "Comment", usage: "R", max: MANY, type: "FT" }],
};
