import type { Kysely } from "kysely";
import type { Stage } from "../accounts/organization.ts";
import type { OnboardingEvent } from "../onboarding/events.ts";
import type { OrganizationStanding, RetentionReads } from "../retention/ports.ts";
import type { ControlSchema } from "./control-schema.ts";
import type { OnboardingSchema } from "./onboarding-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** Events after which an organization's test data are no longer needed (decision D26). */
const ENDING: readonly OnboardingEvent[] = ["send-letter", "return", "withdraw"];

/** Stages in which a case waits for nothing that messages prove. */
const RESTING: ReadonlySet<Stage> = new Set(["REGISTERED", "QUEUED", "ONGOING", "WITHDRAWN"]);

/** Stages in which the messages of a realm are evidence that nobody has signed yet. */
const UNDER_REVIEW: Readonly<Record<"test" | "production", ReadonlySet<Stage>>> = {
  test: new Set(["TEST_SETUP", "TECH_REVIEW", "REVIEW_EXTENDED", "PAUSED"]),
  production: new Set(["PROD_MOVE", "PROD_MONITORING", "MONITORING_EXTENDED", "PAUSED"]),
};

/** Where organizations stand in onboarding, for retention. */
export function createRetentionReads(db: Kysely<ControlSchema & OnboardingSchema>): RetentionReads {
  return {
    listStandings: async (realm) => {
      const organizations = await orUnavailable(
        db.selectFrom("organization").select("id").orderBy("created_at_ms").orderBy("id").execute(),
      );
      const cases = await orUnavailable(
        db.selectFrom("onboarding_case").select(["organization_id", "stage"]).execute(),
      );
      const ends = await orUnavailable(
        db
          .selectFrom("onboarding_history as h")
          .innerJoin("onboarding_case as c", "c.id", "h.case_id")
          .select(["c.organization_id", (is) => is.fn.max("h.at_ms").as("ended_at_ms")])
          .where("h.event", "in", ENDING)
          .groupBy("c.organization_id")
          .execute(),
      );
      const stages = Map.groupBy(cases, (row) => row.organization_id);
      const ended = new Map(ends.map((row) => [row.organization_id, row.ended_at_ms]));
      return organizations.map(({ id }): OrganizationStanding => {
        const own = (stages.get(id) ?? []).map(({ stage }) => stage);
        return {
          organizationId: id,
          underReview: own.some((stage) => UNDER_REVIEW[realm].has(stage)),
          endedAtMs: own.every((stage) => RESTING.has(stage)) ? ended.get(id) : undefined,
        };
      });
    },
  };
}
