import { createHash } from "node:crypto";
import { setImmediate as pause } from "node:timers/promises";
import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import { setLetter } from "../../src/documents/set-letter.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { deliverMails } from "../../src/onboarding/deliver-mails.ts";
import { createReviewReports } from "../../src/onboarding/freeze-report.ts";
import type { GivenDoses, GivenDosesOf } from "../../src/onboarding/given-doses.ts";
import type { OnboardingDeps } from "../../src/onboarding/onboarding-deps.ts";
import type { DigestDeps } from "../../src/onboarding/watch/daily-digest.ts";
import { openPost } from "../../src/composition/open-post.ts";
import { openTraffic } from "../../src/composition/open-traffic.ts";
import { doseForComparison } from "../../src/registry/dose-for-comparison.ts";
import { createAnsweredMessages } from "../../src/store/onboarding-traffic.ts";
import { createRealmDoses } from "../../src/store/realm-doses.ts";
import { createComparisonDigests } from "../../src/vault/comparison-digest.ts";
import { ruleAdvice } from "../../src/submission/rule-advice.ts";
import { currentData } from "./codes.ts";
import type { CommandContext } from "./command-group.ts";
import { realmOf } from "./realm-of.ts";
import { onboardingStoreOf, reportDeps } from "./review-session.ts";
import type { Session } from "./session.ts";

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

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
    newDigest: createComparisonDigests(deps.randomBytes),
    twoPerson: config.twoPerson,
  };
}

/** Send what waits to go out; what cannot go out now is tried again later, which is said. */
export async function deliver(
  context: CommandContext,
  { config }: Session,
  deps: OnboardingDeps,
): Promise<void> {
  const { post, name } = openPost(config);
  const { waiting, failed } = await deliverMails(deps, post);
  if (waiting + failed > 0)
    context.warn(
      `Mails that ${name} did not take: ${waiting + failed}. They wait; a later command or the server tries again.\n`,
    );
}

/** What watching needs, from an opened store with both realms. */
export function watchDeps(session: Session): DigestDeps {
  const { config, deps, databases, vault } = session;
  const { clock, calendarClock, newId } = deps;
  const store = onboardingStoreOf(session);
  const trafficOf = openTraffic(databases, vault);
  const { helpDesk } = config;
  return { store, clock, calendarClock, newId, trafficOf, pause, adviceOf: ruleAdvice, helpDesk };
}
