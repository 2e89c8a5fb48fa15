import type { Kysely } from "kysely";
import type { Clock } from "../kernel/clock.ts";
import { SHARERS_MAX, type TestDataSharing } from "../submission/ports.ts";
import type { OnboardingSchema } from "./onboarding-schema.ts";
import { planOf } from "./onboarding-rows.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** A change of a plan holds in every process after this long. */
const AGE_MS_MAX = 1_000;
/** Who left shares nothing any more. */
const GONE = ["RETURNED", "WITHDRAWN"] as const;

/** Organizations whose newest plan says that they send test data, in the order of their ids. */
async function readSharers(db: Kysely<OnboardingSchema>): Promise<readonly string[]> {
  const query = db
    .selectFrom("onboarding_case as c")
    .innerJoin("onboarding_plan as p", "p.case_id", "c.id")
    .select(["c.organization_id", "p.version", "p.at_ms", "p.plan", "p.case_id"])
    .where("c.stage", "not in", GONE)
    // The document is JSON of ours: this leaves out most; what is left is read as a plan below.
    .where("p.plan", "like", '%"dataKind":"test"%')
    .where("p.version", "=", (select) =>
      select
        .selectFrom("onboarding_plan as q")
        .select(({ fn }) => fn.max("q.version").as("version"))
        .whereRef("q.case_id", "=", "c.id"),
    )
    .where("c.number", "=", (select) =>
      select
        .selectFrom("onboarding_case as d")
        .select(({ fn }) => fn.max("d.number").as("number"))
        .whereRef("d.organization_id", "=", "c.organization_id"),
    )
    .orderBy("c.organization_id");
  const rows = await orUnavailable(query.execute());
  return rows.filter((row) => planOf(row).plan.dataKind === "test").map((row) => row.organization_id);
}

/**
 * Sharing of test data as the plans in the control database say; read at most once a second.
 *
 * @param clock of durations
 */
export function createTestDataSharing(db: Kysely<OnboardingSchema>, clock: Clock): TestDataSharing {
  let readAtMs = -Infinity;
  let sharers: Promise<readonly string[]> = Promise.resolve([]);
  return {
    sharersWith: async (organizationId) => {
      if (clock() - readAtMs > AGE_MS_MAX) {
        readAtMs = clock();
        sharers = readSharers(db);
        sharers.catch(() => {
          readAtMs = -Infinity;
        });
      }
      const all = await sharers;
      if (!all.includes(organizationId)) return new Set();
      return new Set(all.filter((id) => id !== organizationId).slice(0, SHARERS_MAX));
    },
  };
}
