import { type SampledPatient, SAMPLED_PATIENTS_MAX } from "../review/patient-sample.ts";
import type { SumStore } from "../review/ports.ts";
import type { BucketSpan } from "../review/window-tally.ts";
import { changeSums } from "./change-sums.ts";
import { type Row, textOf } from "./registry-documents.ts";
import { numberOf } from "./registry-rows.ts";
import {
  changeOfRow,
  examplesOfRow,
  patientOfRow,
  sightingsOfRow,
  sightingsText,
  sumOfRow,
} from "./review-rows.ts";
import { lists, places, portions, type Rows, type Run, valueLists } from "./review-statements.ts";

/** Sums of contributions on either database. */
export function createSums(rows: Rows, run: Run): SumStore {
  return { ...createRules(rows, run), ...createObjects(rows, run), ...createLedger(rows, run) };
}

type Rules = Pick<SumStore, "findCountingRule" | "saveCountingRule" | "recountFrom" | "forgetSums">;

/** Tables that hold nothing but sums, with the columns of their keys. */
const SUM_TABLES = [
  ["review_patient", "organization_id, patient_key, bucket"],
  ["review_sum", "organization_id, bucket, until, part"],
  ["review_change", "organization_id, number"],
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
           returning organization_id`,
          [organizationId, limit],
        );
        forgotten += gone.length;
      }
      return forgotten;
    },
  };
}

type Objects = Pick<SumStore, "findSightings" | "saveSightings">;

function createObjects(rows: Rows, run: Run): Objects {
  return {
    findSightings: async (organizationId, patientKeys) => {
      const found: Row[] = [];
      for (const some of lists(patientKeys)) {
        const text = `select patient_key, bucket, patient, objects from review_patient
          where organization_id = $1 and patient_key in (${places(2, some.length)})`;
        found.push(...(await rows(text, [organizationId, ...some], `find-sightings-${some.length}`)));
      }
      return found.map(sightingsOfRow);
    },
    saveSightings: async (organizationId, all) => {
      for (const some of portions(all.filter(({ objects }) => objects.size > 0))) {
        await run(
          `insert into review_patient (organization_id, patient_key, bucket, patient, objects)
           values ${valueLists(some.length, 5)}
           on conflict (organization_id, patient_key, bucket)
           do update set patient = excluded.patient, objects = excluded.objects`,
          some.flatMap((one) => [
            organizationId,
            one.patientKey,
            one.bucket,
            one.patient === undefined ? null : JSON.stringify(one.patient),
            sightingsText(one),
          ]),
          `save-sightings-${some.length}`,
        );
      }
      for (const { patientKey, bucket } of all.filter(({ objects }) => objects.size === 0)) {
        await run(
          "delete from review_patient where organization_id = $1 and patient_key = $2 and bucket = $3",
          [organizationId, patientKey, bucket],
          "delete-sightings",
        );
      }
    },
  };
}

type Ledger = Pick<
  SumStore,
  "changeSums" | "noteChange" | "takeChanges" | "findExamples" | "saveExamples" | "readSums"
>;

/** Patients read at a time, in the order of their keys. */
const PATIENTS_PAGE = 1_000;

function createLedger(rows: Rows, run: Run): Ledger {
  return {
    changeSums: (organizationId, changes) => changeSums(rows, run, organizationId, changes),
    noteChange: async (organizationId, change) => {
      const [row] = await rows(
        `insert into review_change (organization_id, number, change)
         select $1, coalesce(max(number), 0) + 1, $2 from review_change where organization_id = $3 returning number`,
        [organizationId, JSON.stringify(change), organizationId],
        "note-change",
      );
      return numberOf(row ?? {}, "number");
    },
    takeChanges: async (organizationId, limit) => {
      const taken = await rows(
        `delete from review_change where organization_id = $1 and number in (
           select number from review_change where organization_id = $2 order by number limit $3) returning change`,
        [organizationId, organizationId, limit],
      );
      return taken.map(changeOfRow);
    },
    findExamples: async (organizationId, bucket, causes) => {
      const found: Row[] = [];
      for (const some of lists(causes)) {
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
      for (const some of portions(kept)) {
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
      for (const some of lists(gone.map(([cause]) => cause))) {
        await run(
          `delete from review_example where organization_id = $1 and bucket = $2 and cause in (${places(3, some.length)})`,
          [organizationId, bucket, ...some],
        );
      }
    },
    readSums: async (organizationId, { from, to }) => {
      const sums = await rows(
        `select bucket, until, cells from review_sum
          where organization_id = $1 and bucket >= $2 and bucket <= $3 and until <= $4 order by bucket, until, part`,
        [organizationId, from, to, to],
      );
      const examples = await rows(
        `select cause, examples from review_example
          where organization_id = $1 and bucket >= $2 and bucket <= $3 order by bucket, cause`,
        [organizationId, from, to],
      );
      const noted = (
        await rows("select change from review_change where organization_id = $1", [organizationId])
      ).map(changeOfRow);
      const isInside = (bucket: string): boolean => bucket >= from && bucket <= to;
      return {
        rows: [
          ...sums.map(sumOfRow),
          ...noted
            .flatMap((change) => change.rows)
            .filter(({ bucket, until }) => isInside(bucket) && until <= to),
        ],
        patients: await readPatients(rows, organizationId, { from, to }),
        examples: [
          ...examples.map((row) => Object.fromEntries([examplesOfRow(row)])),
          ...noted
            .flatMap((change) => change.examples.filter(([bucket]) => isInside(bucket)))
            .map(([, book]) => book),
        ],
      };
    },
  };
}

/** Patients of a span in the order of their keys, until there are as many as a sample holds. */
async function readPatients(
  rows: Rows,
  organizationId: string,
  { from, to }: BucketSpan,
): Promise<readonly SampledPatient[]> {
  const patients: SampledPatient[] = [];
  const keys = new Set<string>();
  let after = { key: "", bucket: "" };
  while (keys.size <= SAMPLED_PATIENTS_MAX) {
    const page = await rows(
      `select patient_key, bucket, patient from review_patient
        where organization_id = $1 and (patient_key, bucket) > ($2, $3) and bucket >= $4 and bucket <= $5
          and patient is not null
        order by patient_key, bucket limit $6`,
      [organizationId, after.key, after.bucket, from, to, PATIENTS_PAGE],
    );
    for (const row of page) {
      keys.add(textOf(row, "patient_key"));
      patients.push(patientOfRow(row));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PATIENTS_PAGE) break;
    after = { key: textOf(last, "patient_key"), bucket: textOf(last, "bucket") };
  }
  return patients;
}
