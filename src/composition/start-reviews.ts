import type { CodeSets } from "../codes/code-sets.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { countingRuleOf } from "../onboarding/counting-rule.ts";
import { programVersion } from "./program-version.ts";
import { createLoginDirectory } from "../store/control-logins.ts";
import type { Databases } from "../store/databases.ts";
import { createOnboardingStore } from "../store/onboarding-store.ts";
import type { RealmServices } from "../submission/deps.ts";
import {
  createReviewKeeper,
  KEEP_REVIEWS_LIMITS,
  type ReviewKeeper,
} from "../submission/keep-reviews-ready.ts";
import type { Vault } from "../vault/load-vault.ts";

/** What a server keeps reviews with. */
export interface ReviewParts {
  readonly services: readonly RealmServices[];
  readonly databases: Databases;
  readonly vault: Vault;
  readonly codes: () => CodeSets;
  readonly clock: Clock;
  /** Calendar time, which `IIS_NOW` may fix. */
  readonly calendar: Clock;
  readonly newId: IdSource;
  readonly log: Log;
}

/** Keep reports ready while the server runs; what one look cannot do is done by the next. Close it before the databases. */
export function startReviews({
  services,
  databases,
  vault,
  codes,
  clock,
  calendar,
  newId,
  log,
}: ReviewParts): ReviewKeeper {
  const { auditMac } = vault.control;
  const store = createOnboardingStore({ database: databases.control, auditMac, clock });
  const rule = { store, newId, calendarClock: calendar };
  const keeper = createReviewKeeper({
    realms: services,
    codes,
    rulesVersion: programVersion(),
    now: calendar,
    sites: createLoginDirectory(databases.control),
    ruleOf: (organizationId, realm) => countingRuleOf(rule, organizationId, realm),
    log,
  });
  setInterval(() => void keeper.look(), KEEP_REVIEWS_LIMITS.lookIntervalMs).unref();
  return keeper;
}
