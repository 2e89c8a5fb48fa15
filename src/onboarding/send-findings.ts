import { authorize, checkLine, perform } from "../accounts/administration.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Actor } from "../accounts/policy.ts";
import type { BusinessCalendar } from "../kernel/business-days.ts";
import { type DateOnly, dayInZone } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { ReviewReport } from "../review/report/report.ts";
import { calendarWith } from "./closings.ts";
import type { Contact, ContactRole } from "./contact.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingTransaction } from "./ports.ts";
import { causesOf, type FindingState, NEXT_STATES, type SentFinding } from "./sent-finding.ts";

/** What acts on findings need. */
export type FindingDeps = Pick<OnboardingDeps, "store" | "clock" | "calendarClock" | "newId" | "helpDesk">;

/** Bounds of sending. */
export const FINDING_LIMITS = {
  /** Causes of one mail. */
  causesMax: 20,
  /** Findings of one organization that nobody answered yet. */
  openMax: 200,
  /** Business days until the answer is due, unless said otherwise. */
  dueBusinessDays: 5,
  dueBusinessDaysMax: 60,
  noteLengthMax: 500,
} as const;

/** What is to be sent. */
export interface AskedFindings {
  /** The report that has the causes. */
  readonly report: ReviewReport;
  readonly causeIds: readonly string[];
  /** Whose the findings are; the technical contact's unless given. */
  readonly ownerRole?: ContactRole;
  /** A business day after today. */
  readonly dueOn?: DateOnly;
  readonly reason: string;
}

type Chosen = ReturnType<typeof causesOf>;

/** @throws RefusedError `usage` for no cause or too many, `not-found` for one that the report does not have */
function chosenCauses(report: ReviewReport, causeIds: readonly string[]): Chosen {
  const wanted = new Set(causeIds);
  if (wanted.size === 0 || wanted.size > FINDING_LIMITS.causesMax)
    throw new RefusedError("usage", `Name 1 to ${FINDING_LIMITS.causesMax} causes of the report.`);
  const chosen = causesOf(report).filter(({ cause }) => wanted.delete(cause.causeId));
  const [missing] = wanted;
  if (missing !== undefined)
    throw new RefusedError(
      "not-found",
      'The report has no such cause. "review report --json" lists them under causes, with causeId.',
    );
  return chosen;
}

/** The contact that was added first with a role. @throws RefusedError `policy` when there is none */
function ownerOf(contacts: readonly Contact[], role: ContactRole): Contact {
  const owner = contacts.find((contact) => contact.role === role);
  if (owner === undefined)
    throw new RefusedError(
      "policy",
      `The organization has no ${role} contact to send to. Add one ("contact add") or name another role.`,
    );
  return owner;
}

/** @throws RefusedError `usage` for a day on which nobody works, or not within the next 60 business days */
function dueDay(calendar: BusinessCalendar, today: DateOnly, asked: DateOnly | undefined): DateOnly {
  const { dueBusinessDays, dueBusinessDaysMax } = FINDING_LIMITS;
  if (asked === undefined) return calendar.add(today, dueBusinessDays);
  const last = calendar.add(today, dueBusinessDaysMax);
  if (asked <= today || asked > last || !calendar.isBusinessDay(asked))
    throw new RefusedError("usage", `The due date must be a business day after ${today}, at most ${last}.`);
  return asked;
}

/** @throws RefusedError `policy` for a cause that waits for an answer already, or too many that do */
function checkNotSent(sent: readonly SentFinding[], chosen: Chosen, { realm }: ReviewReport): void {
  const open = sent.filter(({ state }) => state === "open");
  const again = open.find(
    (one) => one.realm === realm && chosen.some(({ cause }) => cause.causeId === one.cause.causeId),
  );
  if (again !== undefined)
    throw new RefusedError(
      "policy",
      `Cause ${again.cause.causeId} was sent on ${again.sentOn} and is not answered yet: finding ${again.id}.`,
    );
  if (open.length + chosen.length > FINDING_LIMITS.openMax)
    throw new RefusedError(
      "policy",
      `More than ${FINDING_LIMITS.openMax} findings would be open. Close some.`,
    );
}

