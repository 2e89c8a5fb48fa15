import type { Brand } from "./brand.ts";

/** Calendar day, `YYYY-MM-DD`; compares in date order as text. */
export type DateOnly = Brand<"DateOnly">;

/** The zone of every due date and of a message without one (decision D16, D18). */
export const REGISTRY_ZONE = "America/Chicago";

const MS_PER_DAY = 86_400_000;

/** @param month from 1 */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @returns whether `iso` is a real day in the form `YYYY-MM-DD` */
export function isDateOnly(iso: string): iso is DateOnly {
  if (!ISO_DAY.test(iso)) return false;
  const [year, month, day] = [Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8))];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** The days that people and programs may name: from before anybody whose record is kept to what nobody plans beyond. */
const NAMED_DAYS = { first: "1900-01-01", last: "2199-12-31" } as const;

/** {@link NAMED_DAYS} in words. */
export const NAMED_DAYS_TEXT: string = `${NAMED_DAYS.first} to ${NAMED_DAYS.last}`;

/** @returns whether `iso` is a real day with which the calendar can count: of {@link NAMED_DAYS} */
export function isNamedDay(iso: string): iso is DateOnly {
  return isDateOnly(iso) && iso >= NAMED_DAYS.first && iso <= NAMED_DAYS.last;
}

/** @returns undefined when `text` does not begin with a real day in the form `YYYYMMDD` */
export function parseHl7Day(text: string): DateOnly | undefined {
  const iso = /^\d{8}/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}` : "";
  return isDateOnly(iso) ? iso : undefined;
}

/** The day `days` later (or earlier, when negative). */
export function addDays(day: DateOnly, days: number): DateOnly {
  return isoDay(Date.parse(day) + days * MS_PER_DAY);
}

/** The last day that was asked for: every message asks for today, several times. */
let lastDay: { readonly number: number; readonly iso: DateOnly } | undefined;

/** The calendar day of an instant in UTC. */
function isoDay(ms: number): DateOnly {
  const number = Math.floor(ms / MS_PER_DAY);
  if (lastDay?.number === number) return lastDay.iso;
  const iso = new Date(ms).toISOString().slice(0, 10);
  if (!isDateOnly(iso)) throw new RangeError("an instant outside the calendar");
  lastDay = { number, iso };
  return iso;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formatters.set(zone, made);
  return made;
}

/** Wall-clock time of an instant in a zone, as milliseconds of the same reading in UTC. */
function wallClockMs(ms: number, zone: string): number {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(ms)
      .map((part) => [part.type, Number(part.value)]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"), read("second"));
}

/** Zones change their offset on a quarter of an hour of UTC. */
const OFFSET_SPAN_MS = 900_000;

/** The last reading of each zone: asking Intl costs more than judging a field, and the clock is asked for every message. */
const lastOffsets = new Map<string, { readonly span: number; readonly minutes: number }>();

/** The offset of `zone` from UTC at an instant, in minutes; -360 for US Central standard time. */
export function zoneOffsetMinutes(ms: number, zone: string = REGISTRY_ZONE): number {
  const span = Math.floor(ms / OFFSET_SPAN_MS);
  const last = lastOffsets.get(zone);
  if (last?.span === span) return last.minutes;
  const minutes = Math.round((wallClockMs(ms, zone) - Math.floor(ms / 1000) * 1000) / 60_000);
  lastOffsets.set(zone, { span, minutes });
  return minutes;
}

/** The calendar day of an instant in a zone. */
export function dayInZone(ms: number, zone: string = REGISTRY_ZONE): DateOnly {
  return isoDay(ms + zoneOffsetMinutes(ms, zone) * 60_000);
}

/**
 * The instant at which a zone's clock shows a day and hour. An hour that a clock change repeats is its first reading, an
 * hour that it skips the same span after midnight.
 */
export function instantInZone(day: DateOnly, hour: number, zone: string = REGISTRY_ZONE): number {
  const asUtc = Date.parse(day) + hour * 3_600_000;
  const guess = asUtc - zoneOffsetMinutes(asUtc, zone) * 60_000;
  return asUtc - zoneOffsetMinutes(guess, zone) * 60_000;
}

/** An instant as HL7 writes it in MSH-7: `YYYYMMDDHHMMSS±ZZZZ` on the registry's clock. */
export function hl7Timestamp(ms: number, zone: string = REGISTRY_ZONE): string {
  const offset = zoneOffsetMinutes(ms, zone);
  const local = new Date(ms + offset * 60_000).toISOString();
  const size = Math.abs(offset);
  const hhmm = `${Math.floor(size / 60)}`.padStart(2, "0") + `${size % 60}`.padStart(2, "0");
  return `${local.slice(0, 19).replaceAll(/[-:T]/g, "")}${offset < 0 ? "-" : "+"}${hhmm}`;
}
