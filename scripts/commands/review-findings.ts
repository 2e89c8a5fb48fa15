import { type Command, Option } from "commander";
import { checkDay } from "../../src/accounts/organizations.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { CONTACT_ROLES, type ContactRole } from "../../src/onboarding/contact.ts";
import { makeReport } from "../../src/onboarding/make-report.ts";
import {
  authorizeFindings,
  FINDING_LIMITS,
  listFindings,
  sendFindings,
  settleFinding,
} from "../../src/onboarding/send-findings.ts";
import { FINDING_STATES, type FindingState, type SentFinding } from "../../src/onboarding/sent-finding.ts";
import { asCommand, asReasonedChange, type CommandContext, type CommonOptions } from "./command-group.ts";
import { deliver, onboardingDeps } from "./onboarding-session.ts";
import { list, print, table } from "./print.ts";
import { reportDeps } from "./review-session.ts";
import { withSession } from "./session.ts";

interface SendOptions extends CommonOptions {
  readonly org: string;
  readonly cause: readonly string[];
  readonly owner: ContactRole;
  readonly realm?: Realm;
  readonly due?: string;
  readonly reason: string;
}

interface SettleOptions extends CommonOptions {
  readonly org: string;
  readonly finding: string;
  readonly state: Exclude<FindingState, "open">;
  readonly reason: string;
}

/** `review send`, `review findings`, `review settle` */
export function addFindings(group: Command, context: CommandContext): void {
  asReasonedChange(
    group.command("send"),
    "send causes of the report to a contact of the organization, with a day to answer by",
    'review send --org ID --cause KEY --owner technical --reason "as told on the phone"',
  )
    .requiredOption("--org <id>", "the organization")
    .requiredOption("--cause <keys...>", "causeId of the report; several")
    .addOption(
      new Option("--owner <role>", "the contact who answers").choices(CONTACT_ROLES).default("technical"),
    )
    .addOption(new Option("--realm <realm>", "test or production (default: the stage's)").choices(REALMS))
    .option("--due <day>", `a business day (default: ${FINDING_LIMITS.dueBusinessDays} business days)`)
    .action((options: SendOptions) => send(context, options));
  asCommand(
    group.command("findings"),
    "what an organization was sent, newest first",
    "review findings --org ID",
  )
    .requiredOption("--org <id>", "the organization")
    .action((options: CommonOptions & { readonly org: string }) => listAll(context, options));
  asReasonedChange(
    group.command("settle"),
    "note that a finding was answered, or close it; the reason is the note",
    'review settle --org ID --finding ID --state answered --reason "mapping is mended on Monday"',
  )
    .requiredOption("--org <id>", "the organization")
    .requiredOption("--finding <id>", "the finding")
    .addOption(
      new Option("--state <state>", "what it is now")
        .choices(FINDING_STATES.filter((state) => state !== "open"))
        .makeOptionMandatory(),
    )
    .action((options: SettleOptions) => settle(context, options));
}

function shown({ organizationId, realm, rule, cause, owner, change, ...rest }: SentFinding) {
  const { id, sentOn, dueOn, sentBy, reason, state } = rest;
  const changedAt = change === undefined ? null : new Date(change.atMs).toISOString();
  return {
    id,
    org: organizationId,
    realm,
    rule,
    cause: cause.causeId,
    finding: cause.finding,
    title: cause.title,
    fix: cause.fix,
    count: cause.count,
    owner: owner.name,
    ownerRole: owner.role,
    contact: owner.contactId,
    sentOn,
    dueOn,
    sentBy,
    reason,
    state,
    note: change?.note ?? null,
    changedBy: change?.by ?? null,
    changedAt,
  };
}

function tableOf(findings: readonly ReturnType<typeof shown>[]): string {
  const rows = findings.map((one) => [
    one.id,
    one.state,
    one.dueOn,
    one.owner,
    one.rule,
    one.title,
    one.note,
  ]);
  const head = ["id", "state", "due", "owner", "rule", "cause", "note"];
  return table(head, rows, 'Nothing was sent yet. "review send" sends causes of the report.');
}

function send(context: CommandContext, options: SendOptions): Promise<void> {
  const { org: organizationId, realm, cause: causeIds, owner: ownerRole, reason, due } = options;
  const dueOn = due === undefined ? undefined : checkDay("--due", due);
  return withSession(context, options, realm === undefined ? REALMS : [realm], async (session) => {
    const deps = onboardingDeps(session);
    await authorizeFindings(deps, session.actor, organizationId);
    const asked = { organizationId, ...(realm !== undefined && { realm }) };
    const report = await makeReport(reportDeps(session), asked);
    const chosen = { report, causeIds, ownerRole, reason, ...(dueOn !== undefined && { dueOn }) };
    const value = (await sendFindings(deps, session.actor, chosen)).map(shown);
    await deliver(context, session, deps);
    print(context, options, value, () => tableOf(value));
  });
}

function listAll(context: CommandContext, options: CommonOptions & { readonly org: string }): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const value = (await listFindings(onboardingDeps(session), session.actor, options.org)).map(shown);
    print(context, options, value, () => tableOf(value));
  });
}

function settle(context: CommandContext, options: SettleOptions): Promise<void> {
  const { org: organizationId, finding: findingId, state, reason: note } = options;
  return withSession(context, options, [], async (session) => {
    const asked = { organizationId, findingId, state, note };
    const value = shown(await settleFinding(onboardingDeps(session), session.actor, asked));
    print(context, options, value, () => list(value));
  });
}
