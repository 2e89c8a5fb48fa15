import type { Organization } from "../accounts/organization.ts";
import { isCurrentSite } from "../accounts/organization.ts";
import type { Actor } from "../accounts/policy.ts";
import { composeLetter } from "../documents/compose-letter.ts";
import type { LetterKind, RenderedLetter } from "../documents/letter.ts";
import type { LetterFacts } from "../documents/letter-facts.ts";
import { longDay } from "../documents/long-day.ts";
import { LETTER_TEXTS } from "../documents/letter-texts.ts";
import type { BusinessCalendar } from "../kernel/business-days.ts";
import { addDays, type DateOnly } from "../kernel/dates.ts";
import { LETTERS, MEASURES } from "../review/measures.ts";
import type { Contact } from "./contact.ts";
import type { HistoryEntry } from "./history-entry.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import type { Plan } from "./plan.ts";
import type { DocumentHead, OnboardingTransaction, QueuedMail, SetLetter, StoredDocument } from "./ports.ts";
import type { SignableReport } from "./review-report-port.ts";
import { scheduleOf } from "./schedule.ts";
import { type Phase, PHASES } from "./stages.ts";

/** Who signs a letter: the person when one is named, else the office. */
export function signerOf({ name, osUser }: Actor): string {
  return name === osUser ? "The onboarding team" : name;
}

/** What a letter is written from. */
export interface LetterSource {
  readonly organization: Organization;
  readonly case: OnboardingCase;
  /** With the step that the letter tells of. */
  readonly history: readonly HistoryEntry[];
  readonly contacts: readonly Contact[];
  readonly plan: Plan;
  readonly report?: SignableReport;
  readonly reason?: string;
  readonly calendar: BusinessCalendar;
  readonly today: DateOnly;
  /** Who signs. */
  readonly signer: string;
}

/** What making letters needs. */
export interface LetterDeps {
  readonly setLetter: SetLetter;
  /** SHA-256, hex. */
  readonly sha256: (content: Uint8Array) => string;
  readonly helpDesk: string;
  readonly newId: () => string;
  /** Calendar time. */
  readonly calendarClock: () => number;
}

const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  plan: "Plan",
  review: "Technical message review",
  move: "Move to production",
  monitoring: "Production monitoring",
};

/** Those whom a letter goes to: the roles of its kind, all contacts when none has one of them. */
function addresseesOf(kind: LetterKind, contacts: readonly Contact[]): readonly Contact[] {
  const roles: readonly string[] = LETTER_TEXTS[kind].to;
  const meant = contacts.filter(({ role }) => roles.includes(role));
  return meant.length > 0 ? meant : contacts;
}

function planRows(plan: Plan, contacts: readonly Contact[]): readonly (readonly [string, string])[] {
  const { resources, volumes, dataKind, transport, pd112Meaning, capabilities, catchUp } = plan;
  const rows: (readonly [string, string])[] = [
    ["Resources", resources.join("; ")],
    ["Contacts", contacts.map(({ name, role }) => `${name} (${role})`).join("; ")],
    ["Messages a day", volumes === undefined ? "" : String(volumes.messagesPerDay)],
    ["Given doses a day", volumes === undefined ? "" : String(volumes.dosesPerDay)],
    ["Data in the test environment", dataKind === "real" ? "real patients" : "test data, as agreed"],
    ["Transport", transport],
    ["PD1-12 Y means", pd112Meaning === "protect" ? "protect the record" : "the record may be viewed"],
    ["Capabilities", capabilities.join("; ")],
    ["Monitoring plan", plan.monitoringPlan ?? "due before the move"],
    ["Reporting during the review", catchUp.how],
    ["Doses of the review in production by", catchUpDay(plan)],
    [
      "Day of the move",
      plan.goLiveOn === undefined ? "after the review, see the schedule" : longDay(plan.goLiveOn),
    ],
  ];
  return rows.filter(([, value]) => value !== "");
}

function catchUpDay({ catchUp: { on, isAgreed } }: Plan): string {
  if (on !== undefined) return longDay(on);
  return isAgreed ? "the last day of the monitoring" : "agreed before the move";
}

