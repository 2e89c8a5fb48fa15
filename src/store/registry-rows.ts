import { GatewayError } from "../kernel/gateway-error.ts";
import type {
  FiledReport,
  FoundPeople,
  FoundPerson,
  PatientSource,
  PersonChange,
  PersonRecords,
  QueryUse,
  QueryWindows,
} from "../registry/ports.ts";
import { CANDIDATES_READ_MAX } from "../registry/ports.ts";
import type { VaccinationEvent } from "../registry/vaccination/vaccination-event.ts";
import { type RegistryDocuments, type Row, textOf } from "./registry-documents.ts";

/** A survivor is merged again at most so often; a longer chain is a loop. */
export const MERGES_FOLLOWED_MAX = 20;

/** Rows of `findPeople`. */
export function foundPeople(rows: readonly Row[], documents: RegistryDocuments): FoundPeople {
  const people = rows.map((row): FoundPerson => {
    return { ...documents.openPerson(row), hasSource: row["has_source"] !== null };
  });
  return { people, isCapped: people.length >= CANDIDATES_READ_MAX };
}

/** Rows of FIND_RECORDS. */
export function recordsOf(rows: readonly Row[], documents: RegistryDocuments): PersonRecords {
  const sources: PatientSource[] = [];
  const reports: FiledReport[] = [];
  const events: VaccinationEvent[] = [];
  const formerEvents: VaccinationEvent[] = [];
  for (const row of rows) {
    if (row["kind"] === "source") sources.push(documents.openSource(row));
    else if (row["kind"] === "report")
      reports.push({ sourceId: textOf(row, "source_id"), report: documents.openReport(row) });
    else (row["kind"] === "event" ? events : formerEvents).push(documents.openEvent(row));
  }
  // Ids sort by the time they were made: the same order on both databases.
  return {
    sources: byId(sources),
    reports: byReportId(reports),
    events: events.toSorted(byDate),
    formerEvents: byId(formerEvents),
  };
}

function byId<T extends { readonly id: string }>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The order in which vaccinations are shown. */
export function byDate(a: VaccinationEvent, b: VaccinationEvent): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function byReportId(rows: readonly FiledReport[]): readonly FiledReport[] {
  return rows.toSorted((a, b) => (a.report.id < b.report.id ? -1 : 1));
}

/** The column of a row that holds a whole number. */
export function numberOf(row: Row, column: string): number {
  const value = Number(row[column]);
  if (!Number.isSafeInteger(value)) throw new GatewayError("internal", { cause: new Error(`no ${column}`) });
  return value;
}

/** A row of FIND_QUERY_USE or COUNT_QUERY; what was counted in a window that is over counts no more. */
export function queryUseOf(row: Row | undefined, windows: QueryWindows): QueryUse {
  if (row === undefined) return { dayQueries: 0, minuteQueries: 0, notFound: 0 };
  const inWindow = (count: string, from: string, fromMs: number): number =>
    numberOf(row, from) === fromMs ? numberOf(row, count) : 0;
  return {
    dayQueries: inWindow("day_queries", "day_from_ms", windows.dayFromMs),
    minuteQueries: inWindow("minute_queries", "minute_from_ms", windows.minuteFromMs),
    notFound: inWindow("not_found", "not_found_from_ms", windows.notFoundFromMs),
  };
}

/** Column `awaits_codes`; null leaves it as it is. */
export function awaitsCodesValue({ awaitsCodes }: PersonChange): 0 | 1 | null {
  if (awaitsCodes === undefined) return null;
  return awaitsCodes ? 1 : 0;
}

/** Two people in the order of their ids, so that a pair has one row. */
export function pairInOrder(a: string, b: string): readonly [string, string] {
  return a < b ? [a, b] : [b, a];
}

/** A score has one decimal; the column holds whole numbers. */
export function tenthsOf(score: number): number {
  return Math.round(score * 10);
}
