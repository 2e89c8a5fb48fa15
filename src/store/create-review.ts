import { addInPlace } from "../review/cells.ts";
import { pathOf } from "../review/contribution-of.ts";
import type { LedgerRow } from "../review/ledger.ts";
import { type SampledPatient, SAMPLED_PATIENTS_MAX } from "../review/patient-sample.ts";
import type { ContributionStore, KeyedOccurrence, ReviewTransaction, SumStore } from "../review/ports.ts";
import type { BucketSpan } from "../review/review-book.ts";
import type { MaskedNumber } from "../review/review-setting.ts";
import type { Execute, HoldWord } from "./create-curation.ts";
import type { ColumnValue } from "./message-rows.ts";
import { ownJson } from "./own-json.ts";
import { type Row, textOf } from "./registry-documents.ts";
import {
  contributionOfRow,
  examplesOfRow,
  incidentOfRow,
  occurrenceOfRow,
  patientOfRow,
  pendingOfRow,
  sumOfRow,
} from "./review-rows.ts";
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
  const send: Send = (name, text, values) => watch.send(async () => void (await execute(text, values, name)));
  return {
    ...createContributions(rows, run, send, holdWord),
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
/** A statement that many messages run, under a name of its own. */
type Send = (name: string, text: string, values: readonly ColumnValue[]) => Promise<void>;

/** PostgreSQL gives the sum of whole numbers as text. */
function countOf(row: Row | undefined): number {
  return Number(row?.["count"] ?? 0);
}

function createContributions(rows: Rows, run: Run, send: Send, holdWord: HoldWord): ContributionStore {
  return { ...createContributionWrites(rows, run, send), ...createContributionReads(rows, holdWord) };
}

type ContributionWrites = Pick<
  ContributionStore,
  | "saveContribution"
  | "setContributionWithdrawn"
  | "endContribution"
  | "replaceContribution"
  | "saveCounted"
  | "deleteContributions"
>;

function createContributionWrites(rows: Rows, run: Run, send: Send): ContributionWrites {
  return {
    saveContribution: async (organizationId, contribution) => {
      const { messageId, receivedAtMs, basis, maskedNumbers } = contribution;
      await send(
        "save-contribution",
        `insert into review_contribution (organization_id, message_id, pending, document, received_at_ms, basis)
         values ($1, $2, 1, $3, $4, $5)`,
        [organizationId, messageId, JSON.stringify(contribution), receivedAtMs, basis],
      );
      const ofPeople = maskedNumbers.filter(isOfPerson);
      const [first] = ofPeople;
      if (first === undefined) return;
      await send(
        "save-incident",
        `insert into review_incident (message_id, organization_id, at_ms, numbers, place)
         values ($1, $2, $3, $4, $5)`,
        [messageId, organizationId, receivedAtMs, ofPeople.length, pathOf(first.location)],
      );
    },
    setContributionWithdrawn: (organizationId, messageId, isWithdrawn) =>
      run(
        `update review_contribution set state = $1, pending = 1
          where organization_id = $2 and message_id = $3 and state = $4`,
        isWithdrawn
          ? ["withdrawn", organizationId, messageId, "counts"]
          : ["counts", organizationId, messageId, "withdrawn"],
      ),
    endContribution: async (organizationId, messageId) => {
      const [row] = await rows(
        `update review_contribution set state = 'gone', pending = 1
          where organization_id = $1 and message_id = $2 and state <> 'gone' returning document`,
        [organizationId, messageId],
      );
      if (row === undefined) return undefined;
      // It stands with the message that takes its place; one that was closed stays as it is known.
      await run("delete from review_incident where message_id = $1 and closed_at_ms is null", [messageId]);
      return contributionOfRow(row);
    },
    replaceContribution: async (organizationId, contribution) => {
      const { messageId, basis } = contribution;
      await run(
        `update review_contribution set document = $1, basis = $2, pending = 1 where organization_id = $3 and message_id = $4`,
        [JSON.stringify(contribution), basis, organizationId, messageId],
      );
    },
    saveCounted: async (organizationId, messages) => {
      for (const [bucket, own] of Map.groupBy(messages, (one) => one.bucket)) {
        for (const some of portions(own, 1)) {
          await run(
            `update review_contribution set pending = 0, counted_in = $1
              where organization_id = $2 and message_id in (${places(3, some.length)})`,
            [bucket, organizationId, ...some.map(({ messageId }) => messageId)],
          );
        }
      }
    },
    deleteContributions: async (organizationId, messageIds) => {
      for (const some of portions(messageIds, 1)) {
        await run(
          `delete from review_contribution where organization_id = $1 and message_id in (${places(2, some.length)})`,
          [organizationId, ...some],
        );
      }
    },
  };
}

/** Both sides of a basis in its index: what was done before is not walked over again. */
const OTHER_BASIS = ["basis < $2", "basis > $2"] as const;

function createContributionReads(
  rows: Rows,
  holdWord: HoldWord,
): Omit<ContributionStore, keyof ContributionWrites> {
  const count = async (condition: string, ...values: readonly string[]): Promise<number> => {
    const text = `select count(*) as count from review_contribution where organization_id = $1${condition}`;
    const [row] = await rows(text, values);
    return countOf(row);
  };
  return {
    listPending: async (organizationId, limit) =>
      (
        await rows(
          `select document, counted_in, state from review_contribution where organization_id = $1 and pending = 1
            order by message_id limit $2${holdWord}`,
          [organizationId, limit],
        )
      ).map(pendingOfRow),
    countPending: (organizationId) => count(" and pending = 1", organizationId),
    countContributions: (organizationId) => count("", organizationId),
    listWaiting: async (limit) =>
      (
        await rows(
          `select distinct organization_id from review_contribution where pending = 1
            order by organization_id limit $1`,
          [limit],
        )
      ).map((row) => textOf(row, "organization_id")),
    // One step of an index for each organization.
    listReviewed: async (after, limit) => {
      const found: string[] = [];
      while (found.length < limit) {
        const [row] = await rows(
          `select organization_id from review_contribution where organization_id > $1
            order by organization_id limit 1`,
          [found.at(-1) ?? after],
        );
        if (row === undefined) return found;
        found.push(textOf(row, "organization_id"));
      }
      return found;
    },
    countOutdated: async (organizationId, basis) => {
      let outdated = 0;
      for (const side of OTHER_BASIS) outdated += await count(` and ${side}`, organizationId, basis);
      return outdated;
    },
    listOutdated: async (organizationId, basis, limit) => {
      const found: Row[] = [];
      for (const side of OTHER_BASIS) {
        const text = `select document from review_contribution where organization_id = $1 and ${side} limit $3`;
        found.push(...(await rows(text, [organizationId, basis, limit - found.length])));
        if (found.length >= limit) break;
      }
      return found.map(contributionOfRow);
    },
    listCounted: async (organizationId, bucket, before, limit) =>
      (
        await rows(
          `select document from review_contribution where organization_id = $1 and counted_in = $2
             and (received_at_ms, message_id) < ($3, $4) and counted_in <> ''
            order by received_at_ms desc, message_id desc limit $5`,
          [organizationId, bucket, before?.atMs ?? Number.MAX_SAFE_INTEGER, before?.messageId ?? "", limit],
        )
      ).map(contributionOfRow),
  };
}

function createSums(rows: Rows, run: Run): SumStore {
  return { ...createRules(rows, run), ...createObjects(rows, run), ...createLedger(rows, run) };
}

type Rules = Pick<SumStore, "findCountingRule" | "saveCountingRule" | "recountFrom" | "forgetSums">;

/** Tables that hold nothing but sums, with the columns of their keys. */
const SUM_TABLES = [
  ["review_object", "organization_id, key, bucket"],
  ["review_sum", "organization_id, bucket, until"],
  ["review_example", "organization_id, bucket, cause"],
] as const;

function createRules(rows: Rows, run: Run): Rules {
  return {
    findCountingRule: async (organizationId) => {
      const [row] = await rows("select basis from review_basis where organization_id = $1", [organizationId]);
      const basis = row?.["basis"];
      return typeof basis === "string" ? basis : undefined;
    },
    saveCountingRule: (organizationId, rule) =>
      run(
        `insert into review_basis (organization_id, basis) values ($1, $2)
         on conflict (organization_id) do update set basis = excluded.basis`,
        [organizationId, rule],
      ),
    recountFrom: async (organizationId, fromMs, limit) =>
      (
        await rows(
          `update review_contribution set pending = 1
            where (organization_id, message_id) in (
              select organization_id, message_id from review_contribution
               where organization_id = $1 and received_at_ms >= $2 and pending = 0 limit $3)
            returning message_id`,
          [organizationId, Number.isFinite(fromMs) ? fromMs : Number.MAX_SAFE_INTEGER, limit],
        )
      ).length,
    forgetSums: async (organizationId, limit) => {
      const counted = await rows(
        `update review_contribution set pending = 1, counted_in = ''
          where (organization_id, message_id) in (
            select organization_id, message_id from review_contribution
             where organization_id = $1 and counted_in <> '' limit $2)
          returning message_id`,
        [organizationId, limit],
      );
      let forgotten = counted.length;
      for (const [table, key] of SUM_TABLES) {
        const gone = await rows(
          `delete from ${table} where (${key}) in (select ${key} from ${table} where organization_id = $1 limit $2)
           returning bucket`,
          [organizationId, limit],
        );
        forgotten += gone.length;
      }
      return forgotten;
    },
  };
}

type Objects = Pick<SumStore, "findOccurrences" | "saveOccurrences" | "deleteOccurrences">;

function createObjects(rows: Rows, run: Run): Objects {
  return {
    findOccurrences: async (organizationId, keys) => {
      const found: KeyedOccurrence[] = [];
      for (const some of portions(keys, 1)) {
        const text = `select key, occurrence, patient from review_object
          where organization_id = $1 and key in (${places(2, some.length)})`;
        found.push(...(await rows(text, [organizationId, ...some])).map(occurrenceOfRow));
      }
      return found;
    },
    saveOccurrences: async (organizationId, occurrences) => {
      for (const some of portions(occurrences, 5)) {
        await run(
          `insert into review_object (organization_id, key, bucket, occurrence, patient)
           values ${valueLists(some.length, 5)}
           on conflict (organization_id, key, bucket)
           do update set occurrence = excluded.occurrence, patient = excluded.patient`,
          some.flatMap(({ key, occurrence: { patient, ...occurrence } }) => [
            organizationId,
            key,
            occurrence.bucket,
            JSON.stringify(occurrence),
            patient === undefined ? null : JSON.stringify(patient),
          ]),
        );
      }
    },
    deleteOccurrences: async (organizationId, gone) => {
      for (const [bucket, own] of Map.groupBy(gone, (one) => one.bucket)) {
        for (const some of portions(own, 1)) {
          await run(
            `delete from review_object
              where organization_id = $1 and bucket = $2 and key in (${places(3, some.length)})`,
            [organizationId, bucket, ...some.map(({ key }) => key)],
          );
        }
      }
    },
  };
}

type Ledger = Pick<SumStore, "changeSums" | "findExamples" | "saveExamples" | "readSums">;

/** Patients read at a time, in the order of their keys. */
const PATIENTS_PAGE = 1_000;

/** Keys of patients begin so, those of doses before. */
const PATIENT_KEYS_FROM = "p";

function createLedger(rows: Rows, run: Run): Ledger {
  return {
    changeSums: async (organizationId, changes) => {
      for (const [bucket, own] of Map.groupBy(changes, (one) => one.bucket))
        await changeBucket(rows, run, organizationId, bucket, own);
    },
    findExamples: async (organizationId, bucket, causes) => {
      const found: Row[] = [];
      for (const some of portions(causes, 1)) {
        const text = `select cause, examples from review_example
          where organization_id = $1 and bucket = $2 and cause in (${places(3, some.length)})`;
        found.push(...(await rows(text, [organizationId, bucket, ...some])));
      }
      return Object.fromEntries(found.map(examplesOfRow));
    },
    saveExamples: async (organizationId, bucket, book) => {
      const entries = Object.entries(book);
      const [kept, gone] = [
        entries.filter(([, examples]) => examples.length > 0),
        entries.filter(([, examples]) => examples.length === 0),
      ];
      for (const some of portions(kept, 4)) {
        await run(
          `insert into review_example (organization_id, bucket, cause, examples) values ${valueLists(some.length, 4)}
           on conflict (organization_id, bucket, cause) do update set examples = excluded.examples`,
          some.flatMap(([cause, examples]) => [
            organizationId,
            bucket,
            cause,
            JSON.stringify({ newest: examples }),
          ]),
        );
      }
      for (const some of portions(gone, 1)) {
        await run(
          `delete from review_example where organization_id = $1 and bucket = $2 and cause in (${places(3, some.length)})`,
          [organizationId, bucket, ...some.map(([cause]) => cause)],
        );
      }
    },
    readSums: async (organizationId, { from, to }) => {
      const sums = await rows(
        `select bucket, until, cells from review_sum
          where organization_id = $1 and bucket >= $2 and bucket <= $3 and until <= $4 order by bucket, until`,
        [organizationId, from, to, to],
      );
      const examples = await rows(
        `select cause, examples from review_example
          where organization_id = $1 and bucket >= $2 and bucket <= $3 order by bucket, cause`,
        [organizationId, from, to],
      );
      return {
        rows: sums.map(sumOfRow),
        patients: await readPatients(rows, organizationId, { from, to }),
        examples: examples.map((row) => Object.fromEntries([examplesOfRow(row)])),
      };
    },
  };
}

/** Reads the sums of one bucket that change, and writes them again; one that counts nothing any more is deleted. */
async function changeBucket(
  rows: Rows,
  run: Run,
  organizationId: string,
  bucket: string,
  changes: readonly LedgerRow[],
): Promise<void> {
  const untils = changes.map(({ until }) => until);
  const text = `select until, cells from review_sum
    where organization_id = $1 and bucket = $2 and until in (${places(3, untils.length)})`;
  const known = new Map<string, Record<string, number>>();
  for (const row of await rows(text, [organizationId, bucket, ...untils]))
    known.set(textOf(row, "until"), ownJson(textOf(row, "cells")));
  const after = changes.map(({ until, cells: added }) => {
    const cells = known.get(until) ?? {};
    addInPlace(cells, added);
    return { until, cells };
  });
  const kept = after.filter(({ cells }) => Object.keys(cells).length > 0);
  for (const some of portions(kept, 4)) {
    await run(
      `insert into review_sum (organization_id, bucket, until, cells) values ${valueLists(some.length, 4)}
       on conflict (organization_id, bucket, until) do update set cells = excluded.cells`,
      some.flatMap(({ until, cells }) => [organizationId, bucket, until, JSON.stringify(cells)]),
    );
  }
  const gone = after.filter(({ cells }) => Object.keys(cells).length === 0).map(({ until }) => until);
  if (gone.length === 0) return;
  await run(
    `delete from review_sum where organization_id = $1 and bucket = $2 and until in (${places(3, gone.length)})`,
    [organizationId, bucket, ...gone],
  );
}

/** Patients of a span in the order of their keys, until there are as many as a sample holds. */
async function readPatients(
  rows: Rows,
  organizationId: string,
  { from, to }: BucketSpan,
): Promise<readonly SampledPatient[]> {
  const patients: SampledPatient[] = [];
  const keys = new Set<string>();
  let after = { key: PATIENT_KEYS_FROM, bucket: "" };
  while (keys.size <= SAMPLED_PATIENTS_MAX) {
    const page = await rows(
      `select key, bucket, patient from review_object
        where organization_id = $1 and (key, bucket) > ($2, $3) and bucket >= $4 and bucket <= $5
        order by key, bucket limit $6`,
      [organizationId, after.key, after.bucket, from, to, PATIENTS_PAGE],
    );
    for (const row of page) {
      keys.add(textOf(row, "key"));
      patients.push(patientOfRow(row));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PATIENTS_PAGE) break;
    after = { key: textOf(last, "key"), bucket: textOf(last, "bucket") };
  }
  return patients;
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
