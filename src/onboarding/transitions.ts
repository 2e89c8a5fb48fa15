import { type Stage, STAGES } from "../accounts/organization.ts";
import type { LetterKind } from "../documents/letter.ts";
import { REALMS, type Realm } from "../kernel/realm.ts";
import type { OnboardingEvent } from "./events.ts";
import type { GuardId } from "./guards.ts";

/** What follows from an event beside the new stage and its tasks. */
export type Effect =
  | { readonly kind: "letter"; readonly letter: LetterKind }
  /** The plan gets its next version. */
  | { readonly kind: "freeze-plan" }
  /** Credentials of the realm stop working until they are let in again. */
  | { readonly kind: "suspend-credentials"; readonly realm: Realm }
  | { readonly kind: "lift-suspension"; readonly realm: Realm }
  /** Every credential of the organization ends for good. */
  | { readonly kind: "revoke-credentials" }
  /** The letter of the interface before no longer stands. */
  | { readonly kind: "end-earlier-interfaces" }
  /** The interface before stays what it is; this opens the next case. */
  | { readonly kind: "open-case" };

/** What the guards of an event read beside the case. */
export type Evidence =
  | { readonly kind: "answered"; readonly realm: Realm }
  | { readonly kind: "report"; readonly realm: Realm }
  /** Given doses of the review, compared between the realms. */
  | { readonly kind: "catch-up" };

interface TransitionRow {
  /** Names the row where others cite it: guards, tests, documents. */
  readonly number: string;
  readonly from: readonly Stage[];
  /** `before-pause`: the stage that was left for the pause; `same`: it stays. */
  readonly to: Stage | "same" | "before-pause";
  readonly guards: readonly GuardId[];
  readonly effects: readonly Effect[];
  readonly needsReason: boolean;
  /** Another person confirms it when TWO_PERSON is on (decision D28). */
  readonly twoPerson: boolean;
  readonly evidence: readonly Evidence[];
  readonly source: string;
}

const GUIDE = "MIIC onboarding guide";
const OURS = "our choice: the guide is silent";
const SIGNING: readonly GuardId[] = [
  "signed-report",
  "evidence-sufficient",
  "rules-passed",
  "no-open-incident",
  "gates-passed",
];
const OPEN: readonly Stage[] = STAGES.filter(
  (stage) => !["ONGOING", "WITHDRAWN", "RETURNED"].includes(stage),
);
const RUNNING: readonly Stage[] = OPEN.filter((stage) => stage !== "PAUSED");

function letter(kind: LetterKind): Effect {
  return { kind: "letter", letter: kind };
}

const PLAIN = { guards: [], effects: [], needsReason: false, twoPerson: false, evidence: [] } as const;

/** The realms that must be open for an event. */
export function realmsOf({ evidence }: Pick<TransitionRow, "evidence">): readonly Realm[] {
  return [...new Set(evidence.flatMap((one) => (one.kind === "catch-up" ? REALMS : [one.realm])))];
}

/**
 * The state machine: one row an event. Who may is the policy's row `onboarding.EVENT`. No row is a timer: timers raise
 * tasks, people decide.
 *
 * @see MIIC onboarding guide; decisions D28, D31
 */
