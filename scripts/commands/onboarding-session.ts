import { createHash } from "node:crypto";
import { join } from "node:path";
import type { PostMail } from "../../src/documents/mail.ts";
import { createOutboxFolder } from "../../src/documents/outbox-folder.ts";
import { setLetter } from "../../src/documents/set-letter.ts";
import { deliverMails } from "../../src/onboarding/deliver-mails.ts";
import type { OnboardingDeps } from "../../src/onboarding/onboarding-deps.ts";
import type { ReviewReports } from "../../src/onboarding/review-report-port.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { createAnsweredMessages } from "../../src/store/onboarding-traffic.ts";
import type { CommandContext } from "./command-group.ts";
import type { Session } from "./session.ts";

/** No report can be made by this program yet: every signature is refused by the guard that asks for one. */
const NO_REPORTS: ReviewReports = { freeze: async () => undefined };

/** What acts of onboarding need, from an opened store. */
export function onboardingDeps({ config, deps, databases, vault }: Session): OnboardingDeps {
  const { clock, calendarClock, newId } = deps;
  return {
    store: createOnboardingStore({ database: databases.control, auditMac: vault.control.auditMac, clock }),
    clock,
    calendarClock,
    newId,
    setLetter,
    sha256: (content) => createHash("sha256").update(content).digest("hex"),
    helpDesk: config.helpDesk,
    answered: createAnsweredMessages(databases.realms),
    reports: NO_REPORTS,
    twoPerson: config.twoPerson,
  };
}

/** The address in the help desk's text, for the From of mails. */
function helpDeskAddress(helpDesk: string): string {
  return /[^\s<>,;:]+@[A-Za-z0-9.-]*[A-Za-z0-9]/.exec(helpDesk)?.[0] ?? "miic-gateway@localhost";
}

/** Send what waits to go out; what cannot go out now goes with the next command, which is said. */
export async function deliver(
  context: CommandContext,
  { config }: Session,
  deps: OnboardingDeps,
): Promise<void> {
  const folder = join(config.dataDir, "outbox");
  const post: PostMail = createOutboxFolder(folder, `MIIC <${helpDeskAddress(config.helpDesk)}>`);
  const { waiting } = await deliverMails(deps, post);
  if (waiting > 0)
    context.warn(`Mails wait: ${waiting}. ${folder} cannot be written; the next command tries again.\n`);
}
