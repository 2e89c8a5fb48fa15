import type { FieldRow, SegmentRow } from "./profile.ts";
import { MANY } from "./profile.ts";

const COMMON: readonly FieldRow[] = [
  // MSH-1 is the bar, or the text is not read as a message at all (IZ-12).
  {
    field: 2,
    name: "Encoding Characters",
    usage: "R",
    max: MANY,
    type: "ST",
    values: ["^~\\&"],
    statements: ["IZ-13"],
  },
  { field: 3, name: "Sending Application", usage: "RE", type: "HD" },
  { field: 4, name: "Sending Facility", usage: "RE", type: "HD" },
  { field: 5, name: "Receiving Application", usage: "RE", type: "HD" },
  { field: 6, name: "Receiving Facility", usage: "RE", type: "HD" },
  { field: 7, name: "Date/Time of Message", usage: "R", type: "TS_Z" },
  { field: 9, name: "Message Type", usage: "R", type: "MSG" },
  { field: 10, name: "Message Control ID", usage: "R", type: "ST" },
  { field: 11, name: "Processing ID", usage: "R", type: "PT" },
  { field: 12, name: "Version ID", usage: "R", type: "VID" },
  { field: 21, name: "Message Profile Identifier", usage: "R", max: MANY, type: "EI" },
  { field: 22, name: "Sending Responsible Organization", usage: "RE", type: "XON" },
  { field: 23, name: "Receiving Responsible Organization", usage: "RE", type: "XON" },
];

/** Acknowledgment types of a request: any value of the table is taken, senders write ER, NE and AL (Known Issues 1.4.1). */
const ASKED: readonly FieldRow[] = [
  {
    field: 15,
    name: "Accept Acknowledgment Type",
    usage: "R",
    type: "ID",
    lengthMax: 2,
    tables: ["HL70155"],
  },
  {
    field: 16,
    name: "Application Acknowledgment Type",
    usage: "R",
    type: "ID",
    lengthMax: 2,
    tables: ["HL70155"],
  },
];

/** An answer asks for none itself. */
const ANSWERED: readonly FieldRow[] = ASKED.map((row) =>
  Object.assign({}, row, { values: ["NE"], statements: ["IZ-52", "IZ-53"] }),
);

const SOURCE = "CDC guide R1.5, MSH, with the 2015 addendum";

export const REQUEST_MSH: SegmentRow = {
  segment: "MSH",
  name: "Message Header",
  source: SOURCE,
  fields: [...COMMON, ...ASKED],
};

export const ANSWER_MSH: SegmentRow = {
  segment: "MSH",
  name: "Message Header",
  source: SOURCE,
  fields: [...COMMON, ...ANSWERED],
};

export const SFT: SegmentRow = {
  segment: "SFT",
  name: "Software",
  source: "HL7 v2.5.1 ch. 2, SFT",
  fields: [
    { field: 1, name: "Software Vendor Organization", usage: "R", type: "XON" },
    { field: 2, name: "Software Certified Version or Release Number", usage: "R", type: "ST" },
    { field: 3, name: "Software Product Name", usage: "R", type: "ST" },
    { field: 4, name: "Software Binary ID", usage: "R", type: "ST" },
  ],
};
