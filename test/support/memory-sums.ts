import { sumOfCells } from "../../src/review/cells.ts";
import type { ExampleBook } from "../../src/review/examples.ts";
import type { LedgerRow } from "../../src/review/ledger.ts";
import type { SumChange, SumStore } from "../../src/review/ports.ts";
import type { PatientSightings } from "../../src/review/sightings.ts";

/** The sums of one organization in memory, as a store keeps them. */
export function createMemorySums(): SumStore {
  const sightings = new Map<string, PatientSightings>();
  const rows = new Map<string, LedgerRow>();
  const examples = new Map<string, Map<string, ExampleBook[string]>>();
  let noted: readonly SumChange[] = [];
  let rule: string | undefined;
  return {
    findCountingRule: async () => rule,
    saveCountingRule: async (_organizationId, text) => {
      rule = text;
    },
    recountFrom: async () => 0,
    forgetSums: async () => 0,
    findSightings: async (_organizationId, patientKeys) =>
      [...sightings.values()].filter(({ patientKey }) => patientKeys.includes(patientKey)),
    saveSightings: async (_organizationId, all) => {
      for (const one of all) {
        const key = `${one.patientKey}\n${one.bucket}`;
        if (one.objects.size === 0) sightings.delete(key);
        else sightings.set(key, one);
      }
    },
    noteChange: async (_organizationId, change) => {
      noted = [...noted, change];
      return noted.length;
    },
    takeChanges: async (_organizationId, limit) => {
      const taken = noted.slice(0, limit);
      noted = noted.slice(limit);
      return taken;
    },
    changeSums: async (_organizationId, changes) => {
      for (const { bucket, until, cells } of changes) {
        const key = `${bucket}\n${until}`;
        const after = sumOfCells([rows.get(key)?.cells ?? {}, cells]);
        if (Object.keys(after).length === 0) rows.delete(key);
        else rows.set(key, { bucket, until, cells: after });
      }
    },
    findExamples: async (_organizationId, bucket, causes) =>
      Object.fromEntries(
        causes.flatMap((cause) => {
          const known = examples.get(bucket)?.get(cause);
          return known === undefined ? [] : [[cause, known]];
        }),
      ),
    saveExamples: async (_organizationId, bucket, book) => {
      const own = examples.get(bucket) ?? new Map<string, ExampleBook[string]>();
      for (const [cause, list] of Object.entries(book)) {
        if (list.length === 0) own.delete(cause);
        else own.set(cause, list);
      }
      examples.set(bucket, own);
    },
    readSums: async (_organizationId, { from, to }) => {
      const isInside = (bucket: string): boolean => bucket >= from && bucket <= to;
      return {
        rows: [...rows.values(), ...noted.flatMap((change) => change.rows)].filter(
          ({ bucket, until }) => isInside(bucket) && until <= to,
        ),
        patients: [...sightings.values()].flatMap(({ bucket, patient }) =>
          patient !== undefined && isInside(bucket) ? [patient] : [],
        ),
        examples: [
          ...Array.from(examples, ([bucket, own]) => [bucket, Object.fromEntries(own)] as const),
          ...noted.flatMap((change) => change.examples),
        ].flatMap(([bucket, book]) => (isInside(bucket) ? [book] : [])),
      };
    },
  };
}