export const TRANSITIONS: Readonly<Record<OnboardingEvent, TransitionRow>> = {
  rank: {
    ...PLAIN,
    number: "1",
    from: ["REGISTERED", "QUEUED"],
    to: "QUEUED",
    guards: ["registration-complete"],
    source: `${GUIDE}, queue; a waiting case may be ranked anew`,
  },
  invite: {
    ...PLAIN,
    number: "2",
    from: ["QUEUED"],
    to: "INVITED",
    guards: ["earliest-invitation"],
    effects: [letter("invitation")],
    source: `${GUIDE}, invitation: day 1`,
  },
  meet: { ...PLAIN, number: "3", from: ["INVITED"], to: "PLAN_REVIEW", source: `${GUIDE}, meeting` },
  "confirm-plan": {
    ...PLAIN,
    number: "4",
    from: ["PLAN_REVIEW"],
    to: "PLAN_CONFIRMED",
    guards: ["due-date", "written-confirmation", "plan-complete", "protection-agreed"],
    effects: [{ kind: "freeze-plan" }, letter("plan-confirmation")],
    source: `${GUIDE}, written confirmation to MN.IT`,
  },
  return: {
    ...PLAIN,
    number: "5, 10",
    from: [
      "INVITED",
      "PLAN_REVIEW",
      "PLAN_CONFIRMED",
      "TEST_SETUP",
      "TECH_REVIEW",
      "REVIEW_EXTENDED",
      "REVIEW_PASSED",
      "PAUSED",
    ],
    to: "RETURNED",
    guards: ["before-production"],
    effects: [{ kind: "suspend-credentials", realm: "test" }, letter("return")],
    needsReason: true,
    source: `${GUIDE}: no commitment, back to the queue and prioritized anew`,
  },
  "start-test-setup": {
    ...PLAIN,
    number: "6",
    from: ["PLAN_CONFIRMED"],
    to: "TEST_SETUP",
    effects: [{ kind: "lift-suspension", realm: "test" }, letter("test-credentials")],
    source: `${GUIDE}, notice 1; decision D31`,
  },
  "begin-review": {
    ...PLAIN,
    number: "7",
    from: ["TEST_SETUP"],
    to: "TECH_REVIEW",
    guards: ["answered-in-test"],
    evidence: [{ kind: "answered", realm: "test" }],
    source: `${GUIDE}, technical message review`,
  },
  "sign-review": {
    ...PLAIN,
    number: "8",
    from: ["TECH_REVIEW", "REVIEW_EXTENDED"],
    to: "REVIEW_PASSED",
    guards: ["review-days", ...SIGNING],
    effects: [letter("review-result")],
    twoPerson: true,
    evidence: [{ kind: "report", realm: "test" }],
    source: `${GUIDE}, notice 2; decisions D28, D31`,
  },
  "extend-review": {
    ...PLAIN,
    number: "9",
    from: ["TECH_REVIEW", "REVIEW_EXTENDED"],
    to: "REVIEW_EXTENDED",
    guards: ["due-date", "agreed-day"],
    effects: [letter("findings")],
    source: `${GUIDE}, changes before the due date`,
  },
  "go-live": {
    ...PLAIN,
    number: "11",
    from: ["REVIEW_PASSED"],
    to: "PROD_MOVE",
    guards: ["monitoring-plan", "catch-up-day"],
    effects: [
      { kind: "freeze-plan" },
      { kind: "lift-suspension", realm: "production" },
      { kind: "end-earlier-interfaces" },
      letter("production-credentials"),
    ],
    twoPerson: true,
    source: `${GUIDE}, notice 3; decisions D28, D31`,
  },
  "verify-connection": {
    ...PLAIN,
    number: "12",
    from: ["PROD_MOVE"],
    to: "PROD_MONITORING",
    guards: ["answered-in-production"],
    twoPerson: true,
    evidence: [{ kind: "answered", realm: "production" }],
    source: `${GUIDE}, MN.IT verifies the connection; decisions D28, D31`,
  },
  "sign-monitoring": {
    ...PLAIN,
    number: "14",
    from: ["PROD_MONITORING", "MONITORING_EXTENDED"],
    to: "MONITORING_PASSED",
    guards: ["monitoring-days", ...SIGNING, "catch-up-complete"],
    twoPerson: true,
    evidence: [{ kind: "report", realm: "production" }, { kind: "catch-up" }],
    source: `${GUIDE}, production monitoring; decisions D28, D31`,
  },
  "extend-monitoring": {
    ...PLAIN,
    number: "15",
    from: ["PROD_MONITORING", "MONITORING_EXTENDED"],
    to: "MONITORING_EXTENDED",
    guards: ["due-date", "agreed-day"],
    effects: [letter("findings")],
    source: `${GUIDE}, changes before the due date`,
  },
  "reopen-review": {
    ...PLAIN,
    number: "15",
    from: ["PROD_MONITORING", "MONITORING_EXTENDED"],
    to: "TECH_REVIEW",
    effects: [{ kind: "suspend-credentials", realm: "production" }, letter("suspension")],
    needsReason: true,
    source: `${OURS}; only for a fault of the whole interface`,
  },
  "send-letter": {
    ...PLAIN,
    number: "16",
    from: ["MONITORING_PASSED"],
    to: "ONGOING",
    guards: ["addressee"],
    effects: [letter("ongoing")],
    source: `${GUIDE}, MIIC staff send the official letter`,
  },
  pause: {
    ...PLAIN,
    number: "17",
    from: RUNNING,
    to: "PAUSED",
    guards: ["due-date", "resume-day"],
    needsReason: true,
    source: `${GUIDE}, system upgrades may be deferred`,
  },
  resume: {
    ...PLAIN,
    number: "18",
    from: ["PAUSED"],
    to: "before-pause",
    guards: ["pause-length"],
    source: OURS,
  },
  "change-schedule": {
    ...PLAIN,
    number: "13, 20",
    from: RUNNING,
    to: "same",
    guards: ["due-date-or-late", "new-schedule"],
    effects: [{ kind: "freeze-plan" }],
    source: `${GUIDE}, duty (c)`,
  },
  withdraw: {
    ...PLAIN,
    number: "19",
    from: [...OPEN, "ONGOING"],
    to: "WITHDRAWN",
    effects: [{ kind: "revoke-credentials" }, { kind: "end-earlier-interfaces" }],
    needsReason: true,
    source: OURS,
  },
  restart: {
    ...PLAIN,
    number: "after 16 or 19",
    from: ["ONGOING", "WITHDRAWN"],
    to: "REGISTERED",
    guards: ["interface-named"],
    effects: [{ kind: "open-case" }],
    source: "operator's interface: a new interface, site or EHR",
  },
};
