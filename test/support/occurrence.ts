import type { Cells } from "../../src/review/cells.ts";
import type { ObjectVersion } from "../../src/review/ledger.ts";
import { mergePatients, type SampledPatient } from "../../src/review/patient-sample.ts";
import { compareStamps, type Stamp } from "../../src/review/stamp.ts";

/** All that a book remembers of one object in one bucket. */
export interface Occurrence {
  readonly bucket: string;
  readonly first: Stamp & { readonly arrival: Cells };
  readonly last: Stamp & { readonly cells: Cells };
  readonly patient?: SampledPatient;
}

/** The occurrence that one version alone makes. */
export function occurrenceOf(version: ObjectVersion): Occurrence {
  const { bucket, atMs, messageId, cells, arrival, patient } = version;
  return {
    bucket,
    first: { atMs, messageId, arrival },
    last: { atMs, messageId, cells },
    ...(patient !== undefined && { patient }),
  };
}

/** Of two occurrences of one object in one bucket; associative, order-independent. */
export function mergeOccurrences(a: Occurrence, b: Occurrence): Occurrence {
  const patient =
    a.patient === undefined || b.patient === undefined
      ? (a.patient ?? b.patient)
      : mergePatients(a.patient, b.patient);
  return {
    bucket: a.bucket,
    first: compareStamps(a.first, b.first) <= 0 ? a.first : b.first,
    last: compareStamps(a.last, b.last) >= 0 ? a.last : b.last,
    ...(patient !== undefined && { patient }),
  };
}
