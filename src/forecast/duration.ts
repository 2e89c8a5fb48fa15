import { addMonths, type Day } from "./day.ts";

/** An age or interval of the supporting data, such as `12 months - 4 days`. */
export interface Duration {
  /** Years count twelve. */
  readonly months: number;
  /** Weeks count seven. */
  readonly days: number;
}

const TERM = /^(\d{1,4}) *(year|month|week|day)s?$/i;

const UNITS: Readonly<Record<string, Duration>> = {
  year: { months: 12, days: 0 },
  month: { months: 1, days: 0 },
  week: { months: 0, days: 7 },
  day: { months: 0, days: 1 },
};

/** @returns undefined when `text` is no sum of years, months, weeks and days */
export function parseDuration(text: string): Duration | undefined {
  const signed = text
    .trim()
    .replaceAll(/\s+/g, " ")
    .split(/ ?([+-]) ?/);
  let months = 0;
  let days = 0;
  for (let at = 0; at < signed.length; at += 2) {
    const term = TERM.exec(signed[at] ?? "");
    const unit = UNITS[(term?.[2] ?? "").toLowerCase()];
    if (term === null || unit === undefined) return undefined;
    const count = Number(term[1]) * (signed[at - 1] === "-" ? -1 : 1);
    months += unit.months * count;
    days += unit.days * count;
  }
  return { months, days };
}

/** The day a duration later: years and months first, then weeks and days (rules CALCDT-1 to CALCDT-6). */
export function addDuration(day: Day, duration: Duration): Day {
  return addMonths(day, duration.months) + duration.days;
}
