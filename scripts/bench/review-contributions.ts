import { createHmac } from "node:crypto";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import { addDays, type DateOnly, instantInZone } from "../../src/kernel/dates.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { contributionOf } from "../../src/review/contribution-of.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { reviewMessage } from "../../src/review/review-message.ts";
import type { ReviewSetting } from "../../src/review/review-setting.ts";
import { reviewTables } from "../../src/review/review-tables.ts";
import { validate } from "../../src/validation/validate.ts";
import { generateMessages } from "../training-messages.ts";

/** Messages that are really reviewed; the others repeat them with other people, days and ids. */
const DIFFERENT = 2_000;

/** One message in three comes from a patient whom an earlier one told of, with the history that goes with it. */
const KNOWN_PATIENT_EVERY = 3;

/** Noon in Minnesota. */
const HOUR = 12;

/** Business days from a first one on. */
export function businessDaysFrom(first: DateOnly, count: number): readonly DateOnly[] {
  const days: DateOnly[] = [];
  for (let day = first; days.length < count; day = addDays(day, 1))
    if (minnesotaBusinessDays.isBusinessDay(day)) days.push(day);
  return days;
}

function settingOf(sites: readonly string[]): ReviewSetting {
  return {
    tables: reviewTables(builtInCodeSets()),
    zone: "America/Chicago",
    sites: sites.map((code) => ({ code, mnvfc: true })),
    eligibilityCodes: [],
    isTestData: false,
    digest: (purpose, text) =>
      createHmac("sha256", "benchmark").update(`${purpose}\n${text}`).digest("base64url"),
  };
}

interface Received {
  readonly er7: string;
  readonly controlId: string;
  readonly receivedAtMs: number;
}

function contributed(
  { er7, controlId, receivedAtMs }: Received,
  setting: ReviewSetting,
): readonly MessageContribution[] {
  const reading = readMessage(er7);
  if (reading.kind !== "message") return [];
  const { message } = reading;
  const { zone, tables } = setting;
  const validation = validate(message, { nowMs: receivedAtMs, zone, codes: tables.codes });
  const input = {
    messageId: controlId,
    controlId,
    receivedAtMs,
    message,
    validation,
    maskedNumbers: [],
    outcome: validation.kind,
  };
  return [contributionOf(reviewMessage(input, setting), { ack: "AE", controlIdReused: false })];
}

/** Somebody else of the same kind. */
function inRound<T extends { readonly key: string }>(object: T, round: number): T {
  return { ...object, key: `${object.key}-${round}` };
}

/**
 * What so many messages add to a review, in the order of receipt and spread evenly over days: those of 2,000 training messages,
 * over and over with other patients, doses and ids. One in three tells again of a patient of an earlier message.
 */
export function* reviewContributions(
  count: number,
  days: readonly DateOnly[],
  site: string,
): Generator<MessageContribution> {
  const setting = settingOf([site]);
  const [first] = days;
  if (first === undefined) return;
  const noon = days.map((day) => instantInZone(day, HOUR));
  const different = generateMessages({
    count: DIFFERENT,
    seed: 1,
    days: [first.replaceAll("-", "")],
    sites: [site],
    processingId: "P",
  }).flatMap(({ er7, controlId }) => contributed({ er7, controlId, receivedAtMs: noon[0] ?? 0 }, setting));
  for (let number = 0; number < count; number += 1) {
    const one = different[number % different.length];
    const at = Math.floor((number * days.length) / count);
    const [day, startMs] = [days[at], noon[at]];
    if (one === undefined || day === undefined || startMs === undefined) return;
    const round = number % KNOWN_PATIENT_EVERY === 0 ? 0 : Math.floor(number / different.length);
    const { patient, doses, ...rest } = one;
    yield {
      ...rest,
      messageId: `B${`${number}`.padStart(9, "0")}`,
      receivedAtMs: startMs + number,
      day,
      doses: doses.map((dose) => inRound(dose, round)),
      ...(patient !== undefined && { patient: inRound(patient, round) }),
    };
  }
}
