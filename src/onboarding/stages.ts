import type { Stage } from "../accounts/organization.ts";

/** Parts of the guide's timeline that have a length. */
export const PHASES = ["plan", "review", "move", "monitoring"] as const;
export type Phase = (typeof PHASES)[number];

/** Business days of each phase; the invitation is day 1 of the plan. */
export const PHASE_BUSINESS_DAYS: Readonly<Record<Phase, number>> = {
  plan: 5,
  review: 20,
  move: 1,
  monitoring: 10,
};

/** Business days for setting up the transport; the guide gives none, the number is ours. */
export const TEST_SETUP_BUSINESS_DAYS = 5;

interface StageRow {
  readonly means: string;
  readonly phase?: Phase;
  readonly source: string;
}

const GUIDE = "MIIC onboarding guide";
const OURS = "our choice: the guide is silent";

/** The stages of onboarding (MIIC onboarding guide). */
export const STAGE_TABLE: Readonly<Record<Stage, StageRow>> = {
  REGISTERED: { means: "registration complete, not ranked yet", source: GUIDE },
  QUEUED: { means: "waiting for the invitation, with a priority", source: GUIDE },
  INVITED: { means: "invited; the meeting is due", phase: "plan", source: `${GUIDE}, days 1 to 5` },
  PLAN_REVIEW: {
    means: "the meeting was held, the plan is refined",
    phase: "plan",
    source: `${GUIDE}, days 1 to 5`,
  },
  PLAN_CONFIRMED: { means: "the organization confirmed the plan in writing", source: GUIDE },
  TEST_SETUP: { means: "the transport to the test environment is set up", source: GUIDE },
  TECH_REVIEW: {
    means: "technical message review of messages in the test environment",
    phase: "review",
    source: `${GUIDE}, 20 business days`,
  },
  REVIEW_EXTENDED: { means: "the review goes on until an agreed day", phase: "review", source: OURS },
  REVIEW_PASSED: { means: "the review is signed", source: GUIDE },
  PROD_MOVE: { means: "the move to production", phase: "move", source: `${GUIDE}, 1 business day` },
  PROD_MONITORING: {
    means: "live traffic under watch",
    phase: "monitoring",
    source: `${GUIDE}, 10 business days`,
  },
  MONITORING_EXTENDED: { means: "monitoring goes on until an agreed day", phase: "monitoring", source: OURS },
  MONITORING_PASSED: { means: "monitoring is signed; the letter is due", source: GUIDE },
  ONGOING: { means: "the official letter was sent; routine checks go on", source: GUIDE },
  PAUSED: { means: "an agreed pause; the clock stands", source: `${GUIDE}, deferral` },
  RETURNED: { means: "on the way back to the queue, never stayed in", source: GUIDE },
  WITHDRAWN: { means: "the organization left", source: OURS },
};
