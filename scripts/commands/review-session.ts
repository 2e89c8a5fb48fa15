import type { CodeSets } from "../../src/codes/code-sets.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import type { ReportDeps } from "../../src/onboarding/make-report.ts";
import type { OnboardingStore } from "../../src/onboarding/ports.ts";
import { programVersion } from "../../src/composition/program-version.ts";
import { createLoginDirectory } from "../../src/store/control-logins.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import type { RealmStore } from "../../src/submission/ports.ts";
import { reevaluateContributions } from "../../src/submission/reevaluate-contributions.ts";
import { reviewTablesOf } from "../../src/submission/review-received.ts";
import { runAtOnce } from "../../src/submission/turn.ts";
import { currentData } from "./codes.ts";
import { realmOf } from "./realm-of.ts";
import type { Session } from "./session.ts";

/** Messages that one report judges anew at most; a running server, or the next report, goes on. */
const REEVALUATED_MAX = 2_000;

/** The control database for onboarding and review. */
export function onboardingStoreOf({ deps, databases, vault }: Session): OnboardingStore {
  const { auditMac } = vault.control;
  return createOnboardingStore({ database: databases.control, auditMac, clock: deps.clock });
}

/** Opens each realm's store once in a session. */
export function realmStores(session: Session): (realm: Realm) => RealmStore {
  const opened = new Map<Realm, RealmStore>();
  return (realm) => {
    const known = opened.get(realm);
    if (known !== undefined) return known;
    const { database, keys } = realmOf(session, realm);
    const { store } = openRealm(database, keys, session.deps.clock);
    opened.set(realm, store);
    return store;
  };
}

/** What making a report needs, from an opened store. */
export function reportDeps(session: Session): ReportDeps & { readonly store: OnboardingStore } {
  const { calendarClock, newId } = session.deps;
  const storeOf = realmStores(session);
  const codes = async (): Promise<CodeSets> => readCodeSets(await currentData(session));
  let known: Promise<CodeSets> | undefined;
  const codesOnce = (): Promise<CodeSets> => (known ??= codes());
  return {
    store: onboardingStoreOf(session),
    reviewOf: storeOf,
    tables: async () => reviewTablesOf(await codesOnce()),
    reevaluate: async (organizationId, realm) => {
      const { keys } = realmOf(session, realm);
      const services = { realm, store: storeOf(realm), digest: keys.digest, takeTurn: runAtOnce };
      const held = await codesOnce();
      const deps = {
        codes: () => held,
        rulesVersion: programVersion(),
        now: calendarClock,
        sites: createLoginDirectory(session.databases.control),
      };
      return reevaluateContributions(services, organizationId, deps, { messagesMax: REEVALUATED_MAX });
    },
    calendarClock,
    newId,
  };
}
