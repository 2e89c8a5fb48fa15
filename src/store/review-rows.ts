import type { Cells } from "../review/cells.ts";
import type { MessageContribution } from "../review/contribution.ts";
import type { LedgerRow, Occurrence } from "../review/ledger.ts";
import type { Incident, KeyedOccurrence } from "../review/ports.ts";
import type { BucketEvidence } from "../review/review-book.ts";
import { ownJson } from "./own-json.ts";
import { type Row, textOf } from "./registry-documents.ts";
import { numberOf } from "./registry-rows.ts";

/** @returns the contribution of a row of `review_contribution` */
export function contributionOfRow(row: Row): MessageContribution {
  return ownJson<MessageContribution>(textOf(row, "document"));
}

/** @returns an object's occurrence from a row of `review_object` */
export function occurrenceOfRow(row: Row): KeyedOccurrence {
  return { key: textOf(row, "key"), occurrence: ownJson<Occurrence>(textOf(row, "occurrence")) };
}

/** @returns a stored sum from a row of `review_sum` */
export function sumOfRow(row: Row): LedgerRow {
  const cells = ownJson<Cells>(textOf(row, "cells"));
  return { bucket: textOf(row, "bucket"), until: textOf(row, "until"), cells };
}

/** @returns samples and examples from a row of `review_evidence` */
export function evidenceOfRow(row: Row): BucketEvidence {
  return ownJson<BucketEvidence>(textOf(row, "document"));
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
