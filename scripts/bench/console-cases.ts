import type { Credential } from "../../src/accounts/credential.ts";
import type { Organization, Stage } from "../../src/accounts/organization.ts";
import { minnesotaBusinessDays as calendar } from "../../src/kernel/business-days.ts";
import type { IdSource } from "../../src/kernel/clock.ts";
import { addDays, type DateOnly, dayInZone, REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import type { HistoryEntry } from "../../src/onboarding/history-entry.ts";
import type { OnboardingCase } from "../../src/onboarding/onboarding-case.ts";
import { defaultPlan } from "../../src/onboarding/plan.ts";
import type { OnboardingStore, OnboardingTransaction } from "../../src/onboarding/ports.ts";
import { queuePriority } from "../../src/onboarding/queue-priority.ts";
import { PHASE_BUSINESS_DAYS, STAGE_TABLE } from "../../src/onboarding/stages.ts";
import { STAGE_TASKS, TASK_TABLE } from "../../src/onboarding/tasks.ts";

/** Organizations of one transaction. */
const SAVED_AT_ONCE = 100;
const DAY_MS = 86_400_000;
const HISTORY_ENTRIES = 9;
const DOCUMENTS = 3;
const DOCUMENT_BYTES = 2_000;
const LOG_ENTRIES = 12;
/** One organization in so many was sent findings that it did not answer. */
const FINDINGS_EVERY = 4;
const AUDIT_ROWS_AT_ONCE = 1_000;

/** Half of the organizations are at the end of their way, the others are spread over it. */
const STAGES_IN_TURN: readonly Stage[] = [
  "ONGOING",
  "TECH_REVIEW",
  "ONGOING",
  "QUEUED",
  "ONGOING",
  "PROD_MONITORING",
  "ONGOING",
  "PLAN_REVIEW",
  "ONGOING",
  "TEST_SETUP",
  "ONGOING",
  "REGISTERED",
];

/** What the n-th organization is called and where it stands; the first is in review. */
export function organizationAt(n: number, id: string): Organization {
  const stage = n === 0 ? "TECH_REVIEW" : (STAGES_IN_TURN[n % STAGES_IN_TURN.length] ?? "ONGOING");
  const code = `B${n}`;
  return {
    id,
    name: `Bench Family Clinic ${n}`,
    stage,
    zone: REGISTRY_ZONE,
    ackWarnings: "AE",
    may: ["submit", "query"],
    suspended: false,
    productionOverride: false,
    sites: [{ code, name: code, mnvfc: true, from: startOfWay(0) }],
  };
}

function startOfWay(nowMs: number): DateOnly {
  return addDays(dayInZone(nowMs === 0 ? Date.now() : nowMs), -90);
}

function caseOf(organization: Organization, n: number, id: string, nowMs: number): OnboardingCase {
  const { stage } = organization;
  const { phase } = STAGE_TABLE[stage];
  const today = dayInZone(nowMs);
  // Some are late, some are due soon, most are on their way.
  const startedOn = calendar.onOrAfter(addDays(today, -(n % 31)));
  const isEnded = stage === "ONGOING";
  const isSigned = isEnded || stage === "PROD_MONITORING";
  return {
    id,
    organizationId: organization.id,
    number: 1,
    interfaceName: "",
    stage,
    clock: {
      startedOn,
      daysBefore: 0,
      ...(phase !== undefined && { dueOn: calendar.nth(startedOn, PHASE_BUSINESS_DAYS[phase]) }),
    },
    ...(stage === "QUEUED" && {
      priority: queuePriority({
        registrationParts: n % 5,
        bidirectional: n % 2 === 0,
        mnvfc: true,
        dosesPerDay: n % 90,
        organizations: 1,
        waitingDays: n % 60,
        returns: 0,
      }),
      queuedOn: startedOn,
    }),
    ...(isSigned && { reviewReportId: "report" }),
    ...(isEnded && { monitoringReportId: "report", closedAtMs: nowMs - n }),
    letterStands: isEnded,
    calendarVersion: 0,
    trafficSinceMs: 0,
    openedAtMs: nowMs - 90 * DAY_MS,
    lastEventAtMs: nowMs - DAY_MS,
  };
}

function historyEntry(one: OnboardingCase, seq: number, nowMs: number): HistoryEntry {
  const day = startOfWay(nowMs);
  return {
    caseId: one.id,
    seq,
    event: "change-schedule",
    from: one.stage,
    to: one.stage,
    atMs: nowMs - 90 * DAY_MS + seq,
    day,
    actor: "rivera",
    osUser: "rivera",
    role: "reviewer",
    reason: "agreed on the telephone with the clinic's manager",
    late: false,
    startedOn: one.clock.startedOn,
    documents: [],
  };
}

function credentialOf(
  organization: Organization,
  n: number,
  realm: "test" | "production",
  nowMs: number,
): Credential {
  return {
    id: `credential-${realm}-${organization.id}`,
    organizationId: organization.id,
    realm,
    username: `bench-${realm}-${n}`,
    secret: { pepperId: "bench", hash: "0".repeat(43) },
    issuedAtMs: nowMs - 60 * DAY_MS,
    expiresAtMs: nowMs + (10 + (n % 300)) * DAY_MS,
    lastUsedAtMs: nowMs - n * 60_000,
    lastUsedFrom: "127.0.0.1",
  };
}

interface Saved {
  readonly organization: Organization;
  readonly n: number;
  readonly nowMs: number;
  readonly newId: IdSource;
}

async function saveWay(tx: OnboardingTransaction, { organization, n, nowMs, newId }: Saved): Promise<void> {
  const one = caseOf(organization, n, newId(), nowMs);
  await tx.saveCase(one);
  for (let seq = 1; seq <= HISTORY_ENTRIES; seq += 1) await tx.appendHistory(historyEntry(one, seq, nowMs));
  await tx.appendPlan(one.id, {
    version: 1,
    atMs: nowMs,
    plan: { ...defaultPlan(organization.may), volumes: { messagesPerDay: 90, dosesPerDay: 60 } },
  });
  for (const kind of STAGE_TASKS[organization.stage]) {
    const { dueOn } = one.clock;
    const isDue = TASK_TABLE[kind].isDue === true && dueOn !== undefined;
    await tx.saveTask({ id: newId(), caseId: one.id, kind, openedAtMs: nowMs, ...(isDue && { dueOn }) });
  }
  for (let number = 0; number < DOCUMENTS; number += 1)
    await tx.appendDocument({
      id: newId(),
      number: await tx.nextDocumentNumber("2026"),
      organizationId: organization.id,
      caseId: one.id,
      kind: "attachment",
      title: `Notes of meeting ${number}.pdf`,
      atMs: nowMs - number,
      bytes: DOCUMENT_BYTES,
      sha256: "0".repeat(64),
      content: new Uint8Array(DOCUMENT_BYTES),
    });
}

async function saveTalk(tx: OnboardingTransaction, { organization, n, nowMs, newId }: Saved): Promise<void> {
  const organizationId = organization.id;
  const contact = { id: newId(), organizationId, role: "technical", name: "Ada Lind" } as const;
  await tx.saveContact({ ...contact, email: `ada${n}@clinic.example`, addedAtMs: nowMs });
  for (let entry = 0; entry < LOG_ENTRIES; entry += 1)
    await tx.appendContactLog({
      id: newId(),
      organizationId,
      atMs: nowMs - entry,
      by: "rivera",
      kind: "call",
      text: "They will send the second vaccine code from Monday on and tell us when it is done.",
    });
  if (n % FINDINGS_EVERY > 0) return;
  await tx.saveSentFinding({
    id: newId(),
    organizationId,
    realm: "test",
    rule: "a",
    cause: {
      causeId: newId(),
      finding: "RV-A04",
      title: "A dose given here has no CPT and no NDC",
      site: `B${n}`,
      key: { vaccine: "115", application: "BENCHEHR", shape: "" },
      count: 17,
      fix: "Send the NDC of the box in the second triplet of RXA-5.",
    },
    owner: { contactId: contact.id, role: contact.role, name: contact.name },
    sentOn: dayInZone(nowMs - 5 * DAY_MS),
    dueOn: calendar.onOrAfter(dayInZone(nowMs + (n % 9) * DAY_MS)),
    sentAtMs: nowMs - 5 * DAY_MS,
    sentBy: "rivera",
    reason: "review",
    state: "open",
  });
}

/** Organizations with all that belongs to the way of each; `from` counts on from those that are there. */
export async function fillOrganizations(
  store: OnboardingStore,
  { from, to }: { readonly from: number; readonly to: number },
  { nowMs, newId }: Pick<Saved, "nowMs" | "newId">,
): Promise<readonly Organization[]> {
  const organizations = Array.from({ length: to - from }, (_unused, n) => organizationAt(from + n, newId()));
  for (let first = 0; first < organizations.length; first += SAVED_AT_ONCE)
    await store.transaction(async (tx) => {
      for (const [at, organization] of organizations.slice(first, first + SAVED_AT_ONCE).entries()) {
        const saved = { organization, n: from + first + at, nowMs, newId };
        await tx.saveOrganization(organization);
        if (organization.stage === "REGISTERED") continue;
        for (const realm of ["test", "production"] as const)
          await tx.saveCredential(credentialOf(organization, saved.n, realm, nowMs));
        await saveWay(tx, saved);
        await saveTalk(tx, saved);
      }
    });
  return organizations;
}

/** Rows of the audit trail, each about one organization. */
export async function fillAudit(
  store: OnboardingStore,
  organizations: readonly Organization[],
  count: number,
  nowMs: number,
): Promise<void> {
  for (let first = 0; first < count; first += AUDIT_ROWS_AT_ONCE)
    await store.transaction(async (tx) => {
      for (let n = first; n < Math.min(count, first + AUDIT_ROWS_AT_ONCE); n += 1)
        await tx.appendAudit({
          atMs: nowMs - count + n,
          actor: "rivera",
          osUser: "rivera",
          source: "console",
          action: n % 50 === 0 ? "onboarding.rank" : "organization.edit",
          object: organizations[n % organizations.length]?.id ?? "",
          outcome: "done",
          reason: "agreed on the telephone",
          detail: { number: n },
        });
    });
}
