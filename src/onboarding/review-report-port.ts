import type { DateOnly } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import type { ByLetter } from "../review/measures.ts";

/** Verdict of a rule over a window. */
export type RuleVerdict = "PASS" | "FAIL" | "REVIEW" | "NOT_APPLICABLE" | "ATTESTED";

/** One rule of a report, as far as signing needs it. */
export interface RuleStanding {
  readonly verdict: RuleVerdict;
  /** Staff waived the rule with a reason that is still in force. */
  readonly waived: boolean;
}

/** One more thing that signing asks for: a capability, the volume, corrections observed, a gate of queries. */
export interface ReportGate {
  /** Stable, such as `capability-refusal`. */
  readonly id: string;
  /** What holds when it is passed, for letters. */
  readonly title?: string;
  readonly passed: boolean;
  /** What would satisfy it, as a sentence. */
  readonly satisfiedBy: string;
}

/** A frozen review report, as far as guards and letters need it. Holds no patient data. */
export interface SignableReport {
  /** Id of the snapshot, which never changes again. */
  readonly snapshotId: string;
  /** Digest of its canonical JSON, `sha256:…`; letters cite it. */
  readonly digest: string;
  /** Enough messages, given doses and days with traffic, or waived with a reason. */
  readonly sufficient: boolean;
  readonly rules: ByLetter<RuleStanding>;
  /** Privacy incidents that are not closed. */
  readonly openIncidents: number;
  /** All gates beside the rules, passed or not. */
  readonly gates: readonly ReportGate[];
}

/** Where the evidence stands, before a report of it is frozen. */
export type Standing = Omit<SignableReport, "snapshotId" | "digest">;

/** Which report: an organization's traffic of one realm in one stage, days inclusive. */
export interface ReportQuestion {
  readonly organizationId: string;
  readonly realm: Realm;
  readonly from: DateOnly;
  readonly to: DateOnly;
  /** A query-only organization has queries in the place of vaccinations (decision D25). */
  readonly may: "submit" | "query-only";
  /** Test data counts as evidence when the plan says so (decision D30). */
  readonly dataKind: "real" | "test";
}

/** The review as onboarding asks it. */
export interface ReviewReports {
  /**
   * Compute the report, freeze it and hand it over. The same traffic, marks and waivers give the snapshot that is there.
   *
   * @returns undefined when no report can be made; a guard then refuses the signature
   * @throws GatewayError `unavailable` when a database does not answer
   */
  freeze(question: ReportQuestion): Promise<SignableReport | undefined>;
  /** The same for people to look at before anybody signs; nothing is stored. */
  preview(question: ReportQuestion): Promise<Standing | undefined>;
}
