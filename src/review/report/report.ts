import type { Realm } from "../../kernel/realm.ts";
import type { FixMarker, ReviewConfiguration, ReviewProfile, Waiver } from "../configuration.ts";
import type { Gate, Grain, Letter, MeasureId } from "../measures.ts";

/**
 * `PASS` gate satisfied and evidence sufficient · `FAIL` gate violated · `REVIEW` staff read and decide · `NOT_APPLICABLE` the
 * organization's profile excludes the rule · `ATTESTED` not seen in traffic, shown by a scripted message.
 */
export type Verdict = "PASS" | "FAIL" | "REVIEW" | "NOT_APPLICABLE" | "ATTESTED";

/** Which part of the traffic a report covers; days inclusive, in the registry's zone. */
export interface ReportWindow {
  readonly kind: "stage" | "sinceFixMarker" | "beforeFixMarker" | "days";
  readonly from: string;
  readonly to: string;
}

/** Work under way that a report waits for: until it is done the report is provisional and nothing in it passes or fails. */
export interface ReviewProgress {
  /** `re-evaluated`: judged under the rules, tables and sites of today · `counted`: what came in, was taken back or marked. */
  readonly kind: "re-evaluated" | "counted";
  /** Messages. */
  readonly done: number;
  readonly of: number;
}

/** The four counts with the interval of the rate; rates are null without an object, never NaN. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly unevaluated: number;
  /** passed ÷ (passed + failed). */
  readonly rate: number | null;
  /** Wilson bounds, one-sided 95 %. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** One day with objects of a measure: a patient or dose that came on two days counts in both. */
export interface TrendDay extends Pick<Counts, "passed" | "failed" | "rate" | "lower" | "upper"> {
  readonly day: string;
}

export interface MeasureReport extends Counts {
  readonly id: MeasureId;
  readonly title: string;
  readonly grain: Grain;
  readonly denominator: string;
  readonly gate: Gate;
  readonly target: number;
  readonly floor: number;
  readonly verdict: Verdict;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Too few objects for the gate to pass: each is to be looked at. */
  readonly census: boolean;
  /** Census without a failure: staff may well pass it. */
  readonly passSuggested: boolean;
  /** More objects without failure that would decide; 0 when decided. */
  readonly objectsMissing: number;
  /** Days with objects, in order. */
  readonly trend: readonly TrendDay[];
  /** Why objects could not be judged. */
  readonly unevaluatedReasons: readonly { readonly reason: string; readonly count: number }[];
}

/** One message that shows a failure, found again by its id; holds nothing the sender wrote but codes. */
export interface ExampleReport {
  readonly messageId: string;
  readonly controlId: string;
  /** `RXA[2]-5.4`. */
  readonly path: string;
  readonly receivedAt: string;
  readonly causeId: string;
}

/** Failures with one mapping behind them. */
export interface CauseReport {
  readonly causeId: string;
  /** `RV-A04`. */
  readonly finding: string;
  readonly title: string;
  readonly site: string;
  readonly key: { readonly vaccine: string; readonly application: string; readonly shape: string };
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly fix: string;
}

/** What only a population of messages shows; never in an ACK. */
export interface PopulationReport {
  /** `RV-K09`. */
  readonly id: string;
  /** Names this very finding: what a clearance refers to. */
  readonly key: string;
  readonly text: string;
  readonly objects: number;
  readonly share: number | null;
  /** Staff closed it. */
  readonly cleared: boolean;
}

export interface RuleReport extends Counts {
  readonly id: string;
  readonly title: string;
  readonly grain: Grain;
  readonly gate: Gate;
  readonly target: number;
  readonly floor: number;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly measures: readonly MeasureReport[];
  readonly findings: readonly {
    readonly id: string;
    readonly title: string;
    readonly fails: boolean;
    readonly count: number;
  }[];
  readonly causes: readonly CauseReport[];
  /** One for each cause, newest first. */
  readonly examples: readonly ExampleReport[];
  readonly population: readonly PopulationReport[];
  /** Of the first measure, days with traffic. */
  readonly trend: readonly TrendDay[];
  /** The same rule in the window that is compared. */
  readonly previous: {
    readonly window: ReportWindow;
    readonly rate: number | null;
    readonly verdict: Verdict;
  } | null;
  readonly waiver: Waiver | null;
}

export interface EvidenceReport {
  readonly patients: number;
  readonly administered: number;
  readonly historical: number;
  readonly refused: number;
  readonly unsourced: number;
  readonly trafficDays: number;
  /** Queries that count as evidence, and the days they came on. */
  readonly queries: number;
  readonly queryDays: number;
  readonly sufficient: boolean;
  /** What is missing, one sentence each. */
  readonly missing: readonly string[];
}

