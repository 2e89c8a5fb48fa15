import { authorize, perform } from "../../accounts/administration.ts";
import type { Organization } from "../../accounts/organization.ts";
import type { Actor } from "../../accounts/policy.ts";
import { longDay } from "../../documents/long-day.ts";
import { addDays, type DateOnly, dayInZone, instantInZone } from "../../kernel/dates.ts";
import type { Contact } from "../contact.ts";
import type { OnboardingTransaction, QueuedMail } from "../ports.ts";
import type { Task } from "../tasks.ts";
import { watchedOf, type WatchDeps } from "./run-watches.ts";
import type { ToldFinding, TrafficDay } from "./traffic.ts";
import { WATCH_IDS, WATCHES } from "./watches.ts";

/** What a rule finds and what to do about it, in its own words. */
export interface RuleAdvice {
  readonly cause: string;
  readonly fix: string;
}

/** @returns undefined for a rule that is no longer in the tables */
export type AdviceOf = (ruleId: string) => RuleAdvice | undefined;

/** What making digests needs. */
export interface DigestDeps extends WatchDeps {
  readonly adviceOf: AdviceOf;
  readonly helpDesk: string;
}

/** Bounds of one digest. */
const DIGEST_LIMITS = { rulesMax: 20, controlIdsMax: 10 } as const;

/** What one digest tells. Holds no patient data: control ids, rules and numbers only. */
export interface DigestFacts {
  readonly organization: Pick<Organization, "name">;
  readonly day: DateOnly;
  readonly traffic: Pick<TrafficDay, "messages" | "AE" | "AR">;
  readonly findings: readonly ToldFinding[];
  /** Open tasks of the watches. */
  readonly tasks: readonly Task[];
  readonly helpDesk: string;
}

function ruleLines(findings: readonly ToldFinding[], adviceOf: AdviceOf): readonly string[] {
  const byRule = [...Map.groupBy(findings, ({ ruleId }) => ruleId)].toSorted(
    ([, a], [, b]) => (a[0]?.severity ?? "").localeCompare(b[0]?.severity ?? "") || b.length - a.length,
  );
  const { rulesMax, controlIdsMax } = DIGEST_LIMITS;
  const lines = byRule.slice(0, rulesMax).flatMap(([ruleId, own], at) => {
    const { cause = "see the rule reference", fix = "see the rule reference" } = adviceOf(ruleId) ?? {};
    const ids = [...new Set(own.map(({ controlId }) => controlId).filter((id) => id !== ""))];
    const more = ids.length > controlIdsMax ? ` and ${ids.length - controlIdsMax} more` : "";
    const named = ids.length === 0 ? "see the answers" : `${ids.slice(0, controlIdsMax).join(", ")}${more}`;
    return [
      `${at + 1}. ${ruleId} (${own[0]?.severity === "E" ? "error" : "warning"}), ${own.length === 1 ? "once" : `${own.length} times`}`,
      `   Cause: ${cause}`,
      `   What to do: ${fix}`,
      `   Control ids (MSH-10): ${named}`,
      "",
    ];
  });
  return byRule.length > rulesMax ? [...lines, `${byRule.length - rulesMax} more rules.`, ""] : lines;
}

/** The text of a digest: what happened, what to correct, what is open. */
export function digestText(facts: DigestFacts, adviceOf: AdviceOf): string {
  const { organization, day, traffic, findings, tasks, helpDesk } = facts;
  const { messages, AE, AR } = traffic;
  const open = WATCH_IDS.flatMap((watch) =>
    tasks
      .filter(({ kind }) => kind === watch)
      .map(({ subject = "", detail = "" }) => `- ${subject}: ${detail}. ${WATCHES[watch].tell}`),
  );
  return [
    `${organization.name}: messages to MIIC production on ${longDay(day)}`,
    "",
    `${messages} messages: ${messages - AE - AR} answered AA, ${AE} AE, ${AR} AR.`,
    "",
    ...(findings.length === 0
      ? []
      : ["What to correct and send again:", "", ...ruleLines(findings, adviceOf)]),
    ...(open.length === 0 ? [] : ["What we noticed and still see:", "", ...open, ""]),
    "This mail holds no patient data. Find each message by its control id in your system.",
    "",
    `Questions? ${helpDesk}`,
    `To obtain this information in a different format, contact: ${helpDesk}.`,
    "",
  ].join("\n");
}

function technical(contacts: readonly Contact[]): readonly string[] {
  const meant = contacts.filter(({ role }) => role === "technical");
  return [...new Set((meant.length > 0 ? meant : contacts).map(({ email }) => email))];
}

async function factsOf(
  deps: DigestDeps,
  organization: Organization,
  day: DateOnly,
): Promise<DigestFacts | undefined> {
  const watched = await watchedOf(deps.store, organization);
  if (watched === undefined || day < watched.liveSince) return undefined;
  const { id: organizationId, may } = organization;
  const span = { organizationId, fromMs: instantInZone(day, 0), toMs: instantInZone(addDays(day, 1), 0) };
  const traffic = deps.trafficOf("production");
  const kind = may.includes("submit") ? ("update" as const) : ("query" as const);
  const kinds: readonly string[] = WATCH_IDS;
  const tasks = (await deps.store.listOpenTasks(watched.case.id)).filter((task) => kinds.includes(task.kind));
  const findings = await traffic.listFindings(span);
  if (findings.length === 0 && tasks.length === 0) return undefined;
  const counted = await traffic.countDay({ ...span, kind, sites: [] });
  return { organization, day, traffic: counted, findings, tasks, helpDesk: deps.helpDesk };
}

/**
 * Queue yesterday's digest for the technical contact of each organization that is live, where there is something to tell.
 * Once a day and organization, however often it is called.
 *
 * @returns how many were queued
 * @throws RefusedError `policy`; GatewayError `unavailable`
 */
export async function queueDigests(deps: DigestDeps, actor: Actor): Promise<number> {
  await authorize(deps, actor, { act: "onboarding.watch" });
  const day = addDays(dayInZone(deps.calendarClock()), -1);
  let queued = 0;
  for (const organization of await deps.store.listOrganizations()) {
    const { id: organizationId } = organization;
    const id = `digest-${organizationId}-${day}`;
    const to = technical(await deps.store.listContacts(organizationId));
    if (to.length === 0 || (await deps.store.hasMail(id))) continue;
    const facts = await factsOf(deps, organization, day);
    await deps.pause();
    if (facts === undefined) continue;
    const mail: QueuedMail = {
      id,
      to,
      subject: `MIIC daily digest for ${organization.name}, ${day}`,
      text: digestText(facts, deps.adviceOf),
      queuedAtMs: deps.calendarClock(),
      attempts: 0,
    };
    const act = { act: "onboarding.watch", organizationId } as const;
    await perform(deps, actor, act, async (tx: OnboardingTransaction) => {
      const isNew = !(await tx.hasMail(id));
      if (isNew) await tx.saveMail(mail);
      return { value: undefined, object: organizationId, detail: { digest: day, queued: isNew } };
    });
    queued += 1;
  }
  return queued;
}
