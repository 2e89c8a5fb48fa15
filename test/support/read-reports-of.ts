import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import type { Message } from "../../src/hl7/message.ts";
import type { IdSource } from "../../src/kernel/clock.ts";
import { isDateOnly, type DateOnly } from "../../src/kernel/dates.ts";
import type { ReportContext } from "../../src/registry/report-context.ts";
import { type ReadReports, readReports } from "../../src/registry/vaccination/read-reports.ts";
import { validate } from "../../src/validation/validate.ts";
import { messageOf } from "./conformance-messages.ts";

export const CODES: CodeSets = builtInCodeSets();

/** The moment at which the samples are received. */
export const RECEIVED_AT_MS: number = Date.parse("2026-01-14T15:30:13Z");

/** Ids `R01`, `R02`, …, in the order of asking, as text. */
export function countingIds(prefix = "R"): IdSource {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}${`${count}`.padStart(2, "0")}`;
  };
}

/** A real day, or the test is wrong. */
export function day(iso: string): DateOnly {
  if (!isDateOnly(iso)) throw new Error(`no day: ${iso}`);
  return iso;
}

/** A context as the spine gives it; the message id defaults to one of its own for each moment of receipt. */
export function reportContext(change: Partial<ReportContext> = {}): ReportContext {
  const receivedAtMs = change.receivedAtMs ?? RECEIVED_AT_MS;
  return {
    messageId: `M-${receivedAtMs}`,
    site: "9998",
    organizationId: "ORG-A",
    receivedAtMs,
    zone: "America/Chicago",
    ...change,
  };
}

/** The message as validation leaves it. */
export function acceptedMessage(er7: string, nowMs: number = RECEIVED_AT_MS): Message {
  const validation = validate(messageOf(er7), { nowMs, zone: "America/Chicago", codes: CODES });
  if (validation.kind !== "processed") throw new Error(`the message was ${validation.kind}`);
  return validation.accepted;
}

/** The reports of a message, validated as the spine does. */
export function readReportsOf(er7: string, change: Partial<ReportContext> = {}): ReadReports {
  const context = reportContext(change);
  return readReports(acceptedMessage(er7, context.receivedAtMs), context);
}
