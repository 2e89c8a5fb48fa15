import { instantInZone, parseHl7Day } from "../kernel/dates.ts";

const TIME = /^(\d{4}\d{2}\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,4})?)?)?)?([+-]\d{4})?$/;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** How long the unit lasts that the text ends with: a day, an hour, a minute, a second. */
function precisionMs(
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
): number {
  if (hour === undefined) return 24 * MS_PER_HOUR;
  if (minute === undefined) return MS_PER_HOUR;
  return second === undefined ? MS_PER_MINUTE : 1000;
}

function zoneMs(zone: string): number {
  const size = Number(zone.slice(1, 3)) * MS_PER_HOUR + Number(zone.slice(3)) * MS_PER_MINUTE;
  return zone.startsWith("-") ? -size : size;
}

/**
 * The moment a message speaks of: the end of what MSH-7 names, so that a day alone is not taken for its midnight, and never
 * after the receipt, so that a fast clock does not block later messages.
 *
 * @param text MSH-7; anything that is no time counts as the receipt
 * @param zone IANA zone in which a time without an offset is read (decision D18)
 */
export function messageInstantMs(text: string, zone: string, receivedAtMs: number): number {
  const [, dayText = "", hour, minute, second, offset] = TIME.exec(text) ?? [];
  const day = parseHl7Day(dayText);
  if (day === undefined) return receivedAtMs;
  const hours = Number(hour ?? 0) + Number(minute ?? 0) / 60 + Number(second ?? 0) / 3600;
  const startMs =
    offset === undefined
      ? instantInZone(day, hours, zone)
      : Date.parse(day) + hours * MS_PER_HOUR - zoneMs(offset);
  return Math.min(Math.round(startMs) + precisionMs(hour, minute, second) - 1, receivedAtMs);
}
