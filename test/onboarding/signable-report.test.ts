import { describe, expect, test } from "vitest";
import { decideEvent } from "../../src/onboarding/decide-event.ts";
import { LETTERS } from "../../src/review/measures.ts";
import { type FrozenReport, signableReport } from "../../src/onboarding/signable-report.ts";
import { askedFor, day, factsOn, registeredOn } from "../support/onboarding.ts";

type Rule = FrozenReport["report"]["rules"]["a"];

/** As much of a frozen report as is read. */
function frozen(verdict: Rule["verdict"], waiver: Rule["waiver"], sufficient = true): FrozenReport {
  const rules = Object.fromEntries(LETTERS.map((letter) => [letter, { verdict, waiver }]));
  const gates = [
    {
      id: "volume",
      title: "Volume",
      passed: sufficient,
      measured: "9 a day",
      satisfiedBy: "Send more.",
      source: "s",
    },
  ];
  const report = { rules, gates, evidence: { sufficient } } as unknown as FrozenReport["report"];
  return { report, snapshotId: "rr-7", digest: "sha256:77" };
}

const WAIVER = {} as NonNullable<Rule["waiver"]>;
const REVIEW = {
  ...registeredOn(day("2026-01-05")),
  stage: "TECH_REVIEW",
  clock: { startedOn: day("2026-01-12"), daysBefore: 0, dueOn: day("2026-02-09") },
} as const;

describe("signableReport()", () => {
  test("carries snapshot, digest, incidents and gates", () => {
    const gates = [{ id: "volume", passed: true, satisfiedBy: "Send more." }];
    expect(signableReport(frozen("PASS", null), 2)).toMatchObject({
      snapshotId: "rr-7",
      digest: "sha256:77",
      sufficient: true,
      openIncidents: 2,
      gates,
    });
  });

  test.each([
    { name: "passed", report: frozen("PASS", null), outcome: { kind: "moved" } },
    { name: "failed", report: frozen("FAIL", null), outcome: { guard: "rules-passed" } },
    { name: "failed and waived", report: frozen("FAIL", WAIVER), outcome: { kind: "moved" } },
    { name: "on too little", report: frozen("PASS", null, false), outcome: { guard: "evidence-sufficient" } },
  ])("a report that is $name decides the signature", ({ report, outcome }) => {
    const facts = factsOn(day("2026-02-09"), { report: signableReport(report, 0) });
    expect(decideEvent(REVIEW, askedFor("sign-review"), facts)).toMatchObject(outcome);
  });
});
