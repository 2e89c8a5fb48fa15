import { valueAt } from "../hl7/value-at.ts";
import { type DateOnly, parseHl7Day } from "../kernel/dates.ts";
import type { Finding } from "../validation/finding.ts";
import { findingAt, type FindingRow } from "../validation/finding-row.ts";
import type { PatientReport } from "./patient/patient-report.ts";
import { livingReports } from "./patient-source.ts";
import { CHILD_OLDER_THAN_MOTHER, MOTHER_CONTRADICTED } from "./person-findings.ts";
import type { PatientSource } from "./ports.ts";

/** Nobody is a mother before this age. */
const MOTHER_AGE_YEARS_MIN = 10;
/** NK1-3, HL7 table 0063. */
const MOTHER = "MTH";
const YEAR_CHARACTERS = 4;
const HL7_DAY_CHARACTERS = 8;

/** What findings about the mother are for whom. */
export interface MotherFindings {
  /** Both days are the sender's own. */
  readonly told: readonly Finding[];
  readonly staff: readonly Finding[];
}

/** A day that a report states, and where. */
interface StatedDay {
  readonly day: DateOnly;
  readonly organizationId: string;
  /** In the message at hand. */
  readonly nk1Sequence: number | undefined;
}

function birthDayOf({ pid }: PatientReport): DateOnly | undefined {
  return parseHl7Day(valueAt(pid, 7).slice(0, HL7_DAY_CHARACTERS));
}

function mothersIn(report: PatientReport, isAtHand: boolean): readonly StatedDay[] {
  return report.relatives.flatMap((nk1) => {
    const day = parseHl7Day(valueAt(nk1, 16).slice(0, HL7_DAY_CHARACTERS));
    if (valueAt(nk1, 3) !== MOTHER || day === undefined) return [];
    const { organizationId } = report;
    return [{ day, organizationId, nk1Sequence: isAtHand ? nk1.sequence : undefined }];
  });
}

/** A day so many years later; the 29th of February compares right as text. */
function yearsAfter(day: DateOnly, years: number): string {
  const year = Number(day.slice(0, YEAR_CHARACTERS)) + years;
  return String(year).padStart(YEAR_CHARACTERS, "0") + day.slice(YEAR_CHARACTERS);
}

function isTooOld(child: DateOnly, mother: DateOnly): boolean {
  return child < yearsAfter(mother, MOTHER_AGE_YEARS_MIN);
}

/**
 * A child that is older than its mother, or nearly: by the day that a message says of the child and any report says of the
 * mother, or the other way round. Both are kept; of another organization's report staff alone is told (decision D8).
 *
 * @param sources the person's charts, that of the message among them
 */
export function motherFindings(report: PatientReport, sources: readonly PatientSource[]): MotherFindings {
  const stored = sources.flatMap(livingReports).filter(({ messageId }) => messageId !== report.messageId);
  const mothers = [...mothersIn(report, true), ...stored.flatMap((one) => mothersIn(one, false))];
  if (mothers.length === 0) return { told: [], staff: [] };
  const children = [report, ...stored].flatMap((one) => {
    const day = birthDayOf(one);
    return day === undefined ? [] : [{ day, organizationId: one.organizationId, isAtHand: one === report }];
  });
  const clashes = mothers.flatMap((mother) =>
    children
      .filter(({ isAtHand }) => isAtHand || mother.nk1Sequence !== undefined)
      .filter(({ day }) => isTooOld(day, mother.day))
      .map((child) => ({ mother, child })),
  );
  const isOwn = ({ mother, child }: (typeof clashes)[number]): boolean =>
    [mother, child].every(({ organizationId }) => organizationId === report.organizationId);
  const own = clashes.find(isOwn);
  const foreign = clashes.find((clash) => !isOwn(clash));
  return {
    told: own === undefined ? [] : [placed(CHILD_OLDER_THAN_MOTHER, own.mother, report)],
    staff: foreign === undefined ? [] : [placed(MOTHER_CONTRADICTED, foreign.mother, report)],
  };
}

/** At NK1-16 where the message has it, else at the child's day. */
function placed(row: FindingRow, { nk1Sequence }: StatedDay, { pid }: PatientReport): Finding {
  return nk1Sequence === undefined
    ? findingAt(row, { segment: "PID", sequence: pid.sequence, field: 7 })
    : findingAt(row, { segment: "NK1", sequence: nk1Sequence, field: 16 });
}
