/** What can happen to an organization on its way, in the order of the guide; the words of the command line. */
export const ONBOARDING_EVENTS = [
  "rank",
  "invite",
  "meet",
  "confirm-plan",
  "return",
  "start-test-setup",
  "begin-review",
  "sign-review",
  "extend-review",
  "go-live",
  "verify-connection",
  "sign-monitoring",
  "extend-monitoring",
  "reopen-review",
  "send-letter",
  "pause",
  "resume",
  "change-schedule",
  "withdraw",
  "restart",
] as const;
export type OnboardingEvent = (typeof ONBOARDING_EVENTS)[number];
