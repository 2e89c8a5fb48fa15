import { on } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PatientTableName } from "./patient-tables.ts";

/** Whose patients are made, and with which keys they are sealed. */
export interface SealerOptions {
  readonly secretsDir: string;
  readonly organizationId: string;
}

/** Numbers of patients. */
export interface PatientSpan {
  readonly from: number;
  /** The first that is not made. */
  readonly to: number;
}

/** The rows of some patients, table by table, as `RowWriter` writes them. */
export interface SealedPatients {
  readonly count: number;
  readonly rows: readonly { readonly table: PatientTableName; readonly rows: Uint8Array<ArrayBuffer> }[];
}

const PATIENTS_AT_ONCE = 500;
/** Spans that a thread has before it: one at work and one waiting. */
const AHEAD = 2;

/**
 * Make patients in one thread a core and hand them on in no particular order.
 *
 * @param take one batch at a time
 */
export async function sealPatients(
  options: SealerOptions,
  { from, to }: PatientSpan,
  take: (sealed: SealedPatients) => Promise<void> | void,
): Promise<void> {
  let next = from;
  const nextSpan = (): PatientSpan | undefined => {
    if (next >= to) return undefined;
    const span = { from: next, to: Math.min(next + PATIENTS_AT_ONCE, to) };
    next = span.to;
    return span;
  };
  let taking: Promise<void> = Promise.resolve();
  const runThread = async (): Promise<void> => {
    const worker = new Worker(new URL("seal-patients.ts", import.meta.url), { workerData: options });
    let waiting = 0;
    const ask = (): void => {
      const span = nextSpan();
      if (span === undefined) return;
      waiting += 1;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(span);
    };
    try {
      for (let ahead = 0; ahead < AHEAD; ahead += 1) ask();
      if (waiting === 0) return;
      for await (const [sealed] of on(worker, "message")) {
        waiting -= 1;
        taking = taking.then(() => take(sealed));
        await taking;
        ask();
        if (waiting === 0) return;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runThread));
}
