import { authorize, type DoneAct, perform } from "../accounts/administration.ts";
import type { JsonObject } from "../accounts/audit-entry.ts";
import { isUsable } from "../accounts/credential.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Organization } from "../accounts/organization.ts";
import type { Actor } from "../accounts/policy.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { NewContact } from "./contact.ts";
import { decideEvent, type Decision } from "./decide-event.ts";
import { deliverWaiting } from "./deliver-waiting.ts";
import type { AskedEvent, EventFacts } from "./event-facts.ts";
import { evidenceOutside } from "./evidence-outside.ts";
import { gatherFacts, type OutsideEvidence } from "./gather-facts.ts";
import type { HistoryEntry } from "./history-entry.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingCase } from "./onboarding-case.ts";
import { organizationStage } from "./organization-stage.ts";
import { checkConfirmable, nothingPending } from "./confirm-pending.ts";
import { type AttachedFile, isAskedEvent, type PendingAct } from "./pending-act.ts";
import type { OnboardingTransaction } from "./ports.ts";
import { sendLetter, signerOf } from "./send-letter.ts";
import { LASTING_TASKS, STAGE_TASKS, TASK_TABLE, type TaskKind } from "./tasks.ts";
import { type Effect, TRANSITIONS } from "./transitions.ts";

/** An event as people ask for it. */
export interface EventRequest {
  readonly organizationId: string;
  readonly asked: AskedEvent;
  readonly attached?: AttachedFile;
}

/** What became of it. */
export type EventOutcome =
  | { readonly kind: "done"; readonly case: OnboardingCase }
  /** Another person confirms it first (decision D28). */
  | { readonly kind: "pending"; readonly pendingId: string };

/** What one event works with inside its transaction. */
interface Work {
  readonly deps: OnboardingDeps;
  readonly tx: OnboardingTransaction;
  readonly actor: Actor;
  readonly request: EventRequest;
  readonly organization: Organization;
  readonly before: OnboardingCase;
  readonly facts: EventFacts;
  /** Who asked first, when this is the confirmation. */
  readonly askedBy?: string;
}

/**
 * Let an event happen, whole or not at all: case, history, plan, tasks, documents, mails, credentials, the organization's
 * stage and the audit row.
 *
 * @throws RefusedError `policy` with the guard that refused and what would satisfy it, `not-found`, `usage`;
 *   GatewayError `unavailable`
 */
export async function applyEvent(
  deps: OnboardingDeps,
  actor: Actor,
  request: EventRequest,
): Promise<EventOutcome> {
  const { event } = request.asked;
  const act = actOf(request);
  await authorize(deps, actor, act);
  const outside = await evidenceOutside(deps, request.organizationId, request.asked);
  const waits = deps.twoPerson && TRANSITIONS[event].twoPerson;
  return perform(deps, actor, act, async (tx: OnboardingTransaction): Promise<DoneAct<EventOutcome>> => {
    const work = await begin(deps, tx, actor, request, outside);
    const decision = mustMove(work);
    if (!waits) return finish(work, decision);
    const pending = pendingOf(work);
    await tx.savePending(pending);
    const detail = { event, pending: pending.id };
    return { value: { kind: "pending", pendingId: pending.id }, object: request.organizationId, detail };
  });
}

/**
 * Confirm what another person asked for. It is decided anew, with what is known now.
 *
 * @throws RefusedError `policy` when the same person asked, when it was done, or when it is too old
 */
export async function confirmEvent(
  deps: OnboardingDeps,
  actor: Actor,
  pendingId: string,
): Promise<EventOutcome> {
  const pending = await deps.store.findPending(pendingId);
  if (pending === undefined) throw nothingPending(pendingId);
  const { organizationId, asked, attached, askedBy } = pending;
  if (organizationId === undefined || !isAskedEvent(asked)) throw nothingPending(pendingId);
  const request: EventRequest = { organizationId, asked, ...(attached !== undefined && { attached }) };
  const act = actOf(request);
  await authorize(deps, actor, act);
  const outside = await evidenceOutside(deps, request.organizationId, request.asked);
  return perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    const current = await tx.findPending(pendingId);
    const begun = await begin(deps, tx, actor, request, outside);
    checkConfirmable(actor, current ?? pending, begun.facts.calendar, deps.calendarClock());
    const work: Work = { ...begun, askedBy };
    const done = await finish(work, mustMove(work));
    await tx.savePending({ ...pending, doneAtMs: deps.calendarClock() });
    return done;
  });
}

function actOf({ organizationId, asked }: EventRequest) {
  const { event, reason } = asked;
  const act = { act: `onboarding.${event}`, organizationId } as const;
  return reason === undefined ? act : { ...act, reason };
}

