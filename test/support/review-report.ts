import { createHash } from "node:crypto";
import {
  DEFAULT_CONFIGURATION,
  DEFAULT_PROFILE,
  NO_ACTS,
  type ReviewProfile,
} from "../../src/review/configuration.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { buildReport } from "../../src/review/report/build-report.ts";
import type { ReportInput } from "../../src/review/report/report-input.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import { type WindowTally } from "../../src/review/window-tally.ts";
import { bookOf, bucketByDay, mergeBooks, tallyBook } from "./review-book.ts";
import { REVIEW_SETTING, REVIEW_TABLES } from "./review-messages.ts";

/** Twelve business days of November 2026. */
export const REVIEW_DAYS: readonly string[] =
  "20261102 20261103 20261104 20261105 20261106 20261109 20261110 20261112 20261113 20261116 20261117 20261118".split(
    " ",
  );

/** Five in the afternoon of a day in Minnesota. */
export function afternoonOf(day: string): number {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T17:00:00-06:00`);
}

/** The tally of all contributions, by day. */
export function tallied(
  contributions: readonly MessageContribution[],
  kind: ReviewProfile["dataKind"] = "real",
): WindowTally {
  const book = mergeBooks(contributions.map((one) => bookOf(one, kind, bucketByDay)));
  return tallyBook(book, () => true);
}

/** A report on contributions of November 2026; `rest` differs from a plain one. */
export function reportInput(
  contributions: readonly MessageContribution[],
  rest: Partial<ReportInput> = {},
): ReportInput {
  const profile = { ...DEFAULT_PROFILE, confirmsProtection: true };
  return {
    organization: { id: "org-1", name: "Northfield Clinic", sites: REVIEW_SETTING.sites, profile },
    realm: "test",
    window: { kind: "stage", from: "2026-11-02", to: "2026-11-18" },
    tally: tallied(contributions, rest.organization?.profile.dataKind),
    configuration: DEFAULT_CONFIGURATION,
    acts: NO_ACTS,
    codes: REVIEW_TABLES.codes,
    versions: { rules: REVIEW_TABLES.version, windows: REVIEW_TABLES.windows.version },
    replays: 0,
    nowMs: afternoonOf("20261118"),
    ...rest,
  };
}

export function reportOf(
  contributions: readonly MessageContribution[],
  rest: Partial<ReportInput> = {},
): ReviewReport {
  return buildReport(reportInput(contributions, rest));
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
