import type { Repetition, Segment } from "../../hl7/message.ts";
import type { DateOnly } from "../../kernel/dates.ts";

/**
 * What one ORDER group says, told from RXA-20, RXA-5 and RXA-9:
 * `given` a dose given by who reports it · `historical` a dose known from elsewhere · `refused` RXA-20 RE · `not-given`
 * RXA-20 NA with a vaccine · `statement` CVX 998: history of disease, immunity, contraindications, no vaccine at all.
 * Only the first two are doses.
 *
 * @see CDC guide R1.5, RXA-9, RXA-20 and Appendix B "no vaccine administered"
 */
export type ReportKind = "given" | "historical" | "refused" | "not-given" | "statement";

/** HL7 table 0323. */
export type ReportAction = "A" | "U" | "D";

/** One triplet of a CE, as sent; absent parts are empty text. */
export interface Coded {
  readonly code: string;
  readonly text: string;
  readonly system: string;
}

/** One vaccine information statement handed over: the OBX of one OBX-4. */
export interface InformationStatement {
  /** 24 digits of the bar code, or `""`. */
  readonly barCode: string;
  /** CVX of the vaccine type when no bar code was sent, or `""`. */
  readonly vaccineType: string;
  /** Day the statement was published, `YYYYMMDD` as sent, or `""`. */
  readonly published: string;
  /** Day it was handed over, `YYYYMMDD` as sent, or `""`. */
  readonly presented: string;
}

/** From which message and when; what provenance and a withdrawal go by. */
export interface ReportSource {
  readonly messageId: string;
  /** Count of the RXA in the message as received, from 1. */
  readonly rxaSequence: number;
  /** RXA-21; empty is read as A (decision D9). */
  readonly action: ReportAction;
  /** MSH-7 as an instant that is never after the receipt; orders the reports of one source record (decision D22). */
  readonly asOfMs: number;
  readonly receivedAtMs: number;
  /** The message was taken back by staff; nothing it said counts while this is set. */
  readonly withdrawn?: true;
}

/** What a report says of the vaccination, without who said it when. Plain JSON. */
export interface VaccinationContent {
  readonly kind: ReportKind;
  /** RXA-5: both triplets as sent, CVX, NDC or CPT; resolved by `vaccineMeant()` under the tables of the day. */
  readonly vaccineCodes: readonly Coded[];
  /** RXA-3. */
  readonly date: DateOnly;
  /** RXA-9, table NIP001: `00` given here, `01` to `08` history; `""` when nothing was given. */
  readonly informationSource: string;
  /** RXA-20. */
  readonly completion: "CP" | "PA" | "RE" | "NA" | "";
  /** RXA-6 as sent; `""` for unknown (999). */
  readonly amount: string;
  /** RXA-7. */
  readonly unit?: Coded;
  /** RXA-15, first repetition. */
  readonly lot: string;
  /** RXA-16 as sent: a month or a day. */
  readonly expires: string;
  /** RXA-17, MVX. */
  readonly manufacturer?: Coded;
  /** RXR-1. */
  readonly route?: Coded;
  /** RXR-2. */
  readonly bodySite?: Coded;
  /** OBX 64994-7. */
  readonly eligibility?: Coded;
  /** OBX 30963-3. */
  readonly fundingSource?: Coded;
  readonly informationStatements: readonly InformationStatement[];
  /** RXA-18. */
  readonly refusalReasons: readonly Coded[];
  /** RXA-10, XCN as sent. */
  readonly provider?: Repetition;
  /** RXA-11.4: where it was given. */
  readonly locationCode: string;
  /** The whole group in message order, counted within it: ORC, RXA, RXR, OBX, NTE. What an answer is written from. */
  readonly segments: readonly Segment[];
}

/** One ORDER group that may be stored, with what the registry keys it by. Plain JSON: one sealed document. */
export interface VaccinationReport extends VaccinationContent {
  /**
   * Order number that names the source record within one person: text made of site, ORC-3.1 and its authority. Undefined
   * when ORC-3 is empty, `9999`, or stands on several doses of the message (decisions D11, D22).
   */
  readonly key: string | undefined;
  /** Code of the sending site: MSH-4, or the facilityID when that is empty (decision D25). */
  readonly site: string;
  /** Whose site it was when the message came. */
  readonly organizationId: string;
  /** Count of its ORC in the message as received, from 1; undefined when it has none. */
  readonly orcSequence: number | undefined;
  readonly source: ReportSource;
}
