import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import type { ReportDeps } from "../../src/onboarding/make-report.ts";
import type { OnboardingStore } from "../../src/onboarding/ports.ts";
import { reviewTables } from "../../src/review/review-tables.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import type { RealmStore } from "../../src/submission/ports.ts";
import { currentData } from "./codes.ts";
import { realmOf } from "./realm-of.ts";
import type { Session } from "./session.ts";

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
  return {
    store: onboardingStoreOf(session),
    reviewOf: realmStores(session),
    tables: async () => reviewTables(readCodeSets(await currentData(session))),
    calendarClock,
    newId,
  };
}
