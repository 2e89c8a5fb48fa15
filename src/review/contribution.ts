import type { DoseClassId } from "./dose-class.ts";
import type { MaskedNumber } from "./review-setting.ts";

/** One broken rule in one object, without anything the sender wrote but codes. */
export interface FindingFact {
  /** `RV-A04`. */
  readonly id: string;
  /** `RXA[2]-5.4`: segment, its count in the message, field, component. */
  readonly at: string;
  /**
   * What failures with one mapping behind them share: rule, site, vaccine, sending application, shape of the value, with `|`
   * between.
   */
  readonly cause: string;
  /** False for what is only told: it does not make the object fail. */
  readonly fails: boolean;
  /** It fails real data only; agreed test data is told of it. */
  readonly onlyReal?: true;
}

/** What was found of one object. */
export interface Facts {
  /**
   * One letter a measure of the grain (`measuresOf`): `p` passed, `f` failed, `r` fails as real data and passes as agreed test
   * data, `n` not applicable, `u` unevaluated.
   */
  readonly outcomes: string;
  readonly findings: readonly FindingFact[];
  /** What is counted of it besides, one cell name each: codes received, shapes, reasons of `u`. */
  readonly counts: readonly string[];
}

/** One dose of one message. */
export interface DoseFacts extends Facts {
  /** Keyed digest of patient, date, vaccine group, class and order number or lot: the same in each re-sent history. */
  readonly key: string;
  readonly class: DoseClassId;
  /** Calendar days from RXA-3 to receipt; only of doses given here and sent as new (RXA-21 `A`). */
  readonly delayDays?: number;
}

/** One identifier of a patient, for the test whether a population of identifiers looks like social security numbers. */
export interface IdentifierTrait {
  /** `PID-3|NPC|MR`: field, assigning authority, type. */
  readonly place: string;
  /** Keyed digest of the value. */
  readonly value: string;
  /** Nine digits that could be such a number. */
  readonly isNine: boolean;
  readonly isPossible: boolean;
  /** First three digits are 468 to 477, Minnesota's before 2011. */
  readonly isMinnesotan: boolean;
  /** Keyed digests of the first three and the first five digits. */
  readonly area: string;
  readonly beginning: string;
}

/** What tells one patient from the others in the tests on populations; keyed digests, `""` for what was not sent. */
export interface PatientTraits {
  readonly family: string;
  readonly phone: string;
  readonly street: string;
  readonly email: string;
  readonly motherMaiden: string;
  /** Of birth date and given name: two under one record number are two people. `""` for a newborn without a name. */
  readonly person: string;
  /** `Y`, `N`, or `""` when PD1-12 was empty; anything else counts as `Y` (decision D24). */
  readonly protection: "Y" | "N" | "";
  /** PD1-13 as `YYYYMMDD`, or `""`. */
  readonly protectionSince: string;
  readonly identifiers: readonly IdentifierTrait[];
}

/** The patient of one message; the latest message counts. */
export interface PatientFacts extends Facts {
  /** Keyed digest of MSH-4 and the record number. */
  readonly key: string;
  readonly traits: PatientTraits;
}

/** What a message was: `unreadable` when no segment could be told. */
export type MessageSort = "update" | "query" | "other" | "unreadable";

/**
 * What one message adds to a review: plain JSON, no patient data, some 300 bytes a dose. Written when the message is received
 * and never changed; a report over any window is computed from these alone.
 */
export interface MessageContribution {
  readonly format: 1;
  /** Under what it was made (`contributionBasis`); under another one it is made anew. */
  readonly basis: string;
  readonly messageId: string;
  /** MSH-10 when it may be repeated, else `""`. */
  readonly controlId: string;
  readonly receivedAtMs: number;
  /** Day of receipt in the registry's zone, `YYYY-MM-DD`. */
  readonly day: string;
  /** MSH-11.1: `P`, `T`, `D`, or `""` for anything else. */
  readonly processingId: "P" | "T" | "D" | "";
  readonly sort: MessageSort;
  readonly outcome: "processed" | "refused" | "rejected";
  readonly ack: "AA" | "AE" | "AR";
  readonly message: Facts;
  /** Handed in again when the contribution is made anew: the stored text shows stars only. */
  readonly maskedNumbers: readonly MaskedNumber[];
  /** Absent unless an update was processed. */
  readonly patient?: PatientFacts;
  /** In message order, each key once: of two doses with one key the last counts. */
  readonly doses: readonly DoseFacts[];
}
