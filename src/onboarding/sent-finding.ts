import type { DateOnly } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { type Letter, LETTERS } from "../review/measures.ts";
import type { CauseReport, ReviewReport } from "../review/report/report.ts";
import type { ContactRole } from "./contact.ts";

/** `open` waits for the organization · `answered` it said what it did or will do · `closed` staff ended it. */
export const FINDING_STATES = ["open", "answered", "closed"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What a finding may become; nothing reopens, a cause that comes back is sent again. */
export const NEXT_STATES: Readonly<Record<FindingState, readonly FindingState[]>> = {
  open: ["answered", "closed"],
  answered: ["closed"],
  closed: [],
};

/** A cause as the report had it on the day of sending; codes and counts, no patient data. */
export type SentCause = Pick<CauseReport, "causeId" | "finding" | "title" | "site" | "key" | "count" | "fix">;

/** A cause of failures in a review that was sent to the organization, with who answers for it and until when. */
export interface SentFinding {
  readonly id: string;
  readonly organizationId: string;
  readonly realm: Realm;
  readonly rule: Letter;
  readonly cause: SentCause;
  /** The contact as it was on the day of sending. */
  readonly owner: { readonly contactId: string; readonly role: ContactRole; readonly name: string };
  readonly sentOn: DateOnly;
  /** A business day. */
  readonly dueOn: DateOnly;
  readonly sentAtMs: number;
  readonly sentBy: string;
  readonly reason: string;
  readonly state: FindingState;
  /** What was last said of it, by whom and when; absent while nothing was. */
  readonly change?: { readonly note: string; readonly by: string; readonly atMs: number };
}

/** The causes of a report with the rule they stand under. */
export function causesOf(
  report: ReviewReport,
): readonly { readonly rule: Letter; readonly cause: SentCause }[] {
  return LETTERS.flatMap((rule) =>
    report.rules[rule].causes.map(({ causeId, finding, title, site, key, count, fix }) => ({
      rule,
      cause: { causeId, finding, title, site, key, count, fix },
    })),
  );
}
