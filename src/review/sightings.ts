import type { ObjectVersion } from "./ledger.ts";
import { mergePatients, type SampledPatient } from "./patient-sample.ts";
import { compareStamps, type Stamp } from "./stamp.ts";

/** The first and the last message of a bucket that tell of one object. */
export interface Sighting {
  readonly first: Stamp;
  readonly last: Stamp;
}

/** Which messages of one bucket tell of one patient and its doses; what they tell stands in their contributions. */
export interface PatientSightings {
  readonly patientKey: string;
  readonly bucket: string;
  /** By name of the object: see `ObjectVersion`. Without any, nothing tells of the patient. */
  readonly objects: ReadonlyMap<string, Sighting>;
  /** The patient as its messages of the bucket tell. */
  readonly patient?: SampledPatient;
}

/** An object among all of an organization. */
export interface ObjectName {
  readonly patientKey: string;
  readonly name: string;
}

/** @returns one text for each object */
export function objectKey({ patientKey, name }: ObjectName): string {
  return `${patientKey}|${name}`;
}

/** Whose cells, or whose arrival, one object has in a sum. */
export interface LedgerEntry extends ObjectName {
  readonly bucket: string;
  readonly until: string;
  readonly messageId: string;
  readonly counts: "cells" | "arrival";
}

/** Sightings of some patients, which change as messages come and go. */
export class SightingBook {
  readonly #rows: Map<string, PatientSightings>;

  constructor(rows: Iterable<PatientSightings>) {
    this.#rows = new Map(Array.from(rows, (row) => [rowKey(row), row]));
  }

  /** No message tells of the object in the bucket. */
  remove(version: ObjectVersion): void {
    const row = this.#rows.get(rowKey(version));
    if (row === undefined) return;
    const objects = new Map(row.objects);
    objects.delete(version.name);
    const { patient, ...rest } = row;
    const isKept = patient !== undefined && version.patient === undefined;
    this.#rows.set(rowKey(row), { ...rest, objects, ...(isKept && { patient }) });
  }

  add(version: ObjectVersion): void {
    const { patientKey, bucket, name, atMs, messageId } = version;
    const row = this.#rows.get(rowKey(version)) ?? {
      patientKey,
      bucket,
      objects: new Map<string, Sighting>(),
    };
    const known = row.objects.get(name);
    const stamp: Stamp = { atMs, messageId };
    const isFirst = known === undefined || compareStamps(stamp, known.first) < 0;
    const isLast = known === undefined || compareStamps(stamp, known.last) >= 0;
    const sighting = { first: isFirst ? stamp : known.first, last: isLast ? stamp : known.last };
    const patient =
      row.patient === undefined || version.patient === undefined
        ? (row.patient ?? version.patient)
        : mergePatients(row.patient, version.patient);
    this.#rows.set(rowKey(version), {
      ...row,
      objects: new Map(row.objects).set(name, sighting),
      ...(patient !== undefined && { patient }),
    });
  }

  /** The row of a version's patient and bucket; without objects when there is none. */
  rowOf({ patientKey, bucket }: ObjectVersion): PatientSightings {
    return this.#rows.get(rowKey({ patientKey, bucket })) ?? { patientKey, bucket, objects: new Map() };
  }

  /** What the objects put into the sums: their last version in each bucket, their arrival once, and what comes again. */
  entries(of: ReadonlySet<string>): readonly LedgerEntry[] {
    const byObject = new Map<string, ObjectInBuckets>();
    for (const { patientKey, bucket, objects } of this.#rows.values()) {
      for (const [name, sighting] of objects) {
        const key = objectKey({ patientKey, name });
        if (!of.has(key)) continue;
        const known = byObject.get(key) ?? { patientKey, name, seen: [] };
        known.seen.push({ bucket, ...sighting });
        byObject.set(key, known);
      }
    }
    return Array.from(byObject.values(), entriesOf).flat();
  }
}

function rowKey({ patientKey, bucket }: { readonly patientKey: string; readonly bucket: string }): string {
  return `${patientKey}\n${bucket}`;
}

interface ObjectInBuckets extends ObjectName {
  readonly seen: (Sighting & { readonly bucket: string })[];
}

function entriesOf({ patientKey, name, seen }: ObjectInBuckets): readonly LedgerEntry[] {
  const inOrder = seen.toSorted((a, b) => (a.bucket < b.bucket ? -1 : 1));
  const entries: LedgerEntry[] = [];
  for (const [index, { bucket, first, last }] of inOrder.entries()) {
    const own = { patientKey, name, bucket, messageId: last.messageId, counts: "cells" as const };
    entries.push({ ...own, until: "" });
    const next = inOrder[index + 1];
    if (next !== undefined) entries.push({ ...own, until: next.bucket });
    if (index === 0) entries.push({ ...own, until: "", messageId: first.messageId, counts: "arrival" });
  }
  return entries;
}
