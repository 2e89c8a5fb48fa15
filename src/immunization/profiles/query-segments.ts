import type { FieldRow, SegmentRow } from "./profile.ts";
import { MANY } from "./profile.ts";

/** Table 7-6 demands name and birth date although Table 7-5 prints RE; a query without them is an error (decision D18). */
export const QPD: SegmentRow = {
  segment: "QPD",
  name: "Query Parameter Definition",
  source: "CDC guide R1.5, QPD and Table 7-6, with the 2015 addendum",
  fields: [
    { field: 1, name: "Message Query Name", usage: "R", type: "varies" },
    { field: 2, name: "Query Tag", usage: "R", type: "ST", lengthMax: 32 },
    { field: 3, name: "Patient List", usage: "RE", max: MANY, type: "CX" },
    { field: 4, name: "Patient Name", usage: "R", type: "XPN" },
    { field: 5, name: "Patient Mother's Maiden Name", usage: "RE", type: "XPN_M" },
    { field: 6, name: "Patient Date of Birth", usage: "R", type: "TS_NZ" },
    { field: 7, name: "Patient Sex", usage: "RE", type: "IS", lengthMax: 1, tables: ["HL70001"] },
    { field: 8, name: "Patient Address", usage: "RE", type: "XAD" },
    { field: 9, name: "Patient Phone", usage: "RE", type: "XTN" },
    { field: 10, name: "Patient Multiple Birth Indicator", usage: "RE", type: "ID", tables: ["HL70136"] },
    { field: 11, name: "Patient Birth Order", usage: "RE", type: "NM", lengthMax: 2 },
  ],
};

/** QPD of an answer repeats the sender's, faults and all. */
export const ECHOED_QPD: SegmentRow = { ...QPD, fields: [] };

export const RCP: SegmentRow = {
  segment: "RCP",
  name: "Response Control Parameter",
  source: "CDC guide R1.5, RCP, with the 2015 addendum",
  fields: [
    {
      field: 1,
      name: "Query Priority",
      usage: "RE",
      type: "ID",
      tables: ["HL70091"],
      statements: ["IZ-27"],
    },
    { field: 2, name: "Quantity Limited Request", usage: "R", type: "CQ" },
  ],
};

export const MSA: SegmentRow = {
  segment: "MSA",
  name: "Message Acknowledgment",
  source: "CDC guide R1.5, MSA",
  fields: [
    {
      field: 1,
      name: "Acknowledgment Code",
      usage: "R",
      type: "ID",
      lengthMax: 2,
      tables: ["HL70008"],
      values: ["AA", "AE", "AR"],
    },
    { field: 2, name: "Message Control ID", usage: "R", type: "ST", lengthMax: 199 },
    ...[3, 5, 6].map((field): FieldRow => ({
      field,
      name: `Field ${field}`,
      usage: "X",
      max: MANY,
      type: "varies",
    })),
  ],
};

export const ERR: SegmentRow = {
  segment: "ERR",
  name: "Error",
  source: "CDC guide R1.5, ERR, with the 2015 addendum",
  fields: [
    { field: 1, name: "Error Code and Location", usage: "X", max: MANY, type: "varies" },
    { field: 2, name: "Error Location", usage: "RE", type: "ERL" },
    { field: 3, name: "HL7 Error Code", usage: "R", type: "CWE", tables: ["HL70357"] },
    { field: 4, name: "Severity", usage: "R", type: "ID", lengthMax: 1, tables: ["HL70516"] },
    { field: 5, name: "Application Error Code", usage: "RE", type: "CWE", tables: ["HL70533"] },
    { field: 7, name: "Diagnostic Information", usage: "O", type: "TX", lengthMax: 2048 },
    { field: 8, name: "User Message", usage: "RE", type: "TX", lengthMax: 250 },
  ],
};

export const QAK: SegmentRow = {
  segment: "QAK",
  name: "Query Acknowledgment",
  source: "CDC guide R1.5, QAK, with the 2015 addendum",
  fields: [
    { field: 1, name: "Query Tag", usage: "R", type: "ST", lengthMax: 32 },
    { field: 2, name: "Query Response Status", usage: "R", type: "ID", tables: ["HL70208"] },
    { field: 3, name: "Message Query Name", usage: "R", type: "CE" },
  ],
};
