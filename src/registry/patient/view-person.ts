import type { Field, Segment } from "../../hl7/message.ts";
import { fieldAt, isFieldEmpty, isRepetitionEmpty, valueAt } from "../../hl7/value-at.ts";
import { isTelling } from "../matching/telling-name.ts";
import type { PatientReport } from "./patient-report.ts";
import type { PersonView } from "./person-view.ts";

/** Fields that are read from one report together: a death date of one and a death indicator of another is no fact. */
const PID_SETS: readonly (readonly number[])[] = [
  [5],
  [6],
  [7],
  [8],
  [10],
  [11],
  [13],
  [22],
  [24, 25],
  [30, 29],
];
const PD1_SETS: readonly (readonly number[])[] = [
  [11, 18],
  [12, 13],
  [16, 17],
];

/** The sex of a person that a report does not know; another report's M or F says more (HL7 table 0001). */
const UNKNOWN_SEX = "U";

function says(segment: Segment | undefined, first: number): segment is Segment {
  return segment !== undefined && !isFieldEmpty(fieldAt(segment, first));
}

/** Whether another report's word on the field says more. */
function isWeak(segment: Segment, first: number): boolean {
  if (segment.name !== "PID") return false;
  return (
    (first === 8 && valueAt(segment, 8) === UNKNOWN_SEX) ||
    (first === 5 && !isTelling({ family: valueAt(segment, 5), given: valueAt(segment, 5, 2) }))
  );
}

/** Each set from the newest report that has its first field. */
function newestFields(
  segments: readonly (Segment | undefined)[],
  sets: readonly (readonly number[])[],
): ReadonlyMap<number, Field> {
  const fields = new Map<number, Field>();
  for (const set of sets) {
    const [first = 0] = set;
    const saying = segments.filter((segment) => says(segment, first));
    const from = saying.find((segment) => !isWeak(segment, first)) ?? saying[0];
    if (from === undefined) continue;
    for (const number of set) {
      const field = fieldAt(from, number);
      if (!isFieldEmpty(field)) fields.set(number, field);
    }
  }
  return fields;
}

function byNewest(a: PatientReport, b: PatientReport): number {
  if (a.asOfMs !== b.asOfMs) return b.asOfMs - a.asOfMs;
  if (a.receivedAtMs !== b.receivedAtMs) return b.receivedAtMs - a.receivedAtMs;
  return a.messageId < b.messageId ? 1 : -1;
}

/** Repetitions that say the same id, authority and type once. */
function withoutRepeats(field: Field): Field {
  const seen = new Set<string>();
  return field.filter((repetition) => {
    const text = JSON.stringify([repetition[0], repetition[3], repetition[4]]);
    if (isRepetitionEmpty(repetition) || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/**
 * A person from all reports that the asker may see: each field from the newest that has it, since an empty field says nothing.
 *
 * @param reports of one person, of those the asker may see; at least one
 */
export function viewPerson(
  id: string,
  reports: readonly PatientReport[],
  organizationId: string,
): PersonView {
  const newestFirst = reports.toSorted(byNewest);
  const own = newestFirst.filter((report) => report.organizationId === organizationId);
  return {
    id,
    pid: newestFields(
      newestFirst.map(({ pid }) => pid),
      PID_SETS,
    ),
    pd1: newestFields(
      newestFirst.map(({ pd1 }) => pd1),
      PD1_SETS,
    ),
    relatives: newestFirst.find(({ relatives }) => relatives.length > 0)?.relatives ?? [],
    ownIdentifiers: withoutRepeats(own.flatMap(({ pid }) => fieldAt(pid, 3))),
  };
}
