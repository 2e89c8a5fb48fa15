import type { Cells } from "../review/cells.ts";
import type { MessageContribution } from "../review/contribution.ts";
import type { Example } from "../review/examples.ts";
import type { LedgerRow } from "../review/ledger.ts";
import type { SampledPatient } from "../review/patient-sample.ts";
import type { Incident, PendingContribution, SumChange } from "../review/ports.ts";
import type { PatientSightings } from "../review/sightings.ts";
import type { Stamp } from "../review/stamp.ts";
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

/** Places in `told` of the messages that an object is known by, the first and the last. */
type StoredSighting = readonly [first: number, last: number];

/** Each message stands once, however many objects it tells of. */
interface StoredSightings {
  readonly told: readonly (readonly [atMs: number, messageId: string])[];
  readonly objects: Readonly<Record<string, StoredSighting>>;
}

/** @returns the patient of a row of `review_patient` that has one */
export function patientOfRow(row: Row): SampledPatient {
  return ownJson<SampledPatient>(textOf(row, "patient"));
}

/** @returns what a row of `review_patient` knows */
export function sightingsOfRow(row: Row): PatientSightings {
  const { told, objects } = ownJson<StoredSightings>(textOf(row, "objects"));
  const stamps = told.map(([atMs, messageId]): Stamp => ({ atMs, messageId }));
  const stampAt = (place: number): Stamp => {
    const stamp = stamps[place];
    if (stamp === undefined) throw new RangeError("an object of the review refers to no message");
    return stamp;
  };
  const sightings = Object.entries(objects).map(
    ([name, [first, last]]) => [name, { first: stampAt(first), last: stampAt(last) }] as const,
  );
  return {
    patientKey: textOf(row, "patient_key"),
    bucket: textOf(row, "bucket"),
    objects: new Map(sightings),
    ...(typeof row["patient"] === "string" && { patient: patientOfRow(row) }),
  };
}

/** @returns the column `objects` of a row of `review_patient` */
export function sightingsText({ objects }: PatientSightings): string {
  const places = new Map<string, number>();
  const told: StoredSightings["told"][number][] = [];
  const placeOf = ({ atMs, messageId }: Stamp): number => {
    const known = places.get(messageId);
    if (known !== undefined) return known;
    places.set(messageId, told.length);
    return told.push([atMs, messageId]) - 1;
  };
  const stored = Array.from(
    objects,
    ([name, { first, last }]) => [name, [placeOf(first), placeOf(last)]] as const,
  );
  const row: StoredSightings = { told, objects: Object.fromEntries(stored) };
  return JSON.stringify(row);
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
