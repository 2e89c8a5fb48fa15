import type { Stage } from "../accounts/organization.ts";
import type { Verdict } from "../review/report/report.ts";
import { type Html, html } from "./html.ts";

/** What a state asks of the reader. Shown by word, shape and colour, so that no one of them is needed. */
export type StateKind = "good" | "attention" | "bad" | "neutral" | "news";

/** One shape for each kind, within 12 × 12; told apart without colour. */
const SHAPES: Readonly<Record<StateKind, Html>> = {
  good: html`<path d="M2 6.5 5 9.5 10.5 3" />`,
  attention: html`<path d="M6 1.5 11 10.5H1z" /><path d="M6 5v2.5" />`,
  bad: html`<path d="M2.5 2.5l7 7M9.5 2.5l-7 7" />`,
  neutral: html`<path d="M2 6h8" />`,
  news: html`<circle cx="6" cy="6" r="4" />`,
};

/** The shapes, once for a page; states refer to them. */
export const STATE_SHAPES: Html = html`<svg class="unseen" width="0" height="0" aria-hidden="true">${Object.entries(
  SHAPES,
).map(([kind, shape]) => html`<symbol id="is-${kind}" viewBox="0 0 12 12">${shape}</symbol>`)}</svg>`;

/** A state with its shape: `✓ Pass`. */
export function stateMark(kind: StateKind, word: string): Html {
  return html`<span class="state ${kind}"><svg class="shape" aria-hidden="true"><use href="#is-${kind}"/></svg>${word}</span>`;
}

const VERDICTS: Readonly<Record<Verdict, readonly [StateKind, string]>> = {
  PASS: ["good", "Pass"],
  FAIL: ["bad", "Fail"],
  REVIEW: ["attention", "Review"],
  NOT_APPLICABLE: ["neutral", "Not applicable"],
  ATTESTED: ["good", "Attested"],
};

export function verdictMark(verdict: Verdict): Html {
  const [kind, word] = VERDICTS[verdict];
  return stateMark(kind, word);
}

const ANSWERS: Readonly<Record<string, StateKind>> = { AA: "good", AE: "attention", AR: "bad" };

/** MSA-1, or `fault`. */
export function answerMark(code: string): Html {
  return stateMark(ANSWERS[code] ?? "bad", code);
}

const SEVERITIES: Readonly<Record<string, readonly [StateKind, string]>> = {
  E: ["bad", "Error"],
  W: ["attention", "Warning"],
  I: ["news", "Information"],
};

/** HL70516, ERR-4. */
export function severityMark(severity: string): Html {
  const [kind, word] = SEVERITIES[severity] ?? ["neutral", severity];
  return stateMark(kind, word);
}

/** Stages as people say them. */
export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  REGISTERED: "Registered",
  QUEUED: "Queue",
  INVITED: "Invited",
  PLAN_REVIEW: "Plan review",
  PLAN_CONFIRMED: "Plan confirmed",
  TEST_SETUP: "Test set-up",
  TECH_REVIEW: "Technical review",
  REVIEW_EXTENDED: "Review extended",
  REVIEW_PASSED: "Review passed",
  PROD_MOVE: "Production move",
  PROD_MONITORING: "Monitoring",
  MONITORING_EXTENDED: "Monitoring extended",
  MONITORING_PASSED: "Monitoring passed",
  ONGOING: "Ongoing",
  PAUSED: "Paused",
  RETURNED: "Returned",
  WITHDRAWN: "Withdrawn",
};
