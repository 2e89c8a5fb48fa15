import type { Message } from "../hl7/message.ts";
import { firstSegment, valueAt } from "../hl7/value-at.ts";
import type { ProfileId } from "../immunization/profiles/profile.ts";
import { applyChanges } from "./apply-changes.ts";
import { checkHeader, messageKind } from "./check-header.ts";
import { type Defect, locationOf } from "./defect.ts";
import { findDefects, type FoundDefects } from "./find-defects.ts";
import type { Finding } from "./finding.ts";
import { profilesNamed } from "./header-statements.ts";
import { orderFindings } from "./order-findings.ts";
import type { GroupInstance } from "./place-segments.ts";
import { quotable } from "./quotable.ts";
import { readNullValues } from "./read-null-values.ts";
import { effectOf, type Loss } from "./rule.ts";
import { COMPILED_PROFILES } from "./rule-books.ts";
import { findingText } from "./rule-text.ts";
import type { DoseOutcome, MessageKind, Validation, ValidationContext } from "./validation.ts";

/** Segments about people: nothing of them is repeated in a text, not even a code. */
const PERSONAL: ReadonlySet<string> = new Set(["PID", "PD1", "NK1", "QPD", "GT1", "IN1"]);

/** The profile by which a message is judged: by type, a query by MSH-21, else by QPD-1. */
export function profileOf(message: Message, type: MessageKind): ProfileId {
  const query = firstSegment(message, "QPD");
  if (type !== "query" && query === undefined) return "Z22";
  const header = firstSegment(message, "MSH");
  const named = header === undefined ? [] : profilesNamed(header);
  if (named.includes("Z34")) return "Z34";
  const isForecast = named.includes("Z44") || (query !== undefined && valueAt(query, 1) === "Z44");
  return isForecast ? "Z44" : "Z34";
}

/** How much of the message is lost around a defect, itself included. */
function lossAround(defect: Defect, isRefused: boolean, lost: ReadonlySet<GroupInstance>): Loss {
  if (isRefused) return "message";
  return defect.order !== undefined && lost.has(defect.order) ? "dose" : defect.rule.loss;
}

function findingOf(defect: Defect, isRefused: boolean, lost: ReadonlySet<GroupInstance>): Finding {
  const { rule, segment, place, order } = defect;
  const loss = lossAround(defect, isRefused, lost);
  const value = PERSONAL.has(segment.name) ? "sent here" : quotable(defect.value);
  return {
    ruleId: rule.id,
    severity: rule.severity,
    location: locationOf(segment, place),
    errorCode: rule.errorCode,
    ...(rule.applicationErrorCode !== undefined && { applicationErrorCode: rule.applicationErrorCode }),
    text: findingText(rule, value, order?.number, loss !== rule.loss),
    effect: effectOf(loss),
  };
}

function doseOutcomes(
  { placement }: FoundDefects,
  isRefused: boolean,
  lost: ReadonlySet<GroupInstance>,
): readonly DoseOutcome[] {
  return placement.orders.map((order) => {
    const rxa = order.segments.find(({ name }) => name === "RXA");
    return {
      number: order.number,
      ...(rxa !== undefined && { rxaSequence: rxa.sequence }),
      stored: !isRefused && !lost.has(order),
    };
  });
}

/** Indexes of the segments that are not stored: those lost for themselves and those of lost doses. */
function removedIndexes(
  message: Message,
  { defects }: FoundDefects,
  lost: ReadonlySet<GroupInstance>,
): ReadonlySet<number> {
  const removed = new Set(defects.filter(({ rule }) => rule.loss === "segment").map(({ index }) => index));
  if (lost.size === 0) return removed;
  const gone = new Set([...lost].flatMap(({ segments }) => segments));
  for (const [index, segment] of message.segments.entries()) {
    if (gone.has(segment)) removed.add(index);
  }
  return removed;
}

/** Judges the content of a message by one profile, without the header check. */
function judge(id: ProfileId, type: MessageKind, received: Message, context: ValidationContext): Validation {
  const { message, nulls } = readNullValues(received);
  const found = findDefects(COMPILED_PROFILES[id], message, nulls, context);
  const isRefused = found.defects.some(({ rule }) => rule.loss === "message");
  const lost = new Set(
    found.defects.flatMap(({ rule, order }) => (rule.loss === "dose" && order !== undefined ? [order] : [])),
  );
  const findings = orderFindings(found.defects.map((defect) => findingOf(defect, isRefused, lost)));
  const doses = doseOutcomes(found, isRefused, lost);
  if (isRefused) return { kind: "refused", type, profile: id, findings, doses };
  const accepted = applyChanges(message, found.defects, removedIndexes(message, found, lost));
  return { kind: "processed", type, profile: id, findings, doses, accepted };
}

/**
 * Judges one message as the guide and NIST's profiles would: header first, then structure, usage, types, tables and
 * cross-field statements. Pure, never throws, whatever the message holds. What belongs to the sender's rights (MSH-4,
 * realm, duplicates) is not looked at here.
 *
 * @param message as `readMessage` gives it
 * @returns see `Validation`: rejected, refused or processed, with findings ready for ERR segments
 */
export function validate(message: Message, context: ValidationContext): Validation {
  const type = messageKind(message);
  const rejection = checkHeader(message);
  if (rejection !== undefined) return { kind: "rejected", type, findings: [rejection], doses: [] };
  return judge(profileOf(message, type), type, message, context);
}

/**
 * Holds any message against one profile, answers of our own included (decision D17).
 *
 * @returns what the profile finds, E before W before I; empty for a clean message
 */
export function checkProfile(
  message: Message,
  profile: ProfileId,
  context: ValidationContext,
): readonly Finding[] {
  return judge(profile, "other", message, context).findings;
}
