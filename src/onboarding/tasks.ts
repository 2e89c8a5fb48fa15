import type { Stage } from "../accounts/organization.ts";
import type { Role } from "../accounts/policy.ts";
import type { DateOnly } from "../kernel/dates.ts";
import { WATCH_IDS } from "./watch/watches.ts";

interface TaskRow {
  readonly text: string;
  readonly role: Role;
  /** The case's due date is the task's. */
  readonly isDue?: true;
  /** Done when the organization has a usable credential of the realm. */
  readonly doneByCredential?: "test" | "production";
}

/** What people may have to do next. */
export const TASK_KINDS = [
  "rank",
  "invite",
  "hold-meeting",
  "get-confirmation",
  "start-test-setup",
  "issue-test-credential",
  "watch-first-test-message",
  "sign-review",
  "agree-go-live",
  "issue-production-credential",
  "verify-connection",
  "sign-monitoring",
  "send-letter",
  "resume",
  "invitation-not-delivered",
  "letter-not-delivered",
  "tell-new-due-date",
  "mail-not-sent",
  "wrong-realm",
  "silent-site",
  "volume-outside-corridor",
  "answers-worse",
  "error-not-corrected",
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Texts and roles. Tasks are raised by events; no task moves a case. */
export const TASK_TABLE: Readonly<Record<TaskKind, TaskRow>> = {
  rank: { text: "rank the organization", role: "registrar" },
  invite: { text: "invite when its turn has come", role: "reviewer" },
  "hold-meeting": { text: "hold the planning meeting", role: "reviewer", isDue: true },
  "get-confirmation": { text: "get the written confirmation of the plan", role: "reviewer", isDue: true },
  "start-test-setup": { text: "start the set-up of the transport", role: "reviewer" },
  "issue-test-credential": {
    text: "issue the test credential and hand it over",
    role: "administrator",
    doneByCredential: "test",
  },
  "watch-first-test-message": {
    text: "see the first message answered in test, then begin the review",
    role: "reviewer",
    isDue: true,
  },
  "sign-review": {
    text: "review the messages; on the last day sign, extend or return",
    role: "reviewer",
    isDue: true,
  },
  "agree-go-live": { text: "agree on the day of the move and the catch-up", role: "reviewer" },
  "issue-production-credential": {
    text: "issue the production credential and hand it over",
    role: "administrator",
    doneByCredential: "production",
  },
  "verify-connection": { text: "verify the connection to production", role: "reviewer", isDue: true },
  "sign-monitoring": {
    text: "watch the live traffic; on the last day sign or extend",
    role: "reviewer",
    isDue: true,
  },
  "send-letter": { text: "send the official letter", role: "registrar" },
  resume: { text: "go on after the agreed pause", role: "reviewer", isDue: true },
  "invitation-not-delivered": {
    text: 'invitation not delivered: add a contact ("contact add"), the letter then goes out',
    role: "reviewer",
  },
  "letter-not-delivered": {
    text: 'letter not delivered: add a contact ("contact add"), the letter then goes out',
    role: "reviewer",
  },
  "tell-new-due-date": { text: "tell the organization that closings moved its due date", role: "reviewer" },
  "mail-not-sent": {
    text: "a letter's mail was not taken: check the addresses, hand it over another way",
    role: "reviewer",
  },
  "wrong-realm": {
    text: "messages go to the wrong environment: call the technical contact today",
    role: "reviewer",
  },
  "silent-site": { text: "a site is silent: ask the technical contact", role: "reviewer" },
  "volume-outside-corridor": {
    text: "the volume is unusual: ask whether a site or an interface stopped, or something is sent twice",
    role: "reviewer",
  },
  "answers-worse": {
    text: "more messages are not accepted than before: see the findings, ask what was changed",
    role: "reviewer",
  },
  "error-not-corrected": {
    text: "messages with errors are not corrected: ask who reads the answers",
    role: "reviewer",
  },
};

/** A task of a case. */
export interface Task {
  readonly id: string;
  readonly caseId: string;
  readonly kind: TaskKind;
  readonly openedAtMs: number;
  /** What a watch found it for: a site's code, a realm. One task is open for it. */
  readonly subject?: string;
  /** What the watch saw when it raised the task; numbers and codes. */
  readonly detail?: string;
  readonly dueOn?: DateOnly;
  readonly closedAtMs?: number;
}

/** Tasks that outlive the stage they were raised in. */
export const LASTING_TASKS: ReadonlySet<TaskKind> = new Set<TaskKind>([
  "invitation-not-delivered",
  "letter-not-delivered",
  "tell-new-due-date",
  "mail-not-sent",
  ...WATCH_IDS,
]);

/** What a stage asks people to do; leaving it closes these. */
export const STAGE_TASKS: Readonly<Record<Stage, readonly TaskKind[]>> = {
  REGISTERED: ["rank"],
  QUEUED: ["invite"],
  INVITED: ["hold-meeting"],
  PLAN_REVIEW: ["get-confirmation"],
  PLAN_CONFIRMED: ["start-test-setup"],
  TEST_SETUP: ["issue-test-credential", "watch-first-test-message"],
  TECH_REVIEW: ["sign-review"],
  REVIEW_EXTENDED: ["sign-review"],
  REVIEW_PASSED: ["agree-go-live"],
  PROD_MOVE: ["issue-production-credential", "verify-connection"],
  PROD_MONITORING: ["sign-monitoring"],
  MONITORING_EXTENDED: ["sign-monitoring"],
  MONITORING_PASSED: ["send-letter"],
  ONGOING: [],
  PAUSED: ["resume"],
  RETURNED: [],
  WITHDRAWN: [],
};