/** What is open, in words that the organization knows from the guide. */
function findingsOf(report: SignableReport | undefined): readonly string[] {
  if (report === undefined) return [];
  const rules = LETTERS.flatMap((letter) => {
    const { verdict, waived } = report.rules[letter];
    if (waived || (verdict !== "FAIL" && verdict !== "REVIEW")) return [];
    const { title = "" } = MEASURES.find((measure) => measure.letter === letter) ?? {};
    const state = verdict === "FAIL" ? "not met yet" : "to be looked at together";
    return [`Item ${letter}: ${state}. What is asked: ${title}.`];
  });
  const gates = report.gates
    .filter(({ passed }) => !passed)
    .map(({ title, satisfiedBy }) => (title === undefined ? satisfiedBy : `Not met yet: ${title}.`));
  return [...rules, ...gates];
}

/** A letter's facts; a number makes it more than a draft. */
export function letterFacts(
  kind: LetterKind,
  source: LetterSource,
  helpDesk: string,
  number?: string,
): LetterFacts {
  const { organization, contacts, plan, report, reason, calendar, today } = source;
  const { goLiveOn } = plan;
  const onboarding = { case: source.case, history: source.history };
  const schedule = scheduleOf(
    calendar,
    today,
    goLiveOn === undefined ? onboarding : { ...onboarding, goLiveOn },
  );
  const dueOn = kind === "return" ? source.case.earliestInvitationOn : source.case.clock.dueOn;
  const signedId = source.case.monitoringReportId ?? source.case.reviewReportId;
  const digest = report?.snapshotId === signedId ? report?.digest : undefined;
  return {
    kind,
    ...(number !== undefined && { number }),
    day: today,
    organization: { id: organization.id, name: organization.name },
    sites: organization.sites.filter((site) => isCurrentSite(site, today)),
    contacts: addresseesOf(kind, contacts),
    schedule: PHASES.flatMap((phase) => {
      const span = schedule[phase];
      if (span === undefined) return [];
      const { from, to } = span;
      return [{ name: PHASE_NAMES[phase], from, to, businessDays: calendar.count(addDays(from, -1), to) }];
    }),
    plan: planRows(plan, contacts),
    ...(dueOn !== undefined && { dueOn }),
    ...(reason !== undefined && { reason }),
    ...(signedId !== undefined && {
      report: { snapshotId: signedId, ...(digest !== undefined && { digest }) },
    }),
    findings: findingsOf(report),
    catchUp: plan.catchUp,
    signer: source.signer,
    helpDesk,
  };
}

/** A letter as it would be sent today, without a number and not stored. */
export function draftLetter(
  deps: LetterDeps,
  kind: LetterKind,
  source: LetterSource,
): Promise<RenderedLetter> {
  return deps.setLetter(composeLetter(letterFacts(kind, source, deps.helpDesk)));
}

/** Write a letter, number it, store it for good and queue the mail that brings it; without a contact the mail waits. */
export async function sendLetter(
  deps: LetterDeps,
  tx: OnboardingTransaction,
  kind: LetterKind,
  source: LetterSource,
): Promise<StoredDocument> {
  const number = await tx.nextDocumentNumber(source.today.slice(0, 4));
  const letter = composeLetter(letterFacts(kind, source, deps.helpDesk, number));
  const { html, pdf } = await deps.setLetter(letter);
  const document: StoredDocument = {
    id: deps.newId(),
    number,
    organizationId: source.organization.id,
    caseId: source.case.id,
    kind,
    title: letter.subject,
    atMs: deps.calendarClock(),
    bytes: pdf.length,
    sha256: deps.sha256(pdf),
    content: pdf,
    html,
  };
  await tx.appendDocument(document);
  await queueLetter(deps, tx, document, source.contacts);
  return document;
}

/** Queue the mail that brings a stored letter. Without a contact nothing is queued. */
export async function queueLetter(
  deps: Pick<LetterDeps, "newId" | "calendarClock" | "helpDesk">,
  tx: OnboardingTransaction,
  document: DocumentHead,
  contacts: readonly Contact[],
): Promise<void> {
  if (document.kind === "attachment" || contacts.length === 0) return;
  const to = [...new Set(addresseesOf(document.kind, contacts).map(({ email }) => email))];
  const mail: QueuedMail = {
    id: deps.newId(),
    documentId: document.id,
    to,
    subject: `${document.title} (${document.number})`,
    text: `Please find our letter ${document.number}, "${document.title}", attached.\n\nQuestions? ${deps.helpDesk}\nTo obtain this information in a different format, contact: ${deps.helpDesk}.\n`,
    queuedAtMs: deps.calendarClock(),
    attempts: 0,
  };
  await tx.saveMail(mail);
}
