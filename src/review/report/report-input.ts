import type { CodeSets } from "../../codes/code-sets.ts";
import type { Realm } from "../../kernel/realm.ts";
import type { ReviewActs, ReviewConfiguration, ReviewProfile } from "../configuration.ts";
import type { WindowTally } from "../window-tally.ts";
import type { ReviewSite } from "../review-setting.ts";
import type { ReportWindow, ReviewProgress } from "./report.ts";

/** Everything a report is made of; the same input gives the same report. */
export interface ReportInput {
  readonly organization: {
    readonly id: string;
    readonly name: string;
    readonly sites: readonly ReviewSite[];
    readonly profile: ReviewProfile;
  };
  readonly realm: Realm;
  readonly window: ReportWindow;
  readonly tally: WindowTally;
  /** Another window to compare with: before the fix marker, or the window before. */
  readonly compared?: { readonly window: ReportWindow; readonly tally: WindowTally };
  readonly configuration: ReviewConfiguration;
  readonly acts: ReviewActs;
  readonly codes: CodeSets;
  /** `ReviewTables.version` and that of the windows. */
  readonly versions: { readonly rules: string; readonly windows: string };
  /** Transmissions of the window that were answered from the store (decision D7). */
  readonly replays: number;
  /** The plan names how the organization watches its submissions and answers. */
  readonly hasMonitoringPlan?: boolean;
  /** What is still under way; absent when the tally is complete. */
  readonly progress?: ReviewProgress;
  /** The moment of the report; waivers run out by it. */
  readonly nowMs: number;
}
