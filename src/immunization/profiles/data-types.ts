import type { ComponentCondition, ComponentRow, CompositeType, Conditional, Form, Usage } from "./profile.ts";

const OID: Form = { pattern: /^\d+(?:\.\d+)+$/, words: "an OID, as 2.16.840.1.113883" };

function ifValued(component: number, then: Usage, otherwise: Usage = "X"): Conditional<ComponentCondition> {
  return { if: { component, is: "valued" }, yes: then, no: otherwise };
}

function ifEmpty(component: number, then: Usage, otherwise: Usage): Conditional<ComponentCondition> {
  return { if: { component, is: "empty" }, yes: then, no: otherwise };
}

const CODED: readonly ComponentRow[] = [
  { component: 1, name: "Identifier", usage: "R", type: "ST", lengthMax: 50 },
  { component: 2, name: "Text", usage: "RE", type: "ST", lengthMax: 999 },
  { component: 3, name: "Name of Coding System", usage: "R", type: "ID" },
  { component: 6, name: "Name of Alternate Coding System", usage: ifValued(4, "R"), type: "ID" },
];

const FAMILY_AND_GIVEN: readonly ComponentRow[] = [
  { component: 1, name: "Family Name", usage: "R", type: "FN" },
  { component: 2, name: "Given Name", usage: "R", type: "ST", lengthMax: 30 },
  { component: 6, name: "Degree", usage: "X", type: "IS" },
  { component: 7, name: "Name Type Code", usage: "R", type: "ID", tables: ["HL70200"] },
  { component: 10, name: "Name Validity Range", usage: "X", type: "varies" },
];

/**
 * The composite types as the guide narrows them; components without a row are O and not looked at. Lengths of identifiers
 * (CX.1 15 in NIST's profile) are left out on purpose: an id is never refused or cut for its length.
 *
 * @see CDC guide R1.5, chapter 3, with the 2015 addendum
 */
