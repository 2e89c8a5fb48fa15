import { createHmac } from "node:crypto";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import { contributionOf } from "../../src/review/contribution-of.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { type MessageReview, reviewMessage } from "../../src/review/review-message.ts";
import type { MaskedNumber, ReviewSetting, ReviewTables } from "../../src/review/review-setting.ts";
import { reviewTables } from "../../src/review/review-tables.ts";
import { maskSocialSecurityNumbers } from "../../src/submission/mask-social-security-numbers.ts";
import { validate } from "../../src/validation/validate.ts";
import type { Validation } from "../../src/validation/validation.ts";

export const REVIEW_TABLES: ReviewTables = reviewTables(builtInCodeSets());

/** Site NORTHC takes part in MnVFC, NORTHC-2 does not. */
export const REVIEW_SETTING: ReviewSetting = {
  tables: REVIEW_TABLES,
  zone: "America/Chicago",
  sites: [
    { code: "NORTHC", mnvfc: true },
    { code: "NORTHC-2", mnvfc: false },
  ],
  eligibilityCodes: [],
  isTestData: false,
  digest: (purpose, text) =>
    createHmac("sha256", "test key").update(`${purpose}\n${text}`).digest("base64url"),
};

/** 23:40 on 2026-11-16 in Minnesota. */
export const RECEIVED_AT: number = Date.parse("2026-11-16T23:40:00-06:00");

/** Fields by their number in the guide. */
type Fields = Readonly<Record<number, string>>;

/** A message by what differs from a plain one; synthetic people. */
export interface MessageParts {
  readonly msh?: Fields;
  readonly pid?: Fields;
  readonly pd1?: Fields;
  /** Segments behind PD1, before the orders. */
  readonly visit?: readonly string[];
  readonly orders?: readonly string[];
}

const HEADER: Fields = {
  2: "^~\\&",
  3: "EHR",
  4: "NORTHC",
  5: "MIIC",
  6: "MIIC",
  7: "20261116233900-0600",
  9: "VXU^V04^VXU_V04",
  10: "NC-1",
  11: "P",
  12: "2.5.1",
  15: "ER",
  16: "AL",
  21: "Z22^CDCPHINVS",
};

/** Born 2022-03-09: four years old. */
const PATIENT: Fields = {
  1: "1",
  3: "771200^^^NORTHC^MR",
  5: "Testperch^Wren^^^^^L",
  7: "20220309",
  8: "F",
  10: "2106-3^White^CDCREC",
  11: "625 Robert St N^^Saint Paul^MN^55155^USA^H",
  13: "^PRN^PH^^^651^2015207",
  22: "2186-5^not Hispanic or Latino^CDCREC",
};

const PROTECTION: Fields = { 11: "02^Reminder/recall - any method^HL70215", 12: "N", 13: "20261102" };

function segment(name: string, fields: Fields): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  const first = name === "MSH" ? 2 : 1;
  const texts = Array.from({ length: last - first + 1 }, (_, index) => fields[index + first] ?? "");
  return [name, ...texts].join("|");
}

/** ER7 of a message. */
export function vxu({ msh, pid, pd1, visit = [], orders = [] }: MessageParts): string {
  return [
    segment("MSH", { ...HEADER, ...msh }),
    segment("PID", { ...PATIENT, ...pid }),
    segment("PD1", { ...PROTECTION, ...pd1 }),
    ...visit,
    ...orders,
    "",
  ].join("\r");
}

const MMR = "03^MMR^CVX^00006-4681-01^M-M-R II^NDC";

/** An order of a dose given today at NORTHC; `rxa` differs from it, `obx` replaces the eligibility. */
export function given(rxa: Fields = {}, obx: readonly string[] = [eligibility("V02")]): string {
  return [
    "ORC|RE||V1^NORTHC",
    segment("RXA", {
      1: "0",
      2: "1",
      3: "20261116",
      5: MMR,
      6: "0.5",
      7: "mL^milliliter^UCUM",
      9: "00^New immunization record^NIP001",
      11: "^^^NORTHC",
      15: "Y012345",
      16: "20271130",
      17: "MSD^Merck and Co^MVX",
      20: "CP",
      21: "A",
      ...rxa,
    }),
    "RXR|C38299^Subcutaneous^NCIT|LA^Left Arm^HL70163",
    ...obx,
  ].join("\r");
}

/** The observation of eligibility. */
export function eligibility(code: string, number = 1): string {
  return `OBX|${number}|CE|64994-7^Vaccine funding program eligibility category^LN|${number}|${code}^as told^HL70064||||||F|||20261116|||VXC40^per immunization^CDCPHINVS`;
}

/** An order of a historical dose. */
export function historical(day: string, code: string, rxa: Fields = {}): string {
  return [
    "ORC|RE||H1^NORTHC",
    segment("RXA", {
      1: "0",
      2: "1",
      3: day,
      5: code,
      6: "999",
      9: "01^Historical, source unspecified^NIP001",
      20: "CP",
      21: "A",
      ...rxa,
    }),
  ].join("\r");
}

/** An order of a refusal; complete unless `rxa` takes something away. */
export function refusal(rxa: Fields = {}, orc = "ORC|RE||9999^NORTHC"): string {
  return [
    orc,
    segment("RXA", {
      1: "0",
      2: "1",
      3: "20261116",
      5: "107^DTaP, unspecified formulation^CVX",
      6: "999",
      18: "00^Parental decision^NIP002",
      20: "RE",
      21: "A",
      ...rxa,
    }),
  ].join("\r");
}

export interface ReviewOptions {
  readonly receivedAtMs?: number;
  readonly messageId?: string;
  readonly setting?: ReviewSetting;
}

/** A text reviewed as the spine does: masked, read, validated. */
export function reviewed(
  er7: string,
  { receivedAtMs = RECEIVED_AT, messageId = "m-1", setting = REVIEW_SETTING }: ReviewOptions = {},
): { readonly review: MessageReview; readonly validation: Validation } {
  const reading = readMessage(er7);
  if (reading.kind !== "message") throw new Error(`the text is ${reading.kind}`);
  const { message, controlId } = reading;
  const validation = validate(message, {
    nowMs: receivedAtMs,
    zone: setting.zone,
    codes: setting.tables.codes,
  });
  const maskedNumbers: readonly MaskedNumber[] = maskSocialSecurityNumbers(er7).places;
  const outcome = validation.kind;
  const input = { messageId, controlId, receivedAtMs, message, validation, maskedNumbers, outcome };
  return { review: reviewMessage(input, setting), validation };
}

/** The contribution of a text that was answered AA. */
export function contributed(er7: string, options: ReviewOptions = {}): MessageContribution {
  return contributionOf(reviewed(er7, options).review, { ack: "AA", controlIdReused: false });
}

/** A text that no message could be read from. */
export function unreadable(messageId: string, receivedAtMs: number = RECEIVED_AT): MessageContribution {
  const input = {
    messageId,
    controlId: "",
    receivedAtMs,
    message: undefined,
    validation: undefined,
    maskedNumbers: [],
    outcome: "refused",
  } as const;
  return contributionOf(reviewMessage(input, REVIEW_SETTING), { ack: "AE", controlIdReused: false });
}
