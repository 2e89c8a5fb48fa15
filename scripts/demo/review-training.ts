import { randomBytes } from "node:crypto";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { addDays, type DateOnly, dayInZone, instantInZone } from "../../src/kernel/dates.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import { makeReport } from "../../src/onboarding/make-report.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import { createLoginDirectory } from "../../src/store/control-logins.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { createSubmitSingleMessage } from "../../src/submission/submit-single-message.ts";
import { reviewTablesOf } from "../../src/submission/review-received.ts";
import { openTestRealm } from "../open-test-realm.ts";
import { generateMessages } from "../training-messages.ts";

/** Sites of the training organization. */
export const TRAINING_SITES = ["TRN-1", "TRN-2"] as const;

const MESSAGES = 300;
const SEED = 2026;
const BUSINESS_DAYS = 15;
/** Hour of receipt on each day. */
const HOUR = 14;

/** The business days before a day on which training messages are sent, in order. */
export function trainingDays(day: DateOnly): readonly DateOnly[] {
  const days: DateOnly[] = [];
  for (let at = addDays(day, -1); days.length < BUSINESS_DAYS; at = addDays(at, -1))
    if (minnesotaBusinessDays.isBusinessDay(at)) days.unshift(at);
  return days;
}

/**
 * Let an organization have sent 300 varied training messages over 15 business days, each on its day, and make its report as
 * agreed test data. Works in this process, beside a gateway on the same folder.
 *
 * @param organizationId has the sites `TRAINING_SITES`
 */
export async function reviewTraining(dataDir: string, organizationId: string): Promise<ReviewReport> {
  const { vault, databases, test } = await openTestRealm(dataDir, "cli");
  try {
    const today = dayInZone(Date.now());
    const sites = await createLoginDirectory(databases.control).currentSites(organizationId, today);
    const [codes, newId] = [builtInCodeSets(), createIdSource(Date.now, randomBytes)];
    let nowMs = Date.now();
    const submit = createSubmitSingleMessage({
      authenticate: async ({ facilityId = "" }) => {
        return { credentialId: "training", realm: "test", organizationId, facilityId, sites };
      },
      realms: { test },
      codes: () => codes,
      rulesVersion: "training",
      now: () => nowMs,
      queryQuota: QUERY_QUOTA,
      newId,
      log: () => {},
    });
    const days = trainingDays(today);
    const messages = generateMessages({
      count: MESSAGES,
      seed: SEED,
      days: days.map((day) => day.replaceAll("-", "")),
      sites: TRAINING_SITES,
    });
    for (const day of days) {
      nowMs = instantInZone(day, HOUR);
      const own = messages.filter((message) => message.day === day.replaceAll("-", ""));
      await Promise.all(
        own.map(({ er7, controlId }) =>
          submit({
            username: "training",
            password: "",
            facilityId: TRAINING_SITES[0],
            remoteAddress: "",
            requestId: controlId,
            receivedAtMs: nowMs,
            hl7Message: er7,
          }),
        ),
      );
    }
    const { auditMac } = vault.control;
    return await makeReport(
      {
        store: createOnboardingStore({ database: databases.control, auditMac, clock: Date.now }),
        reviewOf: () => test.store,
        tables: async () => reviewTablesOf(codes),
        calendarClock: Date.now,
        newId,
      },
      { organizationId, realm: "test", from: days[0] ?? today, to: today, dataKind: "test" },
    );
  } finally {
    await databases.close();
  }
}
