import type { Message } from "../../hl7/message.ts";
import { firstSegment, valueAt } from "../../hl7/value-at.ts";
import { messageInstantMs } from "../message-time.ts";
import type { ProtectionAssertion } from "../query/visibility.ts";
import type { ReportContext } from "../report-context.ts";
import type { PatientReport } from "./patient-report.ts";

/**
 * Read what an accepted message says of its person. Never throws.
 *
 * @returns undefined when there is no PID; validation refuses such a message before
 */
export function readPatientReport(accepted: Message, context: ReportContext): PatientReport | undefined {
  const pid = firstSegment(accepted, "PID");
  if (pid === undefined) return undefined;
  const header = firstSegment(accepted, "MSH");
  const pd1 = firstSegment(accepted, "PD1");
  const { messageId, site, organizationId, receivedAtMs, zone } = context;
  return {
    messageId,
    site,
    organizationId,
    asOfMs: messageInstantMs(header === undefined ? "" : valueAt(header, 7), zone, receivedAtMs),
    receivedAtMs,
    pid,
    ...(pd1 !== undefined && { pd1 }),
    relatives: accepted.segments.filter(({ name }) => name === "NK1"),
  };
}

/**
 * What a report asserts of protection (decision D24).
 *
 * @returns undefined when PD1-12 is empty: it then changes nothing
 */
export function protectionAssertion(report: PatientReport): ProtectionAssertion | undefined {
  const value = report.pd1 === undefined ? "" : valueAt(report.pd1, 12);
  if (value === "") return undefined;
  const { organizationId, asOfMs } = report;
  return { organizationId, asOfMs, value: value === "N" ? "N" : "Y" };
}
