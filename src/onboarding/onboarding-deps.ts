import type { Clock } from "../kernel/clock.ts";
import type { ComparisonDigest, GivenDosesOf } from "./given-doses.ts";
import type { AnsweredMessages, OnboardingStore } from "./ports.ts";
import type { ReviewReports } from "./review-report-port.ts";
import type { LetterDeps } from "./send-letter.ts";

/** What acts of onboarding need. */
export interface OnboardingDeps extends LetterDeps {
  readonly store: OnboardingStore;
  /** Real time: the audit trail, and the time at which messages are received. */
  readonly clock: Clock;
  readonly answered: AnsweredMessages;
  readonly reports: ReviewReports;
  readonly dosesOf: GivenDosesOf;
  /** A digest under a new random key at each call, for one comparison of the realms. */
  readonly newDigest: () => ComparisonDigest;
  /** Sign-offs and the production move need two people (decision D28). */
  readonly twoPerson: boolean;
}
