import type { ReviewActs, ReviewConfiguration, Waiver } from "../configuration.ts";
import { CELL } from "../contribution-cells.ts";
import type { Letter } from "../measures.ts";
import type { WindowTally } from "../window-tally.ts";
import { countAt } from "./cell-reader.ts";
import type { EvidenceReport } from "./report.ts";

/** The waiver of a rule, or of the minimum of evidence, that is in force. */
export function waiverOf(acts: ReviewActs, letter: Letter | "evidence", nowMs: number): Waiver | null {
  const inForce = acts.waivers
    .filter((waiver) => waiver.letter === letter && (waiver.untilMs === undefined || waiver.untilMs > nowMs))
    .toSorted((a, b) => b.atMs - a.atMs);
  return inForce[0] ?? null;
}

/** Days with at least one message in evidence, in order. */
export function trafficDaysOf({ days }: WindowTally): readonly string[] {
  return days.filter(({ cells }) => countAt(cells, CELL.processed) > 0).map(({ day }) => day);
}

/** Days with at least one query in evidence, in order. */
export function queryDaysOf({ days }: WindowTally): readonly string[] {
  return days.filter(({ cells }) => countAt(cells, CELL.queryEvidence) > 0).map(({ day }) => day);
}

function missingQueries(tally: WindowTally, { gates }: ReviewConfiguration): readonly string[] {
  const queries = countAt(tally.total, CELL.queryEvidence);
  const days = queryDaysOf(tally).length;
  return [
    ...(queries < gates.queriesMin ? [`${queries} of at least ${gates.queriesMin} queries`] : []),
    ...(days < gates.queryDaysMin ? [`${days} of at least ${gates.queryDaysMin} days with queries`] : []),
  ];
}

/** Whether there is enough to judge by, and what is missing. */
export function evidenceOf(
  tally: WindowTally,
  configuration: ReviewConfiguration,
  isWaived: boolean,
  queryOnly: boolean,
): EvidenceReport {
  const { total } = tally;
  const { messagesMin, givenDosesMin, trafficDaysMin } = configuration.evidence;
  const processed = countAt(total, CELL.processed);
  const administered = countAt(total, CELL.class("administered"));
  const trafficDays = trafficDaysOf(tally).length;
  const missingUpdates = [
    ...(processed < messagesMin ? [`${processed} of at least ${messagesMin} messages`] : []),
    ...(administered < givenDosesMin ? [`${administered} of at least ${givenDosesMin} given doses`] : []),
    ...(trafficDays < trafficDaysMin
      ? [`${trafficDays} of at least ${trafficDaysMin} days with traffic`]
      : []),
    ...tooManyUnread(tally, configuration),
  ];
  const missing = queryOnly ? missingQueries(tally, configuration) : missingUpdates;
  const queries = countAt(total, CELL.queryEvidence);
  const isSome = queryOnly ? queries > 0 : processed > 0 && tooManyUnread(tally, configuration).length === 0;
  const isEnough = missing.length === 0 || (isWaived && isSome);
  return {
    patients: countAt(total, CELL.patients),
    administered,
    historical: countAt(total, CELL.class("historical")),
    refused: countAt(total, CELL.class("refused")),
    unsourced: countAt(total, CELL.class("unsourced")),
    trafficDays,
    queries,
    queryDays: queryDaysOf(tally).length,
    sufficient: isEnough,
    missing,
  };
}

/** What could not be judged hides what the rules ask: too much of it lets nothing pass, waiver or not. */
function tooManyUnread(
  { total }: WindowTally,
  { unreadableShareMax }: ReviewConfiguration,
): readonly string[] {
  const judged = countAt(total, CELL.processed);
  const unread =
    countAt(total, CELL.unreadable) + countAt(total, CELL.refused) + countAt(total, CELL.rejected);
  const all = judged + unread;
  if (all === 0 || unread / all <= unreadableShareMax) return [];
  return [`${unread} of ${all} messages could not be judged (unreadable, refused or rejected)`];
}