/** What an organization can do, as far as it was shown. */
export interface CapabilityReport {
  readonly id: "update" | "refusal" | "protection" | "delete" | "query";
  /** Whether signing asks for it. */
  readonly required: boolean;
  /** `attested` by a scripted message, `waived` by staff with a reason. */
  readonly state: "observed" | "attested" | "waived" | "missing";
}

/** One thing that signing asks for beside the rules. */
export interface GateReport {
  /** Stable: `volume`. */
  readonly id: string;
  readonly title: string;
  readonly passed: boolean;
  /** What was found, in a few words. */
  readonly measured: string;
  readonly satisfiedBy: string;
  readonly source: string;
}

export interface DayReport {
  readonly day: string;
  readonly messages: number;
  readonly doses: number;
  readonly AA: number;
  readonly AE: number;
  readonly AR: number;
  /** Against the announced volume, on business days only. */
  readonly alarm: "silent" | "low" | "flood" | null;
}

export interface CodeReport {
  /** `RXA-5`. */
  readonly field: string;
  readonly system: string;
  /** As sent when it may be repeated; `other text` for what may not. */
  readonly code: string;
  readonly label: string;
  readonly class: string;
  readonly status: string;
  readonly count: number;
  readonly share: number;
  /** Share in the window that is compared. */
  readonly previousShare: number | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** Calendar days from administration to receipt of doses given here, counted once each (review rules, section 4.1). */
export interface TimelinessReport {
  readonly n: number;
  readonly sameDay: number | null;
  readonly le1: number | null;
  readonly le7: number | null;
  readonly le14: number | null;
  readonly le30: number | null;
  readonly medianDays: number | null;
  readonly p90Days: number | null;
  readonly meanDays: number | null;
  /** Older than 30 days on arrival: an initial load, counted apart. */
  readonly initialLoadExcluded: number;
}

export interface DuplicatesReport {
  /** Transmissions answered from the store; handed in. */
  readonly identicalMessages: number;
  readonly controlIdReuse: number;
  /** Doses received for each distinct dose. */
  readonly resendFactor: number | null;
  /** In one message: same vaccine group one to three days apart. */
  readonly nearDuplicateDoses: number;
  /** In one message: given here and historical on one day. */
  readonly twins: number;
  /** In one message: one order number on several doses. */
  readonly sharedOrderNumbers: number;
}

/**
 * One review of one organization in one realm: plain JSON without patient data. `org` to `rules` are fixed by the operator's
 * interface; the rest stands beside them.
 */
export interface ReviewReport {
  readonly formatVersion: 1;
  readonly org: string;
  readonly realm: Realm;
  readonly window: ReportWindow;
  /** Messages in evidence: updates with a processing id that counts (decision D30). */
  readonly messages: number;
  /** Distinct doses. */
  readonly doses: number;
  readonly rules: Readonly<Record<Letter, RuleReport>>;
  readonly generatedAt: string;
  readonly organization: {
    readonly name: string;
    readonly sites: readonly string[];
    readonly profile: ReviewProfile;
  };
  /** "8 of 11 rules pass, 2 to review, 1 fails (c)". */
  readonly headline: string;
  /** What the report waits for; null when it is final. */
  readonly progress: ReviewProgress | null;
  /** Whether the report is final and every rule passes, is attested, not applicable or waived, every gate passes, and the evidence suffices. */
  readonly signable: boolean;
  readonly evidence: EvidenceReport;
  readonly capabilities: readonly CapabilityReport[];
  /** What signing asks for beside the rules, passed or not. */
  readonly gates: readonly GateReport[];
  /** What was received but is no evidence. */
  readonly apart: {
    readonly queries: number;
    readonly otherTypes: number;
    readonly otherProcessingIds: number;
    readonly unreadable: number;
    readonly refused: number;
    readonly rejected: number;
  };
  readonly acks: { readonly AA: number; readonly AE: number; readonly AR: number };
  readonly days: readonly DayReport[];
  readonly codesReceived: readonly CodeReport[];
  readonly timeliness: TimelinessReport;
  readonly duplicates: DuplicatesReport;
  /** Sites of the organization and the last day on which each sent. */
  readonly sites: readonly {
    readonly code: string;
    readonly mnvfc: boolean;
    readonly messages: number;
    readonly lastSeen: string | null;
    readonly silent: boolean;
  }[];
  readonly fixMarkers: readonly FixMarker[];
  /** Window that `previous` and `previousShare` refer to. */
  readonly comparedWith: ReportWindow | null;
  readonly versions: {
    readonly rules: string;
    readonly codeTables: string;
    readonly windows: string;
    readonly pd1_12: "Y=protect";
  };
  readonly configuration: ReviewConfiguration;
}
