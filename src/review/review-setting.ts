import type { CodeSets } from "../codes/code-sets.ts";
import type { UseWindows } from "../codes/use-windows.ts";
import type { Location } from "../hl7/location.ts";
import type { Message } from "../hl7/message.ts";
import type { Validation } from "../validation/validation.ts";

/** A social security number that was masked; the number itself is nowhere. */
export interface MaskedNumber {
  readonly location: Location;
  readonly evidence:
    | "typed"
    | "dedicated"
    | "medicare"
    | "formatted"
    | "keyword"
    | "repeated"
    | "other-delimiters";
  /** `real` and `taxpayer` concern a person; `sample` and `other` are filler. */
  readonly form: "real" | "taxpayer" | "sample" | "other";
}

/** One message with what was already decided about it. */
export interface ReviewInput {
  readonly messageId: string;
  /** MSH-10 as received. */
  readonly controlId: string;
  readonly receivedAtMs: number;
  /** As received; undefined when no segments could be told. */
  readonly message: Message | undefined;
  /** Undefined exactly when `message` is. */
  readonly validation: Validation | undefined;
  readonly maskedNumbers: readonly MaskedNumber[];
  /** Outcome of admission as well as of validation: what was answered AR or refused is no evidence for rules on doses. */
  readonly outcome: "processed" | "refused" | "rejected";
}

/** Code tables with what the review derives from them; made once for each state of the tables. */
export interface ReviewTables {
  /** Names rules, code tables and windows. */
  readonly version: string;
  readonly codes: CodeSets;
  readonly windows: UseWindows;
  /** MVX of the products and packages of a CVX. */
  readonly makers: ReadonlyMap<string, ReadonlySet<string>>;
  /** CVX that some NDC or CPT stands for. */
  readonly doublyCoded: ReadonlySet<string>;
}

/** What the review of a message depends on besides the message. */
export interface ReviewSetting {
  readonly tables: ReviewTables;
  /** IANA zone of the organization: whose day it is when a date is "in the future". */
  readonly zone: string;
  /** Current sites of the organization. */
  readonly sites: readonly ReviewSite[];
  /** Codes of OBX-5 for 64994-7 beyond the guide's that Minnesota takes; none so far. */
  readonly eligibilityCodes: readonly string[];
  /** The sender calls it test data: its answer tells fictional names and numbers as advice. The report goes by the plan. */
  readonly isTestData: boolean;
  /** Keyed digest of the realm (decision D27); used for identifiers, keys and values that are compared and never shown. */
  readonly digest: (purpose: string, text: string) => string;
}

export interface ReviewSite {
  readonly code: string;
  readonly mnvfc: boolean;
}
