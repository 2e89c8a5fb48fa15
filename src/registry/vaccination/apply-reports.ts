import type { CodeSets } from "../../codes/code-sets.ts";
import type { IdSource } from "../../kernel/clock.ts";
import type { Finding } from "../../validation/finding.ts";
import { addRevision, contentText, newStoredReport } from "./add-revision.ts";
import { bySource, currentState } from "./current-state.ts";
import { findByKey, findWithoutKey } from "./find-target.ts";
import { reportFinding, type ReportFindingName } from "./report-findings.ts";
import type { ReportState, StoredReport } from "./stored-report.ts";
import type { VaccinationReport } from "./vaccination-report.ts";
import { shareFamily, vaccineMeant } from "./vaccine-meant.ts";
import { nameOf, type WorkingRecords, workingRecords } from "./working-records.ts";

export interface ApplyContext {
  readonly newId: IdSource;
  readonly codes: CodeSets;
  /** Those of the incoming keys under which a living record of another person stands. */
  readonly keysElsewhere: ReadonlySet<string>;
}

export interface AppliedReports {
  /** All records of the person after the message. */
  readonly reports: readonly StoredReport[];
  /** Those that are new or changed: to be stored under their id. */
  readonly writes: readonly StoredReport[];
  /** In message order. */
  readonly findings: readonly Finding[];
}

/**
 * Source records that an organization may have of one person: of a whole life there are some hundred, and each message about
 * the person, and each query, works through all of them.
 */
const RECORDS_MAX = 1_000;
/** And of what they say, in UTF-16 units as JSON, where there are more than a few. */
const RECORDS_CHARS_MAX = 4_000_000;
const RECORDS_FEW = 50;

/** How many more records an organization may have. */
function roomOf(existing: readonly StoredReport[], organizationId: string): number {
  const own = existing.filter((stored) => stored.organizationId === organizationId);
  const isHeavy = own.length > RECORDS_FEW && JSON.stringify(own).length > RECORDS_CHARS_MAX;
  return isHeavy ? 0 : RECORDS_MAX - own.length;
}

/** Records while a message is worked through. */
interface Work {
  /** New records that the sender may still have of this person. */
  room: number;
  readonly records: WorkingRecords;
  /** Records without a number that an order of this message means. */
  readonly taken: Set<string>;
}

function targetOf(work: Work, report: VaccinationReport, codes: CodeSets): StoredReport | undefined {
  const own = work.records.holding(report.source);
  if (own !== undefined) return own;
  const sharing = work.records.named(nameOf(report.key, report.site, report));
  if (report.key !== undefined) return findByKey(codes, sharing, report);
  // A dose without a number cannot be named, so not deleted either; what the guide numbers 9999 is named by what it says.
  const isDose = report.kind === "given" || report.kind === "historical";
  if (report.source.action === "D" && isDose) return undefined;
  return findWithoutKey(codes, sharing, report, work.taken);
}

/** Whether the record holds something newer that says otherwise. */
function isOutdated(state: ReportState, report: VaccinationReport): boolean {
  if (state.kind === "withdrawn" || bySource(report.source, state.source) > 0) return false;
  const saysTheSame = contentText(state.content) === contentText(report);
  return !saysTheSame || (report.source.action === "D") !== (state.kind === "deleted");
}

/** What the sender of an A is told when its number meant a dose with another vaccine or day. */
function correction(
  before: ReportState,
  report: VaccinationReport,
  codes: CodeSets,
): readonly ReportFindingName[] {
  if (before.kind !== "living" || report.source.action !== "A" || report.key === undefined) return [];
  const sameVaccine = shareFamily(vaccineMeant(codes, before.content), vaccineMeant(codes, report));
  return sameVaccine && before.content.date === report.date ? [] : ["corrected"];
}

function change(
  work: Work,
  target: StoredReport,
  report: VaccinationReport,
  codes: CodeSets,
): readonly ReportFindingName[] {
  work.taken.add(target.id);
  const before = currentState(target);
  const changed = addRevision(target, report);
  if (changed === target) return [];
  work.records.put(changed);
  if (isOutdated(before, report)) return ["older"];
  if (report.source.action !== "D") return correction(before, report, codes);
  if (before.kind === "living") return [];
  return before.kind === "deleted" ? ["deletedBefore"] : ["deleteOfUnknown"];
}

function add(work: Work, report: VaccinationReport, context: ApplyContext): readonly ReportFindingName[] {
  const { key } = report;
  const sharing =
    key === undefined
      ? []
      : work.records.named(key).filter(({ stored }) => currentState(stored).kind === "living");
  const isDelete = report.source.action === "D";
  if (work.room <= 0) return [isDelete ? "deleteOfUnknown" : "tooMany"];
  work.room -= 1;
  // A delete that comes before its dose is kept, so that the dose does not live when it comes late (decision D22).
  if (!isDelete || key !== undefined) {
    const stored = newStoredReport(context.newId(), report);
    work.taken.add(stored.id);
    work.records.put(stored);
  }
  if (isDelete) return ["deleteOfUnknown"];
  if (key !== undefined && context.keysElsewhere.has(key)) return ["keyOfAnotherPatient"];
  const vaccine = vaccineMeant(context.codes, report);
  if (sharing.some((said) => shareFamily(said.vaccine, vaccine))) return ["keyOfEarlierDose"];
  if (sharing.length > 0) return ["keyReused"];
  return report.source.action === "U" ? ["updateOfUnknown"] : [];
}

/**
 * Record what a message reports of one person. Pure; the same message again changes nothing, and of one source record
 * the newest MSH-7 holds in whatever order its messages come (decisions D11, D18, D22).
 *
 * @param existing all source records of the person, of every site
 * @param incoming of one message, and so of one organization
 */
export function applyReports(
  existing: readonly StoredReport[],
  incoming: readonly VaccinationReport[],
  context: ApplyContext,
): AppliedReports {
  const room = roomOf(existing, incoming[0]?.organizationId ?? "");
  const work: Work = { room, records: workingRecords(existing, context.codes), taken: new Set() };
  const findings = incoming.flatMap((report) => {
    const target = targetOf(work, report, context.codes);
    const names =
      target === undefined ? add(work, report, context) : change(work, target, report, context.codes);
    return names.map((name) => reportFinding(name, report));
  });
  return { reports: work.records.all(), writes: work.records.written(), findings };
}
