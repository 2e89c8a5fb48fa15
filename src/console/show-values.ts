import { dayInZone, zoneOffsetMinutes } from "../kernel/dates.ts";
import { type Html, html } from "./html.ts";

const NO_BREAK = "\u00A0";
const MS_PER_MINUTE = 60_000;

/** `1,204`. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** `1 message`, `1,204 messages`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${countText(count)}${NO_BREAK}${count === 1 ? one : many}`;
}

/** A share from 0 to 1 as `97.9 %`; an en dash for none. Never `100 %` or `0 %` for what only rounds to it. */
export function percentText(share: number | null | undefined): string {
  if (share === null || share === undefined) return "–";
  const percent = share * 100;
  const rounded = Number(percent.toFixed(1));
  if (rounded === 100 && percent < 100) return `>${NO_BREAK}99.9${NO_BREAK}%`;
  if (rounded === 0 && percent > 0) return `<${NO_BREAK}0.1${NO_BREAK}%`;
  return `${rounded}${NO_BREAK}%`;
}

function shortPercent(share: number): string {
  return (share * 100).toFixed(1).replace(/\.0$/, "");
}

/** Two shares from 0 to 1 as `82.9–92.9 %`; an en dash for none. */
export function boundsText(lower: number | null, upper: number | null): string {
  if (lower === null || upper === null) return "–";
  return `${shortPercent(lower)}–${shortPercent(upper)}${NO_BREAK}%`;
}

/** `812 B`, `2.1 KB`, `1.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes}${NO_BREAK}B`;
  const kilobytes = bytes / 1000;
  return kilobytes < 1000
    ? `${kilobytes.toFixed(1)}${NO_BREAK}KB`
    : `${(kilobytes / 1000).toFixed(1)}${NO_BREAK}MB`;
}

/** An instant as `2026-11-16 09:42` on the registry's clock (decision D16); `at`: milliseconds or ISO 8601. */
export function instantText(at: number | string): string {
  const ms = typeof at === "number" ? at : Date.parse(at);
  if (Number.isNaN(ms)) return "–";
  const local = new Date(ms + zoneOffsetMinutes(ms) * MS_PER_MINUTE).toISOString();
  return `${dayInZone(ms)} ${local.slice(11, 16)}`;
}

/** `instantText` as an element that machines read too. */
export function instant(at: number | string): Html {
  const ms = typeof at === "number" ? at : Date.parse(at);
  if (Number.isNaN(ms)) return html`–`;
  return html`<time datetime="${new Date(ms).toISOString()}">${instantText(ms)}</time>`;
}

/** A calendar day, `2026-11-16`; an en dash for none. */
export function day(on: string | undefined): string {
  return on ?? "–";
}

/**
 * A due date in words: `due today`, `in 2 business days`, `3 business days late`.
 *
 * @param daysLeft business days until it; negative when it has passed
 */
export function daysLeftText(daysLeft: number): string {
  if (daysLeft === 0) return "due today";
  return daysLeft > 0
    ? `in ${counted(daysLeft, "business day")}`
    : `${counted(-daysLeft, "business day")} late`;
}
