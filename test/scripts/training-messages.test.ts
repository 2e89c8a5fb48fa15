import { describe, expect, test } from "vitest";
import { TRAINING_FAULTS } from "../../scripts/training-faults.ts";
import { generateMessages, type TrainingMessage } from "../../scripts/training-messages.ts";
import { acknowledgedFindings } from "../../src/review/acknowledged-findings.ts";
import { DEFAULT_PROFILE } from "../../src/review/configuration.ts";
import { contributionOf } from "../../src/review/contribution-of.ts";
import { LETTERS } from "../../src/review/measures.ts";
import { renderReport } from "../../src/review/report/render-report.ts";
import { REVIEW_SETTING, reviewed } from "../support/review-messages.ts";
import { afternoonOf, REVIEW_DAYS, reportOf } from "../support/review-report.ts";

const SITES = [
  { code: "TRN-1", mnvfc: true },
  { code: "TRN-2", mnvfc: true },
];
const SETTING = { ...REVIEW_SETTING, sites: SITES, isTestData: true };
const OPTIONS = { count: 300, seed: 7, days: REVIEW_DAYS, sites: SITES.map(({ code }) => code) };
const MESSAGES = generateMessages(OPTIONS);

function examined({ er7, day, controlId }: TrainingMessage): ReturnType<typeof reviewed> {
  return reviewed(er7, { setting: SETTING, receivedAtMs: afternoonOf(day), messageId: controlId });
}

const CONTRIBUTIONS = MESSAGES.map((message) =>
  contributionOf(examined(message).review, { ack: "AA", controlIdReused: false }),
);

function reportOfAll(): ReturnType<typeof reportOf> {
  const profile = { ...DEFAULT_PROFILE, dataKind: "test", confirmsProtection: true } as const;
  const organization = { id: "org-1", name: "Training Clinic", sites: SITES, profile };
  return reportOf(CONTRIBUTIONS, { organization });
}

describe("generateMessages()", () => {
  test("gives the same messages for the same options, others for another seed", () => {
    expect(generateMessages(OPTIONS)).toEqual(MESSAGES);
    expect(generateMessages({ ...OPTIONS, seed: 8 })).not.toEqual(MESSAGES);
  });

  test("a message without a fault is right by the profile and by the review", () => {
    for (const message of MESSAGES.filter(({ fault }) => fault === undefined)) {
      const { review, validation } = examined(message);
      expect(validation.findings.filter(({ severity }) => severity !== "I")).toEqual([]);
      expect(
        acknowledgedFindings(review, validation.findings).filter(({ severity }) => severity !== "I"),
      ).toEqual([]);
    }
    const clean = CONTRIBUTIONS.filter((_, index) => MESSAGES[index]?.fault === undefined);
    const objects = clean.flatMap(({ message, patient, doses }) =>
      doses.map(({ outcomes }) => outcomes).concat(message.outcomes, patient?.outcomes ?? ""),
    );
    expect(objects.filter((outcomes) => outcomes.includes("f"))).toEqual([]);
  });

  test.each(TRAINING_FAULTS)("fault $name of rule $letter is found by $rule", ({ name, rule }) => {
    const faulty = generateMessages({ ...OPTIONS, count: 24, faults: [name] }).filter(
      ({ fault }) => fault === name,
    );
    expect(faulty.length).toBeGreaterThan(0);
    for (const message of faulty) {
      const { review } = examined(message);
      const objects = [
        review.message,
        ...(review.patient === undefined ? [] : [review.patient]),
        ...review.doses,
      ];
      const failing = objects.flatMap(({ hits }) => hits.filter(({ isAdvice }) => isAdvice !== true));
      expect(failing.map(({ rule: { id } }) => id)).toContain(rule);
    }
  });

  test("300 messages show passes and failures of every rule", () => {
    const report = reportOfAll();
    for (const letter of LETTERS) {
      expect(report.rules[letter].passed).toBeGreaterThan(0);
      expect(report.rules[letter].measures.reduce((sum, { failed }) => sum + failed, 0)).toBeGreaterThan(0);
    }
    expect(report.evidence.sufficient).toBe(true);
    expect(report.signable).toBe(false);
  });

  test("renderReport() shows each rule, its counts, and a fix", () => {
    const text = renderReport(reportOfAll());
    for (const letter of LETTERS) expect(text).toMatch(new RegExp(`^${letter}  `, "m"));
    expect(text).toContain("Send the NDC of the package");
    expect(text.split("\n").every((line) => line === line.trimEnd())).toBe(true);
  });
});