async function begin(
  deps: OnboardingDeps,
  tx: OnboardingTransaction,
  actor: Actor,
  request: EventRequest,
  outside: OutsideEvidence,
): Promise<Work> {
  const organization = await mustFindOrganization(tx, request.organizationId);
  const before = await newestOrRegistered(deps, tx, organization);
  const facts = await gatherFacts(deps, tx, { organization, before, asked: request.asked }, outside);
  return { deps, tx, actor, request, organization, before, facts };
}

type Moved = Extract<Decision, { kind: "moved" }>;

/** @throws RefusedError `policy` with the guard and what would satisfy it */
function mustMove({ before, request, facts }: Work): Moved {
  const decision = decideEvent(before, request.asked, facts);
  if (decision.kind === "moved") return decision;
  throw new RefusedError(
    "policy",
    `${request.asked.event} is refused (guard ${decision.guard}). ${decision.satisfiedBy}`,
  );
}

function pendingOf({ deps, actor, request }: Work): PendingAct {
  const { organizationId, asked, attached } = request;
  return {
    id: deps.newId(),
    organizationId,
    asked,
    ...(attached !== undefined && { attached }),
    askedBy: actor.name,
    askedByOsUser: actor.osUser,
    askedAtMs: deps.calendarClock(),
  };
}

async function finish(work: Work, decision: Moved): Promise<DoneAct<EventOutcome>> {
  const { tx, request, before, facts, askedBy } = work;
  const { after, effects, late, steps } = decision;
  await tx.saveCase(after);
  await addContacts(work, request.asked.form?.contacts ?? []);
  if (effects.some(({ kind }) => kind === "freeze-plan") || request.asked.form !== undefined)
    await freezePlan(work, after);
  for (const effect of effects) await changeCredentials(work, effect);
  if (effects.some(({ kind }) => kind === "end-earlier-interfaces")) await endEarlier(work, after);
  await moveTasks(work, after);
  const documents = await writeDocuments(work, decision);
  await appendSteps(work, decision, documents);
  await moveOrganization(work, after);
  const detail: JsonObject = {
    event: request.asked.event,
    from: before.stage,
    to: after.stage,
    via: steps.length > 1 ? (steps[0]?.to ?? null) : null,
    dueOn: after.clock.dueOn ?? null,
    late,
    documents,
    report: facts.report?.snapshotId ?? null,
    effects: effects.map(({ kind }) => kind),
    askedBy: askedBy ?? null,
  };
  const value: EventOutcome = { kind: "done", case: after };
  return { value, object: request.organizationId, detail };
}

async function addContacts({ deps, tx, organization }: Work, added: readonly NewContact[]): Promise<void> {
  if (added.length === 0) return;
  const known = await tx.listContacts(organization.id);
  for (const { role, name, email } of added) {
    if (known.some((contact) => contact.role === role && contact.email === email)) continue;
    const addedAtMs = deps.calendarClock();
    await tx.saveContact({ id: deps.newId(), organizationId: organization.id, role, name, email, addedAtMs });
  }
  await deliverWaiting(deps, tx, organization.id, await tx.listContacts(organization.id));
}

async function freezePlan({ deps, tx, facts }: Work, after: OnboardingCase): Promise<void> {
  const earlier = await tx.findPlan(after.id);
  const version = (earlier?.version ?? 0) + 1;
  await tx.appendPlan(after.id, { version, plan: facts.plan, atMs: deps.calendarClock() });
}

/** Suspend, let in again or end credentials; issuing one is an act of its own (decision D31). */
async function changeCredentials({ deps, tx, organization }: Work, effect: Effect): Promise<void> {
  const nowMs = deps.calendarClock();
  const { id: organizationId } = organization;
  if (effect.kind === "revoke-credentials") {
    for (const credential of await tx.listCredentials({ organizationId }))
      await tx.saveCredential({ ...credential, revokedAtMs: credential.revokedAtMs ?? nowMs });
    return;
  }
  if (effect.kind !== "suspend-credentials" && effect.kind !== "lift-suspension") return;
  for (const credential of await tx.listCredentials({ organizationId, realm: effect.realm })) {
    const { suspendedAtMs, ...rest } = credential;
    if (effect.kind === "lift-suspension" && suspendedAtMs !== undefined) await tx.saveCredential(rest);
    if (effect.kind === "suspend-credentials" && isUsable(credential, nowMs))
      await tx.saveCredential({ ...rest, suspendedAtMs: nowMs });
  }
}

async function endEarlier({ tx, organization }: Work, after: OnboardingCase): Promise<void> {
  for (const earlier of await tx.listCases(organization.id))
    if (earlier.id !== after.id && earlier.letterStands)
      await tx.saveCase({ ...earlier, letterStands: false });
}

