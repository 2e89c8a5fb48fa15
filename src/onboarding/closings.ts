import {
  type BusinessCalendar,
  createBusinessCalendar,
  minnesotaBusinessDays,
} from "../kernel/business-days.ts";
import { type DateOnly, isNamedDay } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";

/** A day on which staff do not work beside the holidays of the statute: weather, shutdown, a new holiday. */
export interface Closing {
  readonly day: DateOnly;
  readonly name: string;
}

/** All closings that were imported. */
export interface Closings {
  /** Grows by 1 with every import; 0 before the first. */
  readonly version: number;
  /** In date order. */
  readonly days: readonly Closing[];
}

const CLOSINGS_MAX = 366;
const NAME_LENGTH_MAX = 100;
const LINE = /^(\d{4}-\d{2}-\d{2})[,;\t ]\s*(\S.*)$/;

/** The state's business days without the closings. */
export function calendarWith({ days }: Closings): BusinessCalendar {
  const closed = new Set<string>(days.map(({ day }) => day));
  return createBusinessCalendar((day) => closed.has(day) || !minnesotaBusinessDays.isBusinessDay(day));
}

/**
 * Read closings from a file: one a line, `YYYY-MM-DD,name`; empty lines and lines that begin with `#` say nothing.
 *
 * @throws RefusedError `usage`, with the number of the first bad line
 */
export function readClosings(text: string): readonly Closing[] {
  const closings = new Map<string, Closing>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const closing = closingOf(trimmed);
    if (closing === undefined)
      throw new RefusedError("usage", `Line ${at + 1} is not "YYYY-MM-DD,name", such as "2026-02-02,snow".`);
    closings.set(closing.day, closing);
  }
  if (closings.size === 0 || closings.size > CLOSINGS_MAX)
    throw new RefusedError("usage", `The file names no day, or more than ${CLOSINGS_MAX}.`);
  return [...closings.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

function closingOf(line: string): Closing | undefined {
  const [, day = "", name = ""] = LINE.exec(line) ?? [];
  const isName = name.length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(name);
  return isNamedDay(day) && isName ? { day, name } : undefined;
}
