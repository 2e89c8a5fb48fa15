import type { Clock } from "../../kernel/clock.ts";
import type { Realm } from "../../kernel/realm.ts";
import { makeReport, type ReportDeps } from "../../onboarding/make-report.ts";

/** One review that somebody wants to know of. */
export interface AskedStanding {
  readonly organizationId: string;
  readonly realm: Realm;
}

/** What is known of reviews without making each report again. */
export interface ReviewStandings {
  /**
   * The rules that fail in a review, letters a to k.
   *
   * @param mayMake whether a report may be made when none is known
   * @returns undefined when it is not known; up to 10 minutes old
   */
  failing(asked: AskedStanding, mayMake: boolean): Promise<readonly string[] | undefined>;
}

const KNOWN_MS_MAX = 600_000;
const KEPT_MAX = 500;

/** Keeps what reports said: a page that lists many reviews makes one report at a time, not all of them at once. */
export function createReviewStandings(reports: ReportDeps, clock: Clock): ReviewStandings {
  const known = new Map<string, { readonly atMs: number; readonly rules: readonly string[] }>();
  return {
    failing: async (asked, mayMake) => {
      const key = `${asked.realm} ${asked.organizationId}`;
      const found = known.get(key);
      if (found !== undefined && clock() - found.atMs < KNOWN_MS_MAX) return found.rules;
      if (!mayMake) return undefined;
      const report = await makeReport(reports, asked);
      const rules = Object.values(report.rules)
        .filter(({ verdict }) => verdict === "FAIL")
        .map(({ id }) => id);
      known.delete(key);
      known.set(key, { atMs: clock(), rules });
      const [oldest] = known.keys();
      if (known.size > KEPT_MAX && oldest !== undefined) known.delete(oldest);
      return rules;
    },
  };
}
