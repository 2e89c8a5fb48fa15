import { addDays, dayInZone } from "../kernel/dates.ts";
import { REALMS, type Realm } from "../kernel/realm.ts";
import type { RetentionReads, RetentionStore } from "./ports.ts";
import { type AfterStep, carryOutPurge, planPurge, purgeQueryAnswers, type PurgeResult } from "./purge.ts";

export interface NightlyRetention {
  readonly reads: RetentionReads;
  /** The realms of this process. */
  readonly stores: Readonly<Partial<Record<Realm, RetentionStore>>>;
  readonly nowMs: number;
  /** `TEST_RETENTION_DAYS`. */
  readonly testRetentionDays: number;
  /** `PRODUCTION_TEXT_DAYS`; undefined: production's texts end by `purge` only. */
  readonly productionTextDays: number | undefined;
  readonly afterStep?: AfterStep;
}

/** What one night took from one realm. */
export interface NightlyResult extends PurgeResult {
  readonly realm: Realm;
  readonly queryAnswers: number;
}

/** Everything of decision D26 that needs nobody's word. Done twice, the second does nothing. */
export async function retainNightly(deps: NightlyRetention): Promise<readonly NightlyResult[]> {
  const { reads, stores, nowMs, testRetentionDays, productionTextDays, afterStep = async () => {} } = deps;
  const results: NightlyResult[] = [];
  for (const realm of REALMS) {
    const store = stores[realm];
    if (store === undefined) continue;
    const queryAnswers = await purgeQueryAnswers(store, nowMs, afterStep);
    const days = realm === "test" ? testRetentionDays : productionTextDays;
    if (days === undefined) {
      results.push({ realm, queryAnswers, organizations: [], skipped: [] });
      continue;
    }
    const before = addDays(dayInZone(nowMs), -days);
    const plan = await planPurge(reads, { realm, before, nowMs, testRetentionDays });
    results.push({ realm, queryAnswers, ...(await carryOutPurge(store, plan, undefined, afterStep)) });
  }
  return results;
}
