import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import { generateMessages } from "../../scripts/training-messages.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import { dayInZone } from "../../src/kernel/dates.ts";
import { createReviewReports } from "../../src/onboarding/freeze-report.ts";
import type { SignableReport } from "../../src/onboarding/review-report-port.ts";
import type { OnboardingTables } from "../../src/store/onboarding-reads.ts";
import type { ReviewStore } from "../../src/review/ports.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { ROOT, type TestAdministration, testAdministration } from "./administration.ts";
import type { TestPlace } from "./databases.ts";
import { BASE_QUERY } from "./conformance-messages.ts";
import { openSpine } from "./registry-spine.ts";
import { afternoonOf } from "./review-report.ts";
import { REVIEW_TABLES } from "./review-messages.ts";

/** Frozen reports of one organization in November 2026. */
export interface Frozen {
  readonly app: TestAdministration;
  readonly tables: Kysely<OnboardingTables>;
  freeze(may?: "submit" | "query-only"): Promise<SignableReport | undefined>;
  /** One more message comes in. */
  send(): Promise<void>;
  /** The organization that only queries asks for somebody nobody knows. */
  ask(): Promise<void>;
  /** Locks under which sums were read, with the organization that submits. */
  readonly readUnder: Set<string>;
  readonly organizationId: string;
  /** Messages that are judged under other tables, as reports are told from now on. */
  setOutdated(count: number): void;
}

/** Reports of a new organization on a place, as signing asks for them. */
export async function createFrozen(place: TestPlace): Promise<Frozen> {
  const app = await testAdministration(place);
  app.setClock(afternoonOf("20261118"));
  const asked = { name: "Lake Clinic", facilities: ["9998"], mnvfc: false, may: ["submit"] as const };
  const { id: organizationId } = await createOrganization(app, ROOT, asked);
  const asker = { name: "Pharmacy", facilities: ["9999"], mnvfc: false, may: ["query"] as const };
  const { id: askerId } = await createOrganization(app, ROOT, asker);
  const spine = await openSpine(place, { owners: { "9998": organizationId, "9999": askerId } });
  let outdated = 0;
  const readUnder = new Set<string>();
  const watched: ReviewStore = {
    transaction: (lock, work) =>
      spine.store.transaction(lock, ({ review }) => {
        const readSums: typeof review.readSums = (...span) => {
          readUnder.add(lock);
          return review.readSums(...span);
        };
        return work({ review: { ...review, readSums } });
      }),
  };
  const { auditMac } = place.vault().control;
  const { databases, clock, calendarClock, newId } = app;
  const reports = createReviewReports({
    store: createOnboardingStore({ database: databases.control, auditMac, clock }),
    reviewOf: () => watched,
    tables: async () => REVIEW_TABLES,
    reevaluate: async () => ({ left: outdated, of: 10 }),
    calendarClock,
    newId,
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
  });
  const today = dayInZone(afternoonOf("20261118"));
  return {
    app,
    readUnder,
    organizationId,
    tables: databases.control.kysely.withTables<OnboardingTables>(),
    freeze: (may = "submit") =>
      reports.freeze({
        organizationId: may === "submit" ? organizationId : askerId,
        realm: "test",
        from: today,
        to: today,
        may,
        dataKind: "test",
      }),
    send: async () => {
      spine.nowMs = afternoonOf("20261118");
      const [one] = generateMessages({ count: 1, seed: 1, days: ["20261118"], sites: ["9998"], faults: [] });
      await spine.send(one?.er7 ?? "");
    },
    ask: async () => {
      spine.nowMs = afternoonOf("20261118");
      await spine.send(BASE_QUERY.replace("|9998|", "|9999|"), "9999");
    },
    setOutdated: (count) => {
      outdated = count;
    },
  };
}