export const DATA_TYPES: Readonly<Record<CompositeType, readonly ComponentRow[]>> = {
  CE: CODED,
  CWE: CODED,
  CX: [
    { component: 1, name: "ID Number", usage: "R", type: "ST" },
    { component: 4, name: "Assigning Authority", usage: "R", type: "HD" },
    { component: 5, name: "Identifier Type Code", usage: "R", type: "ID", tables: ["HL70203"] },
  ],
  EI: [
    { component: 1, name: "Entity Identifier", usage: "R", type: "ST", lengthMax: 199 },
    { component: 2, name: "Namespace ID", usage: ifEmpty(3, "R", "O"), type: "IS" },
    { component: 3, name: "Universal ID", usage: "O", type: "ST", form: OID, statements: ["IZ-3"] },
    {
      component: 4,
      name: "Universal ID Type",
      usage: ifValued(3, "R"),
      type: "ID",
      tables: ["HL70301"],
      statements: ["IZ-4"],
    },
  ],
  HD: [
    { component: 1, name: "Namespace ID", usage: ifEmpty(2, "R", "O"), type: "IS" },
    { component: 2, name: "Universal ID", usage: "O", type: "ST", form: OID, statements: ["IZ-5"] },
    {
      component: 3,
      name: "Universal ID Type",
      usage: ifValued(2, "R"),
      type: "ID",
      tables: ["HL70301"],
      statements: ["IZ-6"],
    },
  ],
  FN: [{ component: 1, name: "Surname", usage: "R", type: "ST", lengthMax: 50 }],
  XPN: FAMILY_AND_GIVEN,
  XPN_M: [
    { component: 1, name: "Family Name", usage: "R", type: "FN" },
    { component: 2, name: "Given Name", usage: "O", type: "ST", lengthMax: 30 },
    { component: 7, name: "Name Type Code", usage: "R", type: "ID", values: ["M"], statements: ["IZ-66"] },
  ],
  SAD: [{ component: 1, name: "Street or Mailing Address", usage: "R", type: "ST", lengthMax: 120 }],
  XAD: [
    { component: 1, name: "Street Address", usage: "RE", type: "SAD" },
    { component: 3, name: "City", usage: "RE", type: "ST", lengthMax: 50 },
    { component: 4, name: "State or Province", usage: "RE", type: "ST", lengthMax: 50 },
    { component: 5, name: "Zip or Postal Code", usage: "RE", type: "ST", lengthMax: 12 },
    { component: 7, name: "Address Type", usage: "R", type: "ID", tables: ["HL70190"] },
    { component: 12, name: "Address Validity Range", usage: "X", type: "varies" },
  ],
  XTN: [
    { component: 1, name: "Telephone Number", usage: "X", type: "ST" },
    { component: 2, name: "Telecommunication Use Code", usage: "R", type: "ID", tables: ["HL70201"] },
    {
      component: 3,
      name: "Telecommunication Equipment Type",
      usage: "RE",
      type: "ID",
      tables: ["HL70202"],
    },
    {
      component: 4,
      name: "Email Address",
      usage: { if: { component: 2, in: ["NET"] }, yes: "R", no: "X" },
      type: "ST",
      lengthMax: 199,
    },
    {
      component: 6,
      name: "Area/City Code",
      usage: { if: { component: 2, notIn: ["NET"] }, yes: "RE", no: "X" },
      type: "NM",
      form: { pattern: /^\d{3}$/, words: "the three digits of the area code" },
    },
    {
      component: 7,
      name: "Local Number",
      usage: { if: { component: 2, notIn: ["NET"] }, yes: "R", no: "X" },
      type: "NM",
      form: { pattern: /^\d{7}$/, words: "the seven digits of the local number" },
    },
  ],
  XCN: [
    { component: 9, name: "Assigning Authority", usage: ifValued(1, "R"), type: "HD" },
    { component: 13, name: "Identifier Type Code", usage: ifValued(1, "R"), type: "ID", tables: ["HL70203"] },
  ],
  XON: [
    { component: 1, name: "Organization Name", usage: ifEmpty(10, "R", "RE"), type: "ST", lengthMax: 50 },
    { component: 3, name: "ID Number", usage: "X", type: "NM" },
    { component: 6, name: "Assigning Authority", usage: ifValued(10, "R", "O"), type: "HD" },
    {
      component: 7,
      name: "Identifier Type Code",
      usage: ifValued(10, "R"),
      type: "ID",
      tables: ["HL70203"],
    },
  ],
  LA2: [{ component: 4, name: "Facility", usage: "R", type: "HD" }],
  CQ: [
    {
      component: 1,
      name: "Quantity",
      usage: "R",
      type: "NM",
      form: { pattern: /^[1-9]\d{0,9}$/, words: "a whole number from 1 on" },
      statements: ["IZ-1"],
    },
    { component: 2, name: "Units", usage: "R", type: "ID", tables: ["HL70126"], statements: ["IZ-2"] },
  ],
  // Which codes of the next three are served is the header check's to say, before any profile is looked at.
  MSG: [
    { component: 1, name: "Message Code", usage: "R", type: "ID" },
    { component: 2, name: "Trigger Event", usage: "R", type: "ID" },
    { component: 3, name: "Message Structure", usage: "R", type: "ID" },
  ],
  PT: [{ component: 1, name: "Processing ID", usage: "R", type: "ID" }],
  VID: [{ component: 1, name: "Version ID", usage: "R", type: "ID", statements: ["IZ-15"] }],
  ERL: [
    {
      component: 1,
      name: "Segment ID",
      usage: "R",
      type: "ST",
      form: { pattern: /^[A-Z][A-Z0-9]{2}$/, words: "the name of a segment" },
    },
    { component: 2, name: "Segment Sequence", usage: "R", type: "NM" },
    { component: 3, name: "Field Position", usage: ifValued(4, "R", "RE"), type: "NM" },
    { component: 4, name: "Field Repetition", usage: ifValued(5, "R", "RE"), type: "NM" },
    { component: 5, name: "Component Number", usage: ifValued(6, "R", "RE"), type: "NM" },
    { component: 6, name: "Sub-Component Number", usage: "RE", type: "NM" },
  ],
};
