import { pathOf } from "../review/contribution-of.ts";
import type { MaskedNumber } from "../review/review-setting.ts";
import type { KeyedOccurrence, ReviewTransaction } from "../review/ports.ts";
import type { Execute, HoldWord } from "./create-curation.ts";
import type { ColumnValue } from "./message-rows.ts";
import type { Row } from "./registry-documents.ts";
import { contributionOfRow, evidenceOfRow, incidentOfRow, occurrenceOfRow, sumOfRow } from "./review-rows.ts";
import type { Watch } from "./watch-work.ts";

/** Values of one statement, below what either database takes. */
const VALUES_MAX = 4_000;

/** Rows in portions that one statement takes. */
function portions<T>(rows: readonly T[], valuesPerRow: number): readonly (readonly T[])[] {
  const size = Math.floor(VALUES_MAX / valuesPerRow);
  return Array.from({ length: Math.ceil(rows.length / size) }, (_none, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}

/** `$3, $4, $5`: so many places from a number on. */
function places(from: number, count: number): string {
  return Array.from({ length: count }, (_none, index) => `$${from + index}`).join(", ");
}

function valueLists(rows: number, columns: number): string {
  return Array.from({ length: rows }, (_none, row) => `(${places(row * columns + 1, columns)})`).join(", ");
}

/** Whether a masked number concerns a person; samples and other filler do not. */
function isOfPerson({ form }: MaskedNumber): boolean {
  return form === "real" || form === "taxpayer";
}

/** The review on either database. */
export function createReview(execute: Execute, holdWord: HoldWord, watch: Watch): ReviewTransaction {
  const rows = (text: string, values: readonly ColumnValue[]): Promise<readonly Row[]> =>
    watch.step(() => execute(text, values));
  const run = async (text: string, values: readonly ColumnValue[]): Promise<void> => {
    await rows(text, values);
  };
  return {
    ...createContributions(rows, run, holdWord),
    ...createSums(rows, run),
    ...createIncidents(rows),
    countReplays: async (organizationId, fromMs, toMs) => {
      const [row] = await rows(
        `select coalesce(sum(replays), 0) as count from message
          where organization_id = $1 and received_at_ms >= $2 and received_at_ms < $3 and replays > 0`,
        [organizationId, fromMs, toMs],
      );
      return countOf(row);
    },
  };
}

type Rows = (text: string, values: readonly ColumnValue[]) => Promise<readonly Row[]>;
type Run = (text: string, values: readonly ColumnValue[]) => Promise<void>;

/** PostgreSQL gives the sum of whole numbers as text. */
function countOf(row: Row | undefined): number {
  return Number(row?.["count"] ?? 0);
}

type Contributions = Pick<
  ReviewTransaction,
  "saveContribution" | "takeContribution" | "listPending" | "countPending" | "markCounted"
>;

function createContributions(rows: Rows, run: Run, holdWord: HoldWord): Contributions {
  return {
    saveContribution: async (organizationId, contribution) => {
      const { messageId, receivedAtMs, maskedNumbers } = contribution;
      await run(
        "insert into review_contribution (organization_id, message_id, pending, document) values ($1, $2, 1, $3)",
        [organizationId, messageId, JSON.stringify(contribution)],
      );
      const ofPeople = maskedNumbers.filter(isOfPerson);
      const [first] = ofPeople;
      if (first === undefined) return;
      await run(
        `insert into review_incident (message_id, organization_id, at_ms, numbers, place)
         values ($1, $2, $3, $4, $5)`,
        [messageId, organizationId, receivedAtMs, ofPeople.length, pathOf(first.location)],
      );
    },
    takeContribution: async (organizationId, messageId) => {
      const [row] = await rows(
        "delete from review_contribution where organization_id = $1 and message_id = $2 returning document",
        [organizationId, messageId],
      );
      if (row === undefined) return undefined;
      // After the row is gone: whoever counts it meanwhile is waited for, and what it counted is made anew.
      await run("delete from review_basis where organization_id = $1", [organizationId]);
      // It stands with the message that takes its place; one that was closed stays as it is known.
      await run("delete from review_incident where message_id = $1 and closed_at_ms is null", [messageId]);
      return contributionOfRow(row);
    },
    listPending: async (organizationId, limit) =>
      (
        await rows(
          `select document from review_contribution where organization_id = $1 and pending = 1
            order by message_id limit $2${holdWord}`,
          [organizationId, limit],
        )
      ).map(contributionOfRow),
    countPending: async (organizationId) => {
      const [row] = await rows(
        "select count(*) as count from review_contribution where organization_id = $1 and pending = 1",
        [organizationId],
      );
      return countOf(row);
    },
    markCounted: async (organizationId, messageIds) => {
      for (const ids of portions(messageIds, 1)) {
        await run(
          `update review_contribution set pending = 0
            where organization_id = $1 and message_id in (${places(2, ids.length)})`,
          [organizationId, ...ids],
        );
      }
    },
  };
}

type Sums = Pick<
  ReviewTransaction,
  "findBasis" | "startSums" | "findOccurrences" | "saveOccurrences" | "readSums" | "saveSums"
>;

function createSums(rows: Rows, run: Run): Sums {
  return {
    findBasis: async (organizationId) => {
      const [row] = await rows("select basis from review_basis where organization_id = $1", [organizationId]);
      const basis = row?.["basis"];
      return typeof basis === "string" ? basis : undefined;
    },
    startSums: async (organizationId, basis) => {
      for (const table of ["review_object", "review_sum", "review_evidence"])
        await run(`delete from ${table} where organization_id = $1`, [organizationId]);
      await run("update review_contribution set pending = 1 where organization_id = $1 and pending = 0", [
        organizationId,
      ]);
      await run(
        `insert into review_basis (organization_id, basis) values ($1, $2)
         on conflict (organization_id) do update set basis = excluded.basis`,
        [organizationId, basis],
      );
    },
    findOccurrences: async (organizationId, keys) => {
      const found: KeyedOccurrence[] = [];
      for (const some of portions(keys, 1)) {
        const text = `select key, occurrence from review_object
          where organization_id = $1 and key in (${places(2, some.length)})`;
        found.push(...(await rows(text, [organizationId, ...some])).map(occurrenceOfRow));
      }
      return found;
    },
    saveOccurrences: async (organizationId, occurrences) => {
      for (const some of portions(occurrences, 4)) {
        await run(
          `insert into review_object (organization_id, key, bucket, occurrence) values ${valueLists(some.length, 4)}
           on conflict (organization_id, key, bucket) do update set occurrence = excluded.occurrence`,
          some.flatMap(({ key, occurrence }) => [
            organizationId,
            key,
            occurrence.bucket,
            JSON.stringify(occurrence),
          ]),
        );
      }
    },
    readSums: async (organizationId, { from, to }) => {
      const span = [organizationId, `${from}#000`, `${to}#999`];
      const sums = await rows(
        "select bucket, until, cells from review_sum where organization_id = $1 and bucket >= $2 and bucket <= $3",
        span,
      );
      const evidence = await rows(
        "select document from review_evidence where organization_id = $1 and bucket >= $2 and bucket <= $3",
        span,
      );
      return { rows: sums.map(sumOfRow), evidence: evidence.map(evidenceOfRow) };
    },
    saveSums: async (organizationId, sums) => {
      await run("delete from review_sum where organization_id = $1", [organizationId]);
      await run("delete from review_evidence where organization_id = $1", [organizationId]);
      for (const some of portions(sums.rows, 4)) {
        await run(
          `insert into review_sum (organization_id, bucket, until, cells) values ${valueLists(some.length, 4)}`,
          some.flatMap(({ bucket, until, cells }) => [organizationId, bucket, until, JSON.stringify(cells)]),
        );
      }
      for (const some of portions(sums.evidence, 3)) {
        await run(
          `insert into review_evidence (organization_id, bucket, document) values ${valueLists(some.length, 3)}`,
          some.flatMap((one) => [organizationId, one.bucket, JSON.stringify(one)]),
        );
      }
    },
  };
}

type Incidents = Pick<ReviewTransaction, "listIncidents" | "closeIncident">;

function createIncidents(rows: Rows): Incidents {
  return {
    listIncidents: async (organizationId, isAll) => {
      const asked = organizationId === undefined ? "1 = 1" : "organization_id = $1";
      const open = isAll ? "" : " and closed_at_ms is null";
      return (
        await rows(
          `select * from review_incident where ${asked}${open} order by at_ms, message_id`,
          organizationId === undefined ? [] : [organizationId],
        )
      ).map(incidentOfRow);
    },
    closeIncident: async (messageId, by, atMs) => {
      const closed = await rows(
        `update review_incident set closed_at_ms = $1, closed_by = $2
          where message_id = $3 and closed_at_ms is null returning message_id`,
        [atMs, by, messageId],
      );
      return closed.length > 0;
    },
  };
}
