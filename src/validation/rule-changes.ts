import type { RuleChange } from "./rule.ts";

/** The place is left as it is and nothing is said: decisions of the gateway about what senders commonly do. */
export const TOLERATED = "tolerated";

const MESSAGE: RuleChange = { severity: "E", loss: "message" };
const DOSE: RuleChange = { severity: "E", loss: "dose" };
const KEPT: RuleChange = { severity: "W", loss: "none" };
const ASKED_BIRTH_DATE: RuleChange = { ...MESSAGE, fix: "Send the birth date as YYYYMMDD." };

/** RXA-9 is never guessed to be a dose given here (decision D9). */
const AS_HISTORY: RuleChange = {
  ...KEPT,
  instead: ["01", "Historical information - source unspecified", "NIP001"],
  outcome: "stored as 01, source unspecified",
  fix: "Send 00 for a dose given here, 01 to 08 for history.",
};

const AS_UNKNOWN_SEX: RuleChange = {
  ...KEPT,
  instead: ["U"],
  outcome: "stored as U",
  fix: "Send F, M or U.",
};

const AS_999: RuleChange = {
  ...KEPT,
  instead: ["999"],
  outcome: "stored as 999 (unknown)",
  fix: "Send the amount given, or 999 when unknown.",
};

const WITHOUT_KEY: RuleChange = {
  ...KEPT,
  outcome: "stored without an order number to update or delete it by",
};

const AS_MAPPED: RuleChange = {
  severity: "I",
  outcome: "read as the code it maps to",
};

/**
 * Rows that differ from the kind's and the place's default, by rule id. This is where decision D9 and its neighbours stand:
 * what refuses a message or a dose, what is replaced, what is tolerated.
 */
