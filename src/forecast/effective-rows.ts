import { type Day, DISTANT_FUTURE, DISTANT_PAST } from "./day.ts";
import { addDuration, type Duration } from "./duration.ts";
import type { AgeRange, EffectivePeriod } from "./schedule/schedule.ts";

/** Rules RELEVANT-1 and RELEVANT-2: whether a row is in effect on a day. */
export function isInEffect(row: EffectivePeriod, anchor: Day): boolean {
  return (row.effective ?? DISTANT_PAST) <= anchor && anchor <= (row.cessation ?? DISTANT_FUTURE);
}

/** The day on which a person born on `born` reaches an age; undefined when the data give none (rules CALCDTAGE-1 to -5). */
export function ageDate(born: Day, age: Duration | undefined): Day | undefined {
  return age === undefined ? undefined : addDuration(born, age);
}

/** Whether a person is of an age on a day: begin inclusive, end exclusive (rules CALCDTPREF, CALCDTALLOW, CALCDTCI, CALCDTIND). */
export function isOfAge(range: AgeRange, born: Day, day: Day): boolean {
  return (
    (ageDate(born, range.beginAge) ?? DISTANT_PAST) <= day &&
    day < (ageDate(born, range.endAge) ?? DISTANT_FUTURE)
  );
}

/** The latest of some days; undefined when there is none. */
export function latest(days: readonly (Day | undefined)[]): Day | undefined {
  let found: Day | undefined;
  for (const day of days) if (day !== undefined && (found === undefined || day > found)) found = day;
  return found;
}

/** The earliest of some days; undefined when there is none. */
export function earliest(days: readonly (Day | undefined)[]): Day | undefined {
  let found: Day | undefined;
  for (const day of days) if (day !== undefined && (found === undefined || day < found)) found = day;
  return found;
}
