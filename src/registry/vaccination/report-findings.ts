import type { Finding } from "../../validation/finding.ts";
import { findingAt, type FindingRow } from "../../validation/finding-row.ts";
import type { VaccinationReport } from "./vaccination-report.ts";

/** Findings that only the stored reports of the same sender can give. */
export type ReportFindingName =
  | "keyRepeated"
  | "doseRepeated"
  | "keyReused"
  | "keyOfEarlierDose"
  | "keyOfAnotherPatient"
  | "corrected"
  | "updateOfUnknown"
  | "older"
  | "deletedBefore"
  | "deleteOfUnknown"
  | "tooMany";

/**
 * What recording a dose may tell its sender. Every row is about the sender's own messages alone, so that no answer depends
 * on what another organization reported (decision D8).
 */
export const REPORT_FINDINGS: Readonly<Record<ReportFindingName, FindingRow>> = {
  keyRepeated: {
    ruleId: "REG-KEY-REPEATED",
    severity: "I",
    errorCode: "0",
    text: "ORC-3 stands on several doses of this message, so each is stored without an order number. Send one number for each dose.",
    effect: "keep",
    source: "decision D22",
  },
  doseRepeated: {
    ruleId: "REG-DOSE-REPEATED",
    severity: "I",
    errorCode: "0",
    text: "This order repeats another one of the same message and is stored once. Send each dose once.",
    effect: "keep",
    source: "decision D22",
  },
  keyReused: {
    ruleId: "REG-KEY-REUSED",
    severity: "I",
    errorCode: "0",
    text: "ORC-3 names a dose of another vaccine on another day; both doses are kept. Give each dose a number of its own.",
    effect: "keep",
    source: "decision D22",
  },
  keyOfEarlierDose: {
    ruleId: "REG-KEY-NEXT-DOSE",
    severity: "W",
    errorCode: "999",
    applicationErrorCode: "3",
    text: "ORC-3 names a dose of this vaccine on a day far from RXA-3; both doses are kept. Give each dose its own number; to correct a day send RXA-21 U.",
    effect: "keep",
    source: "decision D22; CDC guide R1.5, ORC-3",
  },
  keyOfAnotherPatient: {
    ruleId: "REG-KEY-OTHER-PATIENT",
    severity: "I",
    errorCode: "0",
    text: "ORC-3 stands on a dose of yours for another patient too; both doses are kept. To correct a wrong chart send RXA-21 D for that patient.",
    effect: "keep",
    source: "decision D22",
  },
  corrected: {
    ruleId: "REG-CORRECTED",
    severity: "I",
    errorCode: "0",
    text: "ORC-3 names a dose stored with another vaccine or day; it was corrected to what this message says. Give each dose a number of its own.",
    effect: "keep",
    source: "decision D22",
  },
  updateOfUnknown: {
    ruleId: "REG-UPDATE-UNKNOWN",
    severity: "I",
    errorCode: "0",
    text: "RXA-21 is U, but no dose of yours is stored under this ORC-3 for this patient; it was added.",
    effect: "keep",
    source: "decision D22",
  },
  older: {
    ruleId: "REG-OLDER",
    severity: "I",
    errorCode: "0",
    text: "A message of yours with a later MSH-7 is stored for this dose and holds. Send doses in the order in which they were recorded.",
    effect: "keep",
    source: "decision D22",
  },
  deletedBefore: {
    ruleId: "REG-DELETED-BEFORE",
    severity: "I",
    errorCode: "0",
    text: "This dose was deleted before.",
    effect: "keep",
    source: "decision D22",
  },
  deleteOfUnknown: {
    ruleId: "REG-DELETE-UNKNOWN",
    severity: "W",
    errorCode: "204",
    text: "nothing was deleted, as no dose of yours is stored under this ORC-3 for this patient. Send ORC-3, vaccine and day as they were sent first.",
    effect: "keep",
    source: "HL70357 204; decision D18",
  },
  tooMany: {
    ruleId: "REG-TOO-MANY",
    severity: "E",
    errorCode: "999",
    applicationErrorCode: "3",
    text: "as many orders of yours are stored for this patient as are taken of one. Check that all of them are this person's, and ask the help desk.",
    effect: "refuse-dose",
    source: "decision D15",
  },
};

/** At the order number, or at the RXA of a group without ORC. */
export function reportFinding(
  name: ReportFindingName,
  { orcSequence, source }: Pick<VaccinationReport, "orcSequence" | "source">,
): Finding {
  const location =
    orcSequence === undefined
      ? { segment: "RXA", sequence: source.rxaSequence }
      : { segment: "ORC", sequence: orcSequence, field: 3, repetition: 1, component: 1 };
  return findingAt(REPORT_FINDINGS[name], location);
}
