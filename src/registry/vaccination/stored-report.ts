import type { ReportSource, VaccinationContent } from "./vaccination-report.ts";

/** One state of a source record: what was said, and the messages that said just this. */
export interface ReportRevision {
  /** RXA-21 D: takes the record out; the content repeats what was deleted. */
  readonly deletes: boolean;
  readonly content: VaccinationContent;
  /** At least one, the first and the newest ones; a nightly export says the same every night. */
  readonly sources: readonly [ReportSource, ...ReportSource[]];
}

/**
 * One dose (or refusal, or statement) as one site reports it: all it ever said of it, in the order received. What holds now
 * is computed by `currentState()`, so that messages may come in any order and be withdrawn and given back. Plain JSON:
 * one sealed document a record, in the person it was matched to when it first came.
 */
export interface StoredReport {
  readonly id: string;
  /** As `VaccinationReport.key`. */
  readonly key: string | undefined;
  readonly site: string;
  readonly organizationId: string;
  readonly revisions: readonly [ReportRevision, ...ReportRevision[]];
}

/**
 * What a source record says now. `living`: counts · `deleted`: the newest message deleted it · `withdrawn`: staff took all
 * its messages back.
 */
export type ReportState =
  | {
      readonly kind: "living" | "deleted";
      readonly content: VaccinationContent;
      /** The newest message that said so. */
      readonly source: ReportSource;
      /** When this was first said: a nightly repetition makes nothing newer. */
      readonly sinceMs: number;
    }
  | { readonly kind: "withdrawn" };
