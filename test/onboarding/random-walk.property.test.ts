import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Stage, stagePermitsProduction } from "../../src/accounts/organization.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { addDays, type DateOnly } from "../../src/kernel/dates.ts";
import { decideEvent } from "../../src/onboarding/decide-event.ts";
import type { EventFacts } from "../../src/onboarding/event-facts.ts";
import { ONBOARDING_EVENTS, type OnboardingEvent } from "../../src/onboarding/events.ts";
import type { OnboardingCase } from "../../src/onboarding/onboarding-case.ts";
import { organizationStage } from "../../src/onboarding/organization-stage.ts";
import { dayInStage } from "../../src/onboarding/stage-clock.ts";
import type { Effect } from "../../src/onboarding/transitions.ts";
import { askedFor, day, factsOn, registeredOn, reportWith } from "../support/onboarding.ts";

/** One try of a walk: some days later, an event with what people brought along. */
interface Try {
  readonly event: OnboardingEvent;
  readonly daysLater: number;
  readonly minute: number;
  readonly holds: boolean;
  readonly late: boolean;
  readonly untilDays: number;
}

const TRY: fc.Arbitrary<Try> = fc.record({
  event: fc.constantFrom(...ONBOARDING_EVENTS),
  daysLater: fc.integer({ min: -1, max: 20 }),
  minute: fc.integer({ min: 0, max: 1439 }),
  holds: fc.boolean(),
  late: fc.boolean(),
  untilDays: fc.integer({ min: -3, max: 40 }),
});

/** What is known of the walk beside the case: written by this test alone, from the events that moved. */
interface Known {
  today: DateOnly;
  lastMovedMs: number;
  signedSince: boolean;
  liveSince: boolean;
  productionSuspended: boolean;
  credentialsRevoked: boolean;
  earlierStands: boolean;
}

function factsOf(attempt: Try, today: DateOnly): EventFacts {
  const facts = factsOn(today, { now: { day: today, minute: attempt.minute } });
  const { report: _report, ...rest } = facts;
  const atMs = Date.parse(today) + attempt.minute * 60_000;
  if (attempt.holds) return { ...facts, atMs, report: reportWith("PASS") };
  return { ...rest, atMs, answered: false, contactRoles: [] };
}

function note(
  known: Known,
  event: OnboardingEvent,
  before: OnboardingCase,
  effects: readonly Effect[],
): void {
  if (event === "sign-review") known.signedSince = true;
  if (event === "return" || event === "reopen-review") known.signedSince = false;
  if (event === "go-live") known.liveSince = true;
  if (event === "return" || event === "reopen-review" || event === "restart") known.liveSince = false;
  if (event === "restart") [known.signedSince, known.earlierStands] = [false, before.letterStands];
  for (const effect of effects) {
    if (effect.kind === "suspend-credentials" && effect.realm === "production")
      known.productionSuspended = true;
    if (effect.kind === "lift-suspension" && effect.realm === "production") known.productionSuspended = false;
    if (effect.kind === "revoke-credentials") known.credentialsRevoked = true;
    if (effect.kind === "end-earlier-interfaces") known.earlierStands = false;
  }
}

const ENDED: ReadonlySet<Stage> = new Set<Stage>(["ONGOING", "WITHDRAWN"]);

/** What holds in every place of every walk. */
const INVARIANTS: readonly {
  readonly name: string;
  readonly holds: (at: OnboardingCase, known: Known) => boolean;
}[] = [
  {
    name: "production only after a signed review and a go-live that nothing took back",
    holds: (at, { signedSince, liveSince, productionSuspended }) =>
      !stagePermitsProduction(at.pause?.from ?? at.stage) ||
      (signedSince && liveSince && !productionSuspended && at.reviewReportId !== undefined),
  },
  {
    name: "a pause in PAUSED and nowhere else",
    holds: ({ stage, pause }) => (stage === "PAUSED") === (pause !== undefined),
  },
  { name: "nobody stays in RETURNED", holds: ({ stage }) => stage !== "RETURNED" },
  {
    name: "closed at the end and nowhere else",
    holds: ({ stage, closedAtMs }) => ENDED.has(stage) === (closedAtMs !== undefined),
  },
  {
    name: "a letter stands in ONGOING and nowhere else",
    holds: ({ stage, letterStands }) => letterStands === (stage === "ONGOING"),
  },
  {
    name: "a letter rests on a signed report",
    holds: ({ stage, monitoringReportId }) => stage !== "ONGOING" || monitoringReportId !== undefined,
  },
  {
    name: "who left has no credential",
    holds: ({ stage }, { credentialsRevoked }) => stage !== "WITHDRAWN" || credentialsRevoked,
  },
  {
    name: "a due date is a business day",
    holds: ({ clock: { dueOn }, stage }) =>
      dueOn === undefined || stage === "PAUSED" || minnesotaBusinessDays.isBusinessDay(dueOn),
  },
  {
    name: "an earlier interface with its letter keeps its traffic",
    holds: (at, { earlierStands }) =>
      !earlierStands || stagePermitsProduction(organizationStage(at, true)) || at.stage === "WITHDRAWN",
  },
];

function broken(at: OnboardingCase, known: Known): readonly string[] {
  return INVARIANTS.filter(({ holds }) => !holds(at, known)).map(({ name }) => name);
}

