import type { Realm } from "../../kernel/realm.ts";
import type { ReviewActKind } from "../../onboarding/review-acts.ts";
import type { WindowComparison } from "../../review/report/compare-reports.ts";
import type { ReviewReport } from "../../review/report/report.ts";

/**
 * `GET /organizations/:org/report?realm=&from=&to=&compareFrom=&compareTo=`. Forms to `PATHS.reviewAct(org, kind)`: `realm`, `rule` (letter, for
 * waive also `evidence`), `reason`, `until` (day, waive only), `finding` (key, clear only); `csrf`.
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
  /** The event that signs this stage, when the role may: a form to `PATHS.event(org, sign)` with `reason`. */
  readonly sign?: "sign-review" | "sign-monitoring";
}
