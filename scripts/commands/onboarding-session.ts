import { createHash, createHmac } from "node:crypto";
import { join } from "node:path";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import type { PostMail } from "../../src/documents/mail.ts";
import { createOutboxFolder } from "../../src/documents/outbox-folder.ts";
import { setLetter } from "../../src/documents/set-letter.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { deliverMails } from "../../src/onboarding/deliver-mails.ts";
import { createReviewReports } from "../../src/onboarding/freeze-report.ts";
import type { GivenDoses, GivenDosesOf } from "../../src/onboarding/given-doses.ts";
import type { OnboardingDeps } from "../../src/onboarding/onboarding-deps.ts";
import { doseForComparison } from "../../src/registry/dose-for-comparison.ts";
import { createAnsweredMessages } from "../../src/store/onboarding-traffic.ts";
import { createRealmDoses } from "../../src/store/realm-doses.ts";
import { currentData } from "./codes.ts";
import type { CommandContext } from "./command-group.ts";
import { realmOf } from "./realm-of.ts";
import { reportDeps } from "./review-session.ts";
import type { Session } from "./session.ts";

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

const COMPARISON_KEY_BYTES = 32;

/** Opens each realm's doses once asked for, judged by the code tables of the day. */
function givenDosesOf(session: Session): GivenDosesOf {
  let codes: Promise<CodeSets> | undefined;
  const doses = async (realm: Realm): Promise<GivenDoses> => {
    codes ??= currentData(session).then(readCodeSets);
    const tables = await codes;
    const { database, keys } = realmOf(session, realm);
    return createRealmDoses(database, keys, (record, from) => doseForComparison(tables, record, from));
  };
  return (realm) => ({
    listGiven: async (question) => (await doses(realm)).listGiven(question),
    headsOf: async (messageIds) => (await doses(realm)).headsOf(messageIds),
  });
}

/** What acts of onboarding need, from an opened store. */
export function onboardingDeps(session: Session): OnboardingDeps {
  const { config, deps, databases } = session;
  const { clock, calendarClock, newId } = deps;
  const forReports = reportDeps(session);
  return {
    store: forReports.store,
    clock,
    calendarClock,
    newId,
    setLetter,
    sha256,
    helpDesk: config.helpDesk,
    answered: createAnsweredMessages(databases.realms),
    reports: createReviewReports({ ...forReports, sha256 }),
    dosesOf: givenDosesOf(session),
    newDigest: () => {
      const key = deps.randomBytes(COMPARISON_KEY_BYTES);
      return (text) => createHmac("sha256", key).update(text).digest("base64url");
    },
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
