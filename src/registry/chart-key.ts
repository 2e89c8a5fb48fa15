import type { Message } from "../hl7/message.ts";
import { type MatchRecord, toMatchRecord } from "./matching/match-record.ts";
import type { PatientReport } from "./patient/patient-report.ts";
import { readDemographics } from "./patient/read-demographics.ts";
import { readPatientReport } from "./patient/read-patient-report.ts";
import type { ReportContext } from "./report-context.ts";

/** A chart: one site's number for a person. Plain text; the store keeps a keyed digest. */
export function chartKey({ organizationId, site }: PatientReport, { identifiers }: MatchRecord): string {
  return JSON.stringify([organizationId, site, identifiers[0]?.key ?? ""]);
}

/** The chart that a message names, also one that was refused; undefined when it names none. */
export function chartKeyOf(message: Message, context: ReportContext): string | undefined {
  const report = readPatientReport(message, context);
  if (report === undefined) return undefined;
  const record = toMatchRecord(readDemographics(report));
  return record.identifiers.length === 0 ? undefined : chartKey(report, record);
}
