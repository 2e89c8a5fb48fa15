import type { Principal } from "../accounts/principal.ts";
import { addDays, dayInZone } from "../kernel/dates.ts";

/** What kind of work a submission is, for the order in which work is done when there is too much of it. */
export type TurnKind = "update" | "query" | "backload";

/** Whose work it is and of which kind; told before the message is read, since reading is most of the work. */
export interface Turn {
  /** Who holds the credential; the owner of the site may be one of its children. */
  readonly organizationId: string;
  readonly kind: TurnKind;
}

/**
 * Do the work when its turn has come; the work is told how long it waited, in milliseconds.
 *
 * @throws GatewayError `busy` when it does not come; whatever the work throws
 */
export type TakeTurn = <T>(turn: Turn, work: (waitedMs: number) => Promise<T>) => Promise<T>;

/** Types of messages that ask. */
const QUERY = /^\s*(?:QBP|VXQ)/;
/** A header is far shorter; what is longer is no query to us. */
const HEADER_CHARS_MAX = 4_096;
/** A dose that is told this soon is live, also from an organization that loads old ones. */
const LIVE_DAYS = 30;

/** MSH-9, by whatever delimiter MSH-1 is. */
function asks(text: string): boolean {
  const [header = ""] = text
    .trimStart()
    .slice(0, HEADER_CHARS_MAX)
    .split(/[\r\n]/, 1);
  return header.startsWith("MSH") && QUERY.test(header.split(header.charAt(3), 9)[8] ?? "");
}

/** RXA-3 of any dose, to the day. */
function hasRecentDose(text: string, nowMs: number): boolean {
  const since = addDays(dayInZone(nowMs), -LIVE_DAYS).replaceAll("-", "");
  return text
    .split(/[\r\n]+/)
    .some((line) => line.startsWith("RXA") && (line.split(line.charAt(3), 4)[3] ?? "").slice(0, 8) >= since);
}

/**
 * Glance at a message: a query, the load of old doses that its organization declared (`org edit --backload`), or, in doubt,
 * a live update. Nothing is decided by it but the order of work.
 *
 * @param nowMs calendar time
 */
export function turnOf(principal: Principal, text: string, nowMs: number): Turn {
  const { organizationId, facilityId, sites } = principal;
  if (asks(text)) return { organizationId, kind: "query" };
  const isLoading = sites.get(facilityId)?.isLoadingOldDoses === true;
  return { organizationId, kind: isLoading && !hasRecentDose(text, nowMs) ? "backload" : "update" };
}

/** No order and no bound: for one caller at a time. */
export const runAtOnce: TakeTurn = (_turn, work) => work(0);