function mailText(
  { realm }: ReviewReport,
  owner: Contact,
  dueOn: DateOnly,
  chosen: Chosen,
  helpDesk: string,
): string {
  const items = chosen.map(({ rule, cause: { finding, title, site, key, count, fix } }, at) => {
    const where = [site !== "" && `site ${site}`, key.vaccine !== "" && `vaccine ${key.vaccine}`];
    const places = where.filter((text) => text !== false).join(", ");
    const seen = `Seen ${count} times${places === "" ? "" : `: ${places}`}.`;
    return `${at + 1}. Item ${rule}, ${finding}: ${title}\n   ${seen}\n   What to do: ${fix}`;
  });
  return `Dear ${owner.name},\n\nthe review of your ${realm} messages found what follows. Please tell us by ${dueOn} what you did or will do.\n\n${items.join("\n\n")}\n\nQuestions? ${helpDesk}\nTo obtain this information in a different format, contact: ${helpDesk}.\n`;
}

/**
 * Send causes of a report to a contact of the organization as findings that are due on a day, in one mail. The report is
 * made before; whoever may not send is best refused before that ({@link authorizeFindings}).
 *
 * @throws RefusedError `policy` when there is no such contact, or a cause was sent and is not answered; `not-found` for the
 *   organization or a cause; `usage`
 */
export async function sendFindings(
  deps: FindingDeps,
  actor: Actor,
  asked: AskedFindings,
): Promise<readonly SentFinding[]> {
  const { report, ownerRole = "technical" } = asked;
  const { org: organizationId, realm } = report;
  const reason = checkLine("The reason", asked.reason, FINDING_LIMITS.noteLengthMax);
  const chosen = chosenCauses(report, asked.causeIds);
  const act = { act: "review.send", organizationId, reason } as const;
  return perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    await mustFindOrganization(tx, organizationId);
    checkNotSent(await tx.listSentFindings(organizationId), chosen, report);
    const contact = ownerOf(await tx.listContacts(organizationId), ownerRole);
    const owner = { contactId: contact.id, role: contact.role, name: contact.name };
    const sentAtMs = deps.calendarClock();
    const sentOn = dayInZone(sentAtMs);
    const dueOn = dueDay(calendarWith(await tx.findClosings()), sentOn, asked.dueOn);
    const common = { organizationId, realm, owner, sentOn, dueOn, sentAtMs, sentBy: actor.name, reason };
    const value = chosen.map(({ rule, cause }): SentFinding => ({
      ...common,
      id: deps.newId(),
      rule,
      cause,
      state: "open",
    }));
    for (const finding of value) await tx.saveSentFinding(finding);
    const text = mailText(report, contact, dueOn, chosen, deps.helpDesk);
    const subject = `Findings of the message review, answer due ${dueOn}`;
    const to = [contact.email];
    await tx.saveMail({ id: deps.newId(), to, subject, text, queuedAtMs: sentAtMs, attempts: 0 });
    const detail = { realm, findings: value.map(({ id }) => id), contact: contact.id, dueOn };
    return { value, object: organizationId, detail };
  });
}

/** Refuse before a report is made for it. @throws RefusedError `policy` */
export function authorizeFindings(deps: FindingDeps, actor: Actor, organizationId: string): Promise<void> {
  return authorize(deps, actor, { act: "review.send", organizationId });
}

/**
 * Note what became of a finding: the organization answered, or staff close it.
 *
 * @throws RefusedError `not-found`; `policy` when it was closed, or answered already
 */
export async function settleFinding(
  deps: FindingDeps,
  actor: Actor,
  asked: {
    readonly organizationId: string;
    readonly findingId: string;
    readonly state: Exclude<FindingState, "open">;
    readonly note: string;
  },
): Promise<SentFinding> {
  const { organizationId, findingId, state } = asked;
  const note = checkLine("The note", asked.note, FINDING_LIMITS.noteLengthMax);
  const act = { act: "review.settle", organizationId, object: findingId, reason: note } as const;
  return perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    await mustFindOrganization(tx, organizationId);
    const found = (await tx.listSentFindings(organizationId)).find(({ id }) => id === findingId);
    if (found === undefined)
      throw new RefusedError(
        "not-found",
        `There is no finding ${findingId} here. "review findings" lists all.`,
      );
    if (!NEXT_STATES[found.state].includes(state))
      throw new RefusedError("policy", `The finding is ${found.state}: it cannot become ${state}.`);
    const change = { note, by: actor.name, atMs: deps.calendarClock() };
    const value: SentFinding = { ...found, state, change };
    await tx.saveSentFinding(value);
    return { value, object: findingId, detail: { org: organizationId, from: found.state, to: state } };
  });
}

/** Findings that were sent to an organization, newest first; an integrator's own only. */
export async function listFindings(
  deps: FindingDeps,
  actor: Actor,
  organizationId: string,
): Promise<readonly SentFinding[]> {
  await authorize(deps, actor, { act: "review.read", organizationId });
  await mustFindOrganization(deps.store, organizationId);
  return deps.store.listSentFindings(organizationId);
}