/** Business day that an event asks for at least. */
const DAYS_MIN: Readonly<Partial<Record<OnboardingEvent, number>>> = {
  "sign-review": 20,
  "sign-monitoring": 10,
};

interface Stepped {
  readonly after: OnboardingCase;
  readonly problems: readonly string[];
}

function step(at: OnboardingCase, attempt: Try, known: Known): Stepped {
  const today = addDays(known.today, attempt.daysLater);
  const facts = factsOf(attempt, today);
  const { holds, late, untilDays, event } = attempt;
  const until = addDays(today, untilDays);
  const frozen = JSON.stringify(at);
  const decision = decideEvent(at, askedFor(event, { hasDocument: holds, late, until }), facts);
  const problems = JSON.stringify(at) === frozen ? [] : ["the case before was changed"];
  if (decision.kind === "refused") {
    if (!decision.satisfiedBy.endsWith(".")) problems.push(`no sentence: ${decision.satisfiedBy}`);
    return { after: at, problems };
  }
  if (facts.atMs < known.lastMovedMs) problems.push("moved with a clock that went back");
  if (dayInStage(minnesotaBusinessDays, at, today) < (DAYS_MIN[event] ?? 0))
    problems.push(`${event} too early`);
  note(known, event, at, decision.effects);
  [known.today, known.lastMovedMs] = [today, facts.atMs];
  return { after: decision.after, problems: [...problems, ...broken(decision.after, known)] };
}

describe("decideEvent() on random walks", () => {
  test("no sequence of events, days and facts breaks an invariant", () => {
    const reached = new Set<Stage>();
    const walk = fc.array(TRY, { minLength: 20, maxLength: 160 });
    fc.assert(
      fc.property(walk, (tries) => {
        const known: Known = {
          today: day("2026-01-05"),
          lastMovedMs: 0,
          signedSince: false,
          liveSince: false,
          productionSuspended: false,
          credentialsRevoked: false,
          earlierStands: false,
        };
        let at = registeredOn(known.today);
        for (const attempt of tries) {
          const { after, problems } = step(at, attempt, known);
          expect(problems).toEqual([]);
          at = after;
          reached.add(at.stage);
        }
      }),
      { numRuns: 300 },
    );
    // A walk that never gets anywhere would show nothing.
    expect([...reached]).toEqual(expect.arrayContaining(["QUEUED", "INVITED", "PAUSED", "WITHDRAWN"]));
  });

  test("no walk whose guards hold, in the order of the guide with pauses thrown in, breaks an invariant", () => {
    const reached = new Set<Stage>();
    const way = [
      "rank",
      "invite",
      "meet",
      "confirm-plan",
      "start-test-setup",
      "begin-review",
      "sign-review",
      "go-live",
      "verify-connection",
      "sign-monitoring",
      "send-letter",
      "restart",
    ] as const;
    const detours = fc.array(fc.constantFrom("pause", "change-schedule", "return", "reopen-review"), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        detours,
        fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 40, maxLength: 40 }),
        (asides, gaps) => {
          const known: Known = {
            today: day("2026-01-05"),
            lastMovedMs: 0,
            signedSince: false,
            liveSince: false,
            productionSuspended: false,
            credentialsRevoked: false,
            earlierStands: false,
          };
          let at = registeredOn(known.today);
          const left = [...asides];
          for (const gap of gaps) {
            const event = gap % 5 === 0 ? left.pop() : undefined;
            const next = way.find((word) => allows(word, at));
            const words: readonly (OnboardingEvent | undefined)[] = [
              event,
              at.stage === "PAUSED" ? "resume" : next,
            ];
            for (const word of words) {
              if (word === undefined) continue;
              const attempt: Omit<Try, "daysLater"> = {
                event: word,
                minute: 600,
                holds: true,
                late: true,
                untilDays: 7,
              };
              const daysLater = word.startsWith("sign-") ? 30 : Math.min(gap, 2);
              const { after, problems } = step(at, { ...attempt, daysLater }, known);
              expect(problems).toEqual([]);
              at = after;
              reached.add(at.stage);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
    expect([...reached]).toEqual(
      expect.arrayContaining(["PROD_MOVE", "PROD_MONITORING", "ONGOING", "PAUSED"]),
    );
  });
});

/** The events of the way, in order, that the stage waits for. */
function allows(event: OnboardingEvent, { stage }: OnboardingCase): boolean {
  const waits: Readonly<Partial<Record<OnboardingEvent, readonly Stage[]>>> = {
    rank: ["REGISTERED"],
    invite: ["QUEUED"],
    meet: ["INVITED"],
    "confirm-plan": ["PLAN_REVIEW"],
    "start-test-setup": ["PLAN_CONFIRMED"],
    "begin-review": ["TEST_SETUP"],
    "sign-review": ["TECH_REVIEW", "REVIEW_EXTENDED"],
    "go-live": ["REVIEW_PASSED"],
    "verify-connection": ["PROD_MOVE"],
    "sign-monitoring": ["PROD_MONITORING", "MONITORING_EXTENDED"],
    "send-letter": ["MONITORING_PASSED"],
    restart: ["ONGOING"],
  };
  return waits[event]?.includes(stage) === true;
}
