import type { Cells } from "../review/cells.ts";
import type { MessageContribution } from "../review/contribution.ts";
import type { Example } from "../review/examples.ts";
import type { LedgerRow, Occurrence } from "../review/ledger.ts";
import type { SampledPatient } from "../review/patient-sample.ts";
import type { Incident, KeyedOccurrence, PendingContribution, SumChange } from "../review/ports.ts";
import { ownJson } from "./own-json.ts";
import { type Row, textOf } from "./registry-documents.ts";
import { numberOf } from "./registry-rows.ts";

/** @returns the contribution of a row of `review_contribution` */
export function contributionOfRow(row: Row): MessageContribution {
  return ownJson<MessageContribution>(textOf(row, "document"));
}

/** @returns a contribution with what became of it from a row of `review_contribution` */
export function pendingOfRow(row: Row): PendingContribution {
  const state = row["state"];
  return {
    contribution: contributionOfRow(row),
    countedIn: textOf(row, "counted_in"),
    state: state === "withdrawn" || state === "gone" ? state : "counts",
  };
}

/** @returns an object's occurrence from a row of `review_object` */
export function occurrenceOfRow(row: Row): KeyedOccurrence {
  const occurrence = ownJson<Occurrence>(textOf(row, "occurrence"));
  const isPatient = typeof row["patient"] === "string";
  return {
    key: textOf(row, "key"),
    occurrence: isPatient ? { ...occurrence, patient: patientOfRow(row) } : occurrence,
  };
}

/** @returns the patient of a row of `review_object` */
export function patientOfRow(row: Row): SampledPatient {
  return ownJson<SampledPatient>(textOf(row, "patient"));
}

/** @returns a stored sum from a row of `review_sum` */
export function sumOfRow(row: Row): LedgerRow {
  const cells = ownJson<Cells>(textOf(row, "cells"));
  return { bucket: textOf(row, "bucket"), until: textOf(row, "until"), cells };
}

/** @returns what a row of `review_change` notes */
export function changeOfRow(row: Row): SumChange {
  return ownJson<SumChange>(textOf(row, "change"));
}

/** @returns a cause with its examples from a row of `review_example` */
export function examplesOfRow(row: Row): [string, readonly Example[]] {
  const { newest } = ownJson<{ readonly newest: readonly Example[] }>(textOf(row, "examples"));
  return [textOf(row, "cause"), newest];
}

/** @returns an incident from a row of `review_incident` */
export function incidentOfRow(row: Row): Incident {
  const closedBy = row["closed_by"];
  return {
    messageId: textOf(row, "message_id"),
    organizationId: textOf(row, "organization_id"),
    atMs: numberOf(row, "at_ms"),
    numbers: numberOf(row, "numbers"),
    place: textOf(row, "place"),
    ...(typeof closedBy === "string" && { closedAtMs: numberOf(row, "closed_at_ms"), closedBy }),
  };
}
