import type { Message, Segment } from "../../hl7/message.ts";
import { firstSegment, valueAt } from "../../hl7/value-at.ts";
import type { Finding } from "../../validation/finding.ts";
import { messageInstantMs } from "../message-time.ts";
import type { ReportContext } from "../report-context.ts";
import { orderGroups, type OrderGroup } from "./order-groups.ts";
import { readContent } from "./read-content.ts";
import { reportFinding } from "./report-findings.ts";
import type { ReportAction, ReportSource, VaccinationReport } from "./vaccination-report.ts";

/** What a message reports, and what its sender should know of it. */
export interface ReadReports {
  /** In message order. */
  readonly reports: readonly VaccinationReport[];
  readonly findings: readonly Finding[];
}

/** ORC-3.1 of what is no order: refusals, statements (CDC guide R1.5, IZ-45). */
const NO_ORDER = "9999";

/** Site, number and authority as one text that no other three parts give. */
function keyOf(orc: Segment | undefined, site: string): string | undefined {
  const number = orc === undefined ? "" : valueAt(orc, 3);
  if (orc === undefined || number === "" || number === NO_ORDER) return undefined;
  return JSON.stringify([site, number, valueAt(orc, 3, 2) || valueAt(orc, 3, 3)]);
}

function actionOf(rxa: Segment): ReportAction {
  const action = valueAt(rxa, 21);
  return action === "U" || action === "D" ? action : "A";
}

function readReport(
  group: OrderGroup,
  context: ReportContext,
  sourceOf: (group: OrderGroup) => ReportSource,
): readonly VaccinationReport[] {
  const content = readContent(group);
  if (content === undefined) return [];
  return [
    {
      ...content,
      key: keyOf(group.orc, context.site),
      site: context.site,
      organizationId: context.organizationId,
      orcSequence: group.orc?.sequence,
      source: sourceOf(group),
    },
  ];
}

/** What tells two doses of one message apart. */
function doseOf({ kind, date, vaccineCodes }: VaccinationReport): string {
  return JSON.stringify([kind, date, ...vaccineCodes.map(({ code }) => code)]);
}

/** Number, whether it deletes, and dose: what two orders must share to be one. */
function identityOf(report: VaccinationReport): string | undefined {
  return report.key === undefined
    ? undefined
    : JSON.stringify([report.key, report.source.action === "D", doseOf(report)]);
}

/** Orders of one number that say the same of the same dose: the last one stands for them. */
function withoutRepeats(reports: readonly VaccinationReport[]): ReadReports {
  const last = new Map<string, VaccinationReport>();
  const repeated = new Set<VaccinationReport>();
  for (const report of reports) {
    const identity = identityOf(report);
    if (identity === undefined) continue;
    const earlier = last.get(identity);
    if (earlier !== undefined) repeated.add(earlier);
    last.set(identity, report);
  }
  return {
    reports: reports.filter((report) => !repeated.has(report)),
    findings: reports
      .filter((report) => repeated.has(report))
      .map((report) => reportFinding("doseRepeated", report)),
  };
}

/** Numbers that stand on several doses name none of them (decision D22); a delete beside the new dose is no second dose. */
function withoutSharedKeys(reports: readonly VaccinationReport[]): ReadReports {
  const doses = Map.groupBy(
    reports.filter(({ key, source }) => key !== undefined && source.action !== "D"),
    ({ key }) => key,
  );
  const isShared = ({ key, source }: VaccinationReport): boolean =>
    source.action !== "D" && key !== undefined && (doses.get(key)?.length ?? 0) > 1;
  return {
    reports: reports.map((report) => (isShared(report) ? { ...report, key: undefined } : report)),
    findings: reports.filter(isShared).map((report) => reportFinding("keyRepeated", report)),
  };
}

/**
 * Read one report for each ORDER group that may be stored. Never throws.
 *
 * @param accepted the message as validation left it: groups of refused doses are gone
 */
export function readReports(accepted: Message, context: ReportContext): ReadReports {
  const header = firstSegment(accepted, "MSH");
  const msh7 = header === undefined ? "" : valueAt(header, 7);
  const asOfMs = messageInstantMs(msh7, context.zone, context.receivedAtMs);
  const { messageId, receivedAtMs } = context;
  const read = orderGroups(accepted).flatMap((group) =>
    readReport(group, context, ({ rxa }) => ({
      messageId,
      rxaSequence: rxa.sequence,
      action: actionOf(rxa),
      asOfMs,
      receivedAtMs,
    })),
  );
  const once = withoutRepeats(read);
  const keyed = withoutSharedKeys(once.reports);
  return { reports: keyed.reports, findings: [...once.findings, ...keyed.findings] };
}
