import { renderAccount } from "../../src/console/account-page.ts";
import { renderAudit } from "../../src/console/audit-page.ts";
import { renderBoard } from "../../src/console/board-page.ts";
import { renderDelivery } from "../../src/console/delivery-page.ts";
import { renderIssuedCredential } from "../../src/console/issued-credential-page.ts";
import { renderLogInCode } from "../../src/console/log-in-code-page.ts";
import { renderLogIn } from "../../src/console/log-in-page.ts";
import { renderMessage } from "../../src/console/message-page.ts";
import { renderMessages } from "../../src/console/messages-page.ts";
import { renderMyWork } from "../../src/console/my-work-page.ts";
import { renderOperations } from "../../src/console/operations-page.ts";
import { renderOrganization } from "../../src/console/organization-page.ts";
import { renderOrganizations } from "../../src/console/organizations-page.ts";
import { renderPair } from "../../src/console/pair-page.ts";
import { renderPairs } from "../../src/console/pairs-page.ts";
import { PATHS } from "../../src/console/paths.ts";
import { renderProblem } from "../../src/console/problem-page.ts";
import { renderReport } from "../../src/console/report-page.ts";
import { renderStepUp } from "../../src/console/step-up-page.ts";
import { renderTestBench } from "../../src/console/test-bench-page.ts";
import type { Frame } from "../../src/console/views/frame.ts";
import {
  ACCOUNT_VIEW,
  AUDIT_VIEW,
  BENCH_VIEW,
  BOARD_VIEW,
  DELIVERY_VIEW,
  ISSUED_VIEW,
  MESSAGE_VIEW,
  MESSAGES_VIEW,
  MY_WORK_VIEW,
  OPERATIONS_VIEW,
  ORGANIZATION_VIEW,
  ORGANIZATIONS_VIEW,
  PAIR_VIEW,
  PAIRS_VIEW,
  PROBLEM_VIEW,
  REPORT_VIEW,
} from "./console-views.ts";

const NAVIGATION = [
  { href: PATHS.myWork, text: "My work" },
  { href: PATHS.board, text: "Onboarding" },
  { href: PATHS.organizations, text: "Organizations" },
  { href: PATHS.patients(), text: "Patients to decide" },
  { href: PATHS.testBench, text: "Test bench" },
  { href: PATHS.operations, text: "Operations" },
  { href: PATHS.audit(), text: "Audit" },
] as const;

/** The frame of a logged-in reviewer on the page of an address. */
export function frameAt(href: string, change: Partial<Frame> = {}): Frame {
  return {
    user: { username: "rivera", role: "reviewer" },
    csrfToken: "csrf-token-of-the-session",
    navigation: NAVIGATION.map(({ href: to, text }) => ({ href: to, text, isCurrent: to === href })),
    helpDesk: "MIIC help desk, 651-555-0100",
    today: "2026-11-18",
    ...change,
  };
}

const STRANGER: Frame = {
  csrfToken: "csrf-token-of-the-form",
  navigation: [],
  helpDesk: "MIIC help desk, 651-555-0100",
  today: "2026-11-18",
};

/** A page by its name, with synthetic content. */
export interface ShownPage {
  readonly name: string;
  readonly html: string;
}

/** Every page of the console once. */
export const CONSOLE_PAGES: readonly ShownPage[] = [
  { name: "log-in", html: renderLogIn(STRANGER, { next: "/", failed: true }) },
  { name: "log-in-code", html: renderLogInCode(STRANGER, { next: "/", failed: false }) },
  { name: "step-up", html: renderStepUp(frameAt(""), { next: "/", hasTotp: true, failed: false }) },
  { name: "account", html: renderAccount(frameAt(""), ACCOUNT_VIEW) },
  {
    name: "my-work",
    html: renderMyWork(
      frameAt(PATHS.myWork, {
        notice: { kind: "done", text: "The review of Lakeside Family Practice is signed." },
      }),
      MY_WORK_VIEW,
    ),
  },
  { name: "board", html: renderBoard(frameAt(PATHS.board), BOARD_VIEW) },
  { name: "organizations", html: renderOrganizations(frameAt(PATHS.organizations), ORGANIZATIONS_VIEW) },
  { name: "organization", html: renderOrganization(frameAt(PATHS.organizations), ORGANIZATION_VIEW) },
  { name: "issued-credential", html: renderIssuedCredential(frameAt(PATHS.organizations), ISSUED_VIEW) },
  { name: "delivery", html: renderDelivery(frameAt(PATHS.organizations), DELIVERY_VIEW) },
  { name: "report", html: renderReport(frameAt(PATHS.organizations), REPORT_VIEW) },
  { name: "messages", html: renderMessages(frameAt(PATHS.organizations), MESSAGES_VIEW) },
  { name: "message", html: renderMessage(frameAt(PATHS.organizations), MESSAGE_VIEW) },
  { name: "test-bench", html: renderTestBench(frameAt(PATHS.testBench), BENCH_VIEW) },
  { name: "pairs", html: renderPairs(frameAt(PATHS.patients()), PAIRS_VIEW) },
  { name: "pair", html: renderPair(frameAt(PATHS.patients()), PAIR_VIEW) },
  { name: "operations", html: renderOperations(frameAt(PATHS.operations), OPERATIONS_VIEW) },
  { name: "audit", html: renderAudit(frameAt(PATHS.audit()), AUDIT_VIEW) },
  { name: "problem", html: renderProblem(frameAt(""), PROBLEM_VIEW) },
];