export const RULE_CHANGES: Readonly<Record<string, RuleChange | typeof TOLERATED>> = {
  // MSH: required fields refuse the message (D9); acknowledgment types and MSH-9.3 say nothing about the content.
  "MSH-2-MISSING": MESSAGE,
  "MSH-2-VALUE": {
    ...MESSAGE,
    problem: "{label} are not the four of the guide",
    fix: "Declare the guide's encoding characters.",
    example: "^~\\&#",
  },
  "MSH-7-MISSING": { ...MESSAGE, fix: "Send YYYYMMDDHHMMSS with the offset from UTC." },
  "MSH-7-DATE": MESSAGE,
  "MSH-7-TIME-FORM": {
    ...KEPT,
    problem: "{label} has no seconds or no offset from UTC",
    outcome: "a time without an offset is read in the organization's zone",
  },
  "MSH-9-MISSING": MESSAGE,
  "MSH-9.1-MISSING": MESSAGE,
  "MSH-9.2-MISSING": MESSAGE,
  "MSH-10-MISSING": { ...MESSAGE, fix: "Send a control id of your own, new for each message." },
  "MSH-11-MISSING": MESSAGE,
  "MSH-11.1-MISSING": MESSAGE,
  "MSH-12-MISSING": MESSAGE,
  "MSH-12.1-MISSING": MESSAGE,
  "MSH-21-MISSING": { ...MESSAGE, fix: "Send Z22, Z34 or Z44, with CDCPHINVS." },

  // PID
  "PID-MISSING": { ...MESSAGE, problem: "The PID segment is missing", fix: "Send the patient." },
  "PID-SEQUENCE": { ...MESSAGE, problem: "The PID segment stands behind the orders" },
  "PID-REPEATED": {
    ...MESSAGE,
    problem: "The message holds more than one PID segment, so its doses cannot be told apart",
    fix: "Send one message for each patient.",
  },
  "PID-3-MISSING": { ...MESSAGE, fix: "Send a medical record number with its authority and type." },
  "PID-3.1-MISSING": { severity: "W", loss: "repetition" },
  "PID-3.4-MISSING": { ...KEPT, outcome: "stored under the code of the sending facility" },
  "PID-3.5-MISSING": { ...KEPT, instead: ["MR"], outcome: "stored as MR" },
  "PID-3.5-CODE": { ...KEPT },
  "PID-5-MISSING": { ...MESSAGE, fix: "Send family and given name." },
  "PID-5.1-MISSING": KEPT,
  "PID-5.2-MISSING": KEPT,
  "PID-5.7-MISSING": { ...KEPT, instead: ["L"], outcome: "stored as L, legal name" },
  "PID-7-MISSING": { ...MESSAGE, fix: "Send the birth date as YYYYMMDD." },
  "PID-7-DATE": { ...MESSAGE, fix: "Send the birth date as YYYYMMDD.", example: "202403" },
  "PID-8-MISSING": AS_UNKNOWN_SEX,
  "PID-8-CODE": { ...AS_UNKNOWN_SEX, example: "X" },
  "PID-8-REPEATED": { loss: "repetition" },
  "PID-10-MAPPED": { ...AS_MAPPED, example: "W^White^HL70005" },
  "PID-22-MAPPED": { ...AS_MAPPED, example: "H^Hispanic^HL70189" },
  "PID-13.1-NOT-SUPPORTED": {
    severity: "W",
    loss: "repetition",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "{label} holds a whole number, which is not taken apart",
    fix: "Send area code in component 6 and local number in component 7.",
    example: "218-555-0142",
  },
  "NK1-5.1-NOT-SUPPORTED": {
    severity: "W",
    loss: "repetition",
    errorCode: "102",
    applicationErrorCode: "4",
    problem: "{label} holds a whole number, which is not taken apart",
    fix: "Send area code in component 6 and local number in component 7.",
    example: "218-555-0142",
  },
  "PID-29-CONTRADICTS": { fix: "Send PID-30 Y with a death date, or no death date." },

  // PD1: an unreadable protection indicator protects (D18).
  "PD1-12-CODE": {
    ...KEPT,
    instead: ["Y"],
    outcome: "the patient is treated as protected until it is corrected",
    fix: "Send Y to protect, N to share.",
    example: "Z",
  },

  // NK1: repetitions beyond the first and lesser components are not worth the whole segment.
  "NK1-1-MISSING": KEPT,
  "NK1-1-NUMBER": KEPT,
  "NK1-2.2-MISSING": KEPT,
  "GT1-1-MISSING": KEPT,
  "GT1-1-NUMBER": KEPT,
  "IN1-1-MISSING": KEPT,

  // ORC: nothing in it refuses a dose (D9).
  "ORC-MISSING": {
    ...WITHOUT_KEY,
    problem: "The ORC segment before this RXA is missing",
    fix: "Send ORC before each RXA.",
  },
  "ORC-1-MISSING": KEPT,
  "ORC-1-CODE": { ...KEPT, problem: "{label} must be RE", fix: "Send RE.", example: "NW" },
  "ORC-3-MISSING": WITHOUT_KEY,
  "ORC-3.1-MISSING": WITHOUT_KEY,

  // RXA
  "RXA-MISSING": {
    ...DOSE,
    problem: "An order without an RXA segment holds no dose",
    fix: "Send RXA after ORC.",
  },
  "RXA-3-MISSING": { ...DOSE, fix: "Send the date of administration as YYYYMMDD." },
  "RXA-3-DATE": { ...DOSE, fix: "Send the date of administration as YYYYMMDD." },
  "RXA-5-MISSING": { ...DOSE, fix: "Send the CVX code of the vaccine." },
  "RXA-6-MISSING": AS_999,
  "RXA-6-NUMBER": AS_999,
  "RXA-7-MISSING": {
    ...KEPT,
    outcome: "stored without a unit",
    fix: "Send the unit, normally mL of UCUM.",
  },
  "RXA-7-CONTRADICTS": { severity: "W", loss: "field", fix: "Send no unit with amount 999." },
  "RXA-9-MISSING": { ...AS_HISTORY, covers: ["RXA-9.1-MISSING"] },
  "RXA-15-MISSING": {
    ...KEPT,
    outcome: "stored without a lot number",
    fix: "Send the lot number of the vaccine given.",
  },
  "RXA-17-MISSING": {
    ...KEPT,
    outcome: "stored without a manufacturer",
    fix: "Send the MVX code of the manufacturer.",
  },
  "RXA-18-MISSING": {
    ...KEPT,
    outcome: "the refusal is stored without a reason",
    fix: "Send a reason of NIP002; with RXA-20 RE also ORC-3 9999, RXA-6 999 and an empty RXA-9.",
    covers: ["IZ-45", "IZ-47", "IZ-48", "RXA-7-CONTRADICTS"],
  },
  "RXA-18-CONTRADICTS": {
    ...DOSE,
    problem: "{label} gives a reason of refusal, but RXA-20 is not RE",
    fix: "Send RXA-20 RE for a refusal, or no reason for a dose given.",
    example: "00^Parental decision^NIP002",
    covers: ["RXA-20-MISSING"],
  },
  "RXA-18-CODE": { ...KEPT, loss: "repetition", outcome: "the refusal is stored without this reason" },
  "RXA-20-MISSING": {
    ...KEPT,
    instead: ["CP"],
    outcome: "read as CP, complete",
    fix: "Send CP, PA, RE or NA.",
  },
  "RXA-20-CODE": { ...DOSE, fix: "Send CP, PA, RE or NA.", example: "ZZ" },
  "RXA-21-MISSING": { ...KEPT, instead: ["A"], outcome: "read as A, add", fix: "Send A, U or D." },
  "RXA-21-CODE": { ...DOSE, fix: "Send A, U or D.", example: "Q" },

  // RXR: without a route the site says nothing.
  "RXR-1-MAPPED": { outcome: "read as the NCIT code it maps to", example: "IM^Intramuscular^HL70162" },
  "RXR-1-CODE": { outcome: "the dose is stored without route and site" },
  "RXR-1-MISSING": { outcome: "the dose is stored without route and site" },
  "RXR-2-CODE": { outcome: "the dose is stored without a site" },

  // OBX
  "OBX-1-MISSING": KEPT,
  "OBX-1-NUMBER": KEPT,
  "OBX-4-MISSING": KEPT,
  "OBX-4-FORMAT": { ...KEPT, example: "0" },
  "OBX-11-CODE": { fix: "Send F.", example: "P" },

  // Queries: name and birth date are asked for (D18); what the search does not need is tolerated.
  "QPD-MISSING": { ...MESSAGE, problem: "The QPD segment is missing", fix: "Send the search parameters." },
  "RCP-MISSING": {
    ...MESSAGE,
    problem: "The RCP segment is missing",
    fix: "Send RCP with priority I and how many records you take.",
  },
  "QPD-REPEATED": MESSAGE,
  "RCP-SEQUENCE": MESSAGE,
  "RCP-REPEATED": MESSAGE,
  "QPD-2-LENGTH": MESSAGE,
  "QPD-4-MISSING": { ...MESSAGE, fix: "Send family and given name." },
  "QPD-4.1-MISSING": { ...MESSAGE, fix: "Send family and given name." },
  "QPD-4.2-MISSING": { ...MESSAGE, fix: "Send family and given name." },
  "QPD-6-MISSING": ASKED_BIRTH_DATE,
  "QPD-6-DATE": { ...ASKED_BIRTH_DATE, example: "202403" },
  "QPD-3.1-MISSING": TOLERATED,
  "QPD-3.4-MISSING": TOLERATED,
  "QPD-3.4.1-MISSING": TOLERATED,
  "QPD-3.5-MISSING": TOLERATED,
  "QPD-4.7-MISSING": TOLERATED,
  "QPD-5.1-MISSING": TOLERATED,
  "QPD-5.7-MISSING": TOLERATED,
  "QPD-8.7-MISSING": TOLERATED,
  "QPD-9.2-MISSING": TOLERATED,
  "QPD-9.4-MISSING": TOLERATED,
  "QPD-9.7-MISSING": TOLERATED,
  "RCP-1-CODE": { ...MESSAGE, fix: "Send I, or nothing.", example: "D" },
  "RCP-2-MISSING": TOLERATED,
  "RCP-2.1-MISSING": TOLERATED,
  "RCP-2.2-MISSING": TOLERATED,
  "RCP-2.1-NUMBER": MESSAGE,
  "RCP-2.1-FORMAT": { ...MESSAGE, example: "0^RD" },
  "RCP-2.2-CODE": { ...MESSAGE, fix: "Send RD.", example: "10^LI&lines&HL70126" },
};
