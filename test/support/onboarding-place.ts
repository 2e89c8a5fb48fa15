import { createHash } from "node:crypto";
import type { Actor } from "../../src/accounts/policy.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import type { Organization } from "../../src/accounts/organization.ts";
import { setLetter } from "../../src/documents/set-letter.ts";
import { applyEvent } from "../../src/onboarding/apply-event.ts";
import type { AskedEvent } from "../../src/onboarding/event-facts.ts";
import type { OnboardingEvent } from "../../src/onboarding/events.ts";
import type { OnboardingCase } from "../../src/onboarding/onboarding-case.ts";
import type { OnboardingDeps } from "../../src/onboarding/onboarding-deps.ts";
import type { PlanForm } from "../../src/onboarding/plan.ts";
import type { SignableReport } from "../../src/onboarding/review-report-port.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { ROOT, type TestAdministration, testAdministration } from "./administration.ts";
import type { TestPlace } from "./databases.ts";
import { day, FULL_PLAN, morningOf, reportWith } from "./onboarding.ts";

/** Onboarding on fresh databases: the clock, the traffic and the report are what the test sets. */
export interface TestOnboarding {
  readonly app: TestAdministration;
  readonly deps: OnboardingDeps;
  /** What the realms would say. */
  readonly world: { answered: boolean; report: SignableReport | undefined; twoPerson: boolean };
  organization(facility: string, may?: Organization["may"]): Promise<Organization>;
  /** Let an event happen at nine on a day. */
  on(
    day: string,
    organizationId: string,
    event: OnboardingEvent,
    change?: Partial<AskedEvent>,
    actor?: Actor,
  ): Promise<OnboardingCase>;
  /** The events of the way up to and with `last`, on the days of the first vector. */
  walk(organizationId: string, last: OnboardingEvent): Promise<void>;
}

/** A plan form that leaves nothing open. */
export const FULL_FORM: PlanForm = {
  ...FULL_PLAN,
  contacts: [
    { role: "technical", name: "Ada Lind", email: "ada@clinic.example" },
    { role: "deputy", name: "Bo Ng", email: "bo@clinic.example" },
  ],
};

/** The way of the guide with an invitation on 5 January 2026. */
export const WAY: readonly (readonly [OnboardingEvent, string])[] = [
  ["rank", "2026-01-02"],
  ["invite", "2026-01-05"],
  ["meet", "2026-01-06"],
  ["confirm-plan", "2026-01-08"],
  ["start-test-setup", "2026-01-08"],
  ["begin-review", "2026-01-09"],
  ["sign-review", "2026-02-09"],
  ["go-live", "2026-02-10"],
  ["verify-connection", "2026-02-10"],
  ["sign-monitoring", "2026-02-25"],
  ["send-letter", "2026-02-25"],
];

export async function testOnboarding(place: TestPlace): Promise<TestOnboarding> {
  const app = await testAdministration(place);
  const { auditMac } = place.vault().control;
  const { clock } = app;
  const world: TestOnboarding["world"] = { answered: true, report: reportWith("PASS"), twoPerson: false };
  const deps: OnboardingDeps = {
    store: createOnboardingStore({ database: app.databases.control, auditMac, clock }),
    clock,
    calendarClock: app.calendarClock,
    newId: app.newId,
    setLetter,
    sha256: (content) => createHash("sha256").update(content).digest("hex"),
    helpDesk: "Help desk, help@registry.example",
    answered: { isAnswered: async () => world.answered },
    reports: { freeze: async () => world.report, preview: async () => world.report },
    dosesOf: () => ({ listGiven: async () => [], headsOf: async () => new Map() }),
    newDigest: () => (text) => text,
    get twoPerson() {
      return world.twoPerson;
    },
  };
  const on: TestOnboarding["on"] = async (iso, organizationId, event, change = {}, actor = ROOT) => {
    app.setClock(morningOf(day(iso)));
    const form = event === "confirm-plan" ? { form: FULL_FORM } : {};
    const asked: AskedEvent = { event, hasDocument: true, reason: "as agreed", ...form, ...change };
    const attached = { name: "letter.txt", content: new TextEncoder().encode("We agree.") };
    const outcome = await applyEvent(deps, actor, { organizationId, asked, attached });
    if (outcome.kind === "pending") throw new Error(`pending ${outcome.pendingId}`);
    return outcome.case;
  };
  return {
    app,
    deps,
    world,
    on,
    organization: (facility, may = ["submit", "query"]) => {
      app.setClock(morningOf(day("2026-01-02")));
      return createOrganization(app, ROOT, {
        name: "North Clinic",
        facilities: [facility],
        mnvfc: true,
        may,
      });
    },
    walk: async (organizationId, last) => {
      for (const [event, iso] of WAY) {
        await on(iso, organizationId, event);
        if (event === last) return;
      }
    },
  };
}