/** Close what the stage before asked for, of who left everything; open what the new one asks for. */
async function moveTasks({ deps, tx, before }: Work, after: OnboardingCase): Promise<void> {
  const nowMs = deps.calendarClock();
  for (const task of await tx.listOpenTasks(before.id))
    if (after.stage === "WITHDRAWN" || !LASTING_TASKS.has(task.kind))
      await tx.saveTask({ ...task, closedAtMs: nowMs });
  for (const kind of STAGE_TASKS[after.stage]) await openTask(deps, tx, after, kind);
}

async function openTask(
  deps: OnboardingDeps,
  tx: OnboardingTransaction,
  { id: caseId, clock }: OnboardingCase,
  kind: TaskKind,
): Promise<void> {
  const dueOn = TASK_TABLE[kind].isDue === true ? clock.dueOn : undefined;
  const task = { id: deps.newId(), caseId, kind, openedAtMs: deps.calendarClock() };
  await tx.saveTask(dueOn === undefined ? task : { ...task, dueOn });
}

/** Store what was attached and the letters that the event sends. Returns their numbers. */
async function writeDocuments(work: Work, decision: Moved): Promise<readonly string[]> {
  const { deps, tx, request, organization, facts, actor } = work;
  const { after, effects } = decision;
  const numbers: string[] = [];
  if (request.attached !== undefined) numbers.push(await storeAttached(work, after, request.attached));
  const contacts = await tx.listContacts(organization.id);
  for (const effect of effects) {
    if (effect.kind !== "letter") continue;
    const { plan, calendar, now, report } = facts;
    const history = [...(await tx.listHistory(after.id)), ...entriesOf(work, decision, [])];
    const { reason } = request.asked;
    const sent = await sendLetter(deps, tx, effect.letter, {
      organization,
      case: after,
      history,
      contacts,
      plan,
      ...(report !== undefined && { report }),
      ...(reason !== undefined && { reason }),
      calendar,
      today: now.day,
      signer: signerOf(actor),
    });
    numbers.push(sent.number);
    if (contacts.length === 0)
      await openTask(
        deps,
        tx,
        after,
        effect.letter === "invitation" ? "invitation-not-delivered" : "letter-not-delivered",
      );
  }
  return numbers;
}

async function storeAttached(
  { deps, tx, organization, facts }: Work,
  after: OnboardingCase,
  { name, content }: AttachedFile,
): Promise<string> {
  const number = await tx.nextDocumentNumber(facts.now.day.slice(0, 4));
  await tx.appendDocument({
    id: deps.newId(),
    number,
    organizationId: organization.id,
    caseId: after.id,
    kind: "attachment",
    title: name,
    atMs: deps.calendarClock(),
    bytes: content.length,
    sha256: deps.sha256(content),
    content,
  });
  return number;
}

/** The steps as history has them; `seq` counts on from what is there. */
function entriesOf(
  { actor, request, facts, askedBy }: Work,
  { after, steps, late }: Moved,
  documents: readonly string[],
  lastSeq = 0,
): readonly HistoryEntry[] {
  const { event, reason } = request.asked;
  const { startedOn, dueOn } = after.clock;
  const signs = event === "sign-review" || event === "sign-monitoring";
  return steps.map(({ from, to }, at) => ({
    caseId: after.id,
    seq: lastSeq + at + 1,
    event,
    from,
    to,
    atMs: facts.atMs,
    day: facts.now.day,
    actor: actor.name,
    osUser: actor.osUser,
    role: actor.user?.role ?? "host",
    ...(askedBy !== undefined && { askedBy }),
    ...(reason !== undefined && { reason }),
    late,
    startedOn,
    ...(dueOn !== undefined && { dueOn }),
    documents,
    ...(signs && facts.report !== undefined && { reportId: facts.report.snapshotId }),
  }));
}

async function appendSteps(work: Work, decision: Moved, documents: readonly string[]): Promise<void> {
  const lastSeq = (await work.tx.listHistory(decision.after.id)).at(-1)?.seq ?? 0;
  for (const entry of entriesOf(work, decision, documents, lastSeq)) await work.tx.appendHistory(entry);
}

/** The stage that traffic is judged by goes with the case, in the same transaction. */
async function moveOrganization({ tx, organization }: Work, after: OnboardingCase): Promise<void> {
  const cases = await tx.listCases(organization.id);
  const earlierStands = cases.some((one) => one.id !== after.id && one.letterStands);
  const stage = organizationStage(after, earlierStands);
  if (stage !== organization.stage) await tx.saveOrganization({ ...organization, stage });
}
