import type { OnboardingEvent } from "../onboarding/events.ts";

interface EventText {
  /** On the button and in the history. */
  readonly label: string;
  /** What it does, in one sentence. */
  readonly means: string;
}

const TEXTS: Readonly<Record<OnboardingEvent, EventText>> = {
  rank: { label: "Rank", means: "Puts the organization into the queue, or changes its score with a reason." },
  invite: { label: "Invite", means: "Sends the invitation; the five business days of the plan begin." },
  meet: { label: "Note the meeting", means: "The planning meeting was held; the plan is refined from here." },
  "confirm-plan": { label: "Confirm the plan", means: "The organization confirmed the plan in writing." },
  return: { label: "Return to the queue", means: "Ends the present stage; the organization waits anew." },
  "start-test-setup": { label: "Start the test set-up", means: "Opens the way to a test credential." },
  "begin-review": {
    label: "Begin the review",
    means: "Starts the 20 business days of the technical review.",
  },
  "sign-review": { label: "Sign the review", means: "Freezes the report and closes the technical review." },
  "extend-review": { label: "Extend the review", means: "The review goes on until an agreed day." },
  "go-live": { label: "Move to production", means: "Opens the way to a production credential." },
  "verify-connection": {
    label: "Verify the connection",
    means: "A first message was answered under the production credential; monitoring begins.",
  },
  "sign-monitoring": {
    label: "Sign the monitoring",
    means: "Freezes the report; the official letter is due.",
  },
  "extend-monitoring": { label: "Extend the monitoring", means: "Monitoring goes on until an agreed day." },
  "reopen-review": { label: "Reopen the review", means: "Goes back to the technical review." },
  "send-letter": { label: "Send the letter", means: "Sends the official letter; submission is ongoing." },
  pause: { label: "Pause", means: "The clock stands until an agreed day." },
  resume: { label: "Go on", means: "Ends the pause; the business days that were left run again." },
  "change-schedule": {
    label: "Change the schedule",
    means: "Sets another due date, agreed with the organization.",
  },
  withdraw: { label: "Withdraw", means: "The organization leaves; its credentials stop." },
  restart: {
    label: "Start another interface",
    means: "Opens a new case; the present interface goes on until then.",
  },
};

/** Texts of onboarding events, found by any word. */
export const EVENT_TEXTS: Readonly<Record<string, EventText>> = TEXTS;
