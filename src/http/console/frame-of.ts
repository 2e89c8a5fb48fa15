import { csrfTokenOf, type SignedIn } from "../../accounts/sessions.ts";
import { type Act, POLICY } from "../../accounts/policy.ts";
import { PATHS } from "../../console/paths.ts";
import type { Frame, NavigationLink } from "../../console/views/frame.ts";
import { dayInZone } from "../../kernel/dates.ts";
import type { ConsoleDeps } from "./console-deps.ts";

interface NavigationRow {
  readonly href: string;
  readonly text: string;
  readonly act: Act;
}

const NAVIGATION: readonly NavigationRow[] = [
  { href: PATHS.myWork, text: "My work", act: "work.read" },
  { href: PATHS.board, text: "Onboarding", act: "onboarding.board" },
  { href: PATHS.organizations, text: "Organizations", act: "organization.read" },
  { href: PATHS.patients(), text: "Patients to decide", act: "patient.read" },
  { href: PATHS.testBench, text: "Test bench", act: "bench.use" },
  { href: PATHS.operations, text: "Operations", act: "system.check" },
  { href: PATHS.audit(), text: "Audit", act: "audit.read" },
];

function navigationOf({ user }: SignedIn, path: string): readonly NavigationLink[] {
  return NAVIGATION.filter(({ act }) => POLICY[act].roles.includes(user.role)).map(({ href, text }) => {
    const isCurrent = href === path || (href !== PATHS.myWork && path.startsWith(`${href}/`));
    return { href, text, isCurrent };
  });
}

/**
 * What stands around a page.
 *
 * @param cookie of the session, or of the log-in form
 * @param isOpen whether the pages of the navigation open: logged in, and nothing has to be done before
 */
export function frameOf(
  deps: Pick<ConsoleDeps, "accounts" | "helpDesk">,
  path: string,
  cookie: string,
  { signedIn, isOpen }: { readonly signedIn: SignedIn | undefined; readonly isOpen: boolean },
): Frame {
  const notice = signedIn?.session.notice;
  const isWhole = signedIn?.session.stage === "open";
  return {
    ...(isWhole && { user: { username: signedIn.user.username, role: signedIn.user.role } }),
    csrfToken: csrfTokenOf(deps.accounts, cookie),
    navigation: signedIn !== undefined && isOpen ? navigationOf(signedIn, path) : [],
    helpDesk: deps.helpDesk,
    ...(notice !== undefined && { notice }),
    today: dayInZone(deps.accounts.calendarClock()),
  };
}
