import type { Realm } from "../../kernel/realm.ts";
import type { ReviewActKind } from "../../onboarding/review-acts.ts";
import type { SentFinding } from "../../onboarding/sent-finding.ts";
import type { WindowComparison } from "../../review/report/compare-reports.ts";
import type { ReviewReport } from "../../review/report/report.ts";

/**
 * `GET /organizations/:org/report?realm=&from=&to=&compareFrom=&compareTo=`. Forms to `PATHS.reviewAct(org, kind)`: `realm`, `rule` (letter, for
 * waive also `evidence`), `reason`, `until` (day, waive only), `finding` (key, clear only); `csrf`.
 * To `PATHS.reviewAct(org, "send")`: `realm`, `from`, `to`, `cause-KEY` (on), `owner`, `due`, `reason`; to `"settle"`: `realm`,
 * `finding` (id), `state`, `reason`.
 */
export interface ReportView {
  readonly report: ReviewReport;
  readonly organizationId: string;
  readonly realms: readonly Realm[];
  /** What of the form of the window was given. */
  readonly asked: {
    readonly realm?: Realm;
    readonly from?: string;
    readonly to?: string;
    readonly compareFrom?: string;
    readonly compareTo?: string;
  };
  /** `compareReports` of the two windows, when a second one was asked for. */
  readonly comparison?: WindowComparison;
  /** Acts that the role may do. */
  readonly acts: readonly ReviewActKind[];
  /** What the organization was sent of this realm, newest first. */
  readonly findings: readonly SentFinding[];
  /** The role may send causes and note answers. */
  readonly maySend: boolean;
  /** The event that signs this stage, when the role may: a form to `PATHS.event(org, sign)` with `reason`. */
  readonly sign?: "sign-review" | "sign-monitoring";
}
