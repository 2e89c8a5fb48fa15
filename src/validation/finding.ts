import type { Location } from "../hl7/location.ts";

/** HL70516. E: data was not stored; W: stored, something ignored, replaced or doubtful; I: news. */
export type Severity = "E" | "W" | "I";

/** HL70357, ERR-3. */
export type ErrorCode =
  | "0"
  | "100"
  | "101"
  | "102"
  | "103"
  | "200"
  | "201"
  | "202"
  | "203"
  | "204"
  | "205"
  | "206"
  | "207"
  | "999";

/** HL70533, ERR-5. */
export type ApplicationErrorCode = "1" | "2" | "3" | "4" | "5" | "6";

/**
 * What a finding does to the data (decision D9):
 * `reject` AR, nothing processed · `refuse-message` AE, nothing processed · `refuse-dose` that ORDER group is not stored ·
 * `drop` the place it names is not used, the rest is stored · `keep` stored as sent · `staff` as `keep`, told to staff alone:
 * no answer and no page of a sender shows it (decision D8).
 */
export type Effect = "reject" | "refuse-message" | "refuse-dose" | "drop" | "keep" | "staff";

/**
 * One thing a sender should know, ready for one ERR segment. Holds no patient data: `text` names places and codes only,
 * at most 250 characters.
 */
export interface Finding {
  /** Stable, never reused; ERR-7 and the rule reference. */
  readonly ruleId: string;
  readonly severity: Severity;
  /** Absent when the finding is about the whole message. */
  readonly location?: Location;
  readonly errorCode: ErrorCode;
  readonly applicationErrorCode?: ApplicationErrorCode;
  /** ERR-8 without the leading `Stored:` / `Not stored:`, which the acknowledgment adds from `effect`. */
  readonly text: string;
  readonly effect: Effect;
}
