import { type Kysely, sql } from "kysely";
import type { Clock } from "../kernel/clock.ts";
import type { JobLease } from "../kernel/scheduler.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** What the server's jobs are doing. */
export type JobSchema = { readonly job_run: JobRow };

interface JobRow {
  readonly job: string;
  readonly slot: string;
  readonly until_ms: number;
  readonly done: number;
}

/** How the newest slot of a job stands. */
export interface LastSlot {
  readonly slot: string;
  /** False: it is being done, or was broken off. */
  readonly isDone: boolean;
}

/** @returns undefined when the job was never begun */
export async function findLastSlot(
  control: { readonly withTables: Kysely<JobSchema>["withTables"] },
  job: string,
): Promise<LastSlot | undefined> {
  const query = control.withTables<JobSchema>().selectFrom("job_run").select(["slot", "done"]);
  const row = await orUnavailable(query.where("job", "=", job).executeTakeFirst());
  return row && { slot: row.slot, isDone: row.done === 1 };
}

/**
 * Leases of jobs in the control database, on which all processes agree.
 *
 * @param clock real time
 */
export function createJobLease(
  control: { readonly withTables: Kysely<JobSchema>["withTables"] },
  clock: Clock,
): JobLease {
  const db = control.withTables<JobSchema>();
  return {
    claim: async (job, slot, leaseMs) => {
      const [nowMs, row] = [clock(), { job, slot, until_ms: clock() + leaseMs, done: 0 }];
      const claim = db
        .insertInto("job_run")
        .values(row)
        .onConflict((conflict) =>
          conflict
            .column("job")
            .doUpdateSet({ slot, until_ms: row.until_ms, done: 0 })
            .where(
              sql<boolean>`(job_run.slot < ${slot} or (job_run.slot = ${slot} and job_run.done = 0 and job_run.until_ms <= ${nowMs}))`,
            ),
        )
        .returning("job");
      return (await orUnavailable(claim.executeTakeFirst())) !== undefined;
    },
    keep: async (job, slot, leaseMs) => {
      const update = db
        .updateTable("job_run")
        .set({ until_ms: clock() + leaseMs })
        .where("job", "=", job)
        .where("slot", "=", slot)
        .where("done", "=", 0)
        .returning("job");
      return (await orUnavailable(update.executeTakeFirst())) !== undefined;
    },
    finish: async (job, slot) => {
      const update = db
        .updateTable("job_run")
        .set({ done: 1 })
        .where("job", "=", job)
        .where("slot", "=", slot);
      await orUnavailable(update.execute());
    },
  };
}
