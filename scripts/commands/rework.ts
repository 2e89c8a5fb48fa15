import type { Command } from "commander";
import { authorize, perform } from "../../src/accounts/administration.ts";
import type { JsonObject } from "../../src/accounts/audit-entry.ts";
import { mustFindOrganization } from "../../src/accounts/organizations.ts";
import type { AckCode } from "../../src/acknowledgment/ack-code.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { endPending } from "../../src/onboarding/confirm-pending.ts";
import type { AskedVoid, PendingAct } from "../../src/onboarding/pending-act.ts";
import type { OnboardingTransaction } from "../../src/onboarding/ports.ts";
import { programVersion } from "../../src/composition/program-version.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import { createLoginDirectory } from "../../src/store/control-logins.ts";
import { type OpenedRealm, openRealm } from "../../src/store/open-realm.ts";
import { createTestDataSharing } from "../../src/store/test-data-sharing.ts";
import type { RealmServices } from "../../src/submission/deps.ts";
import type { ListedMessage } from "../../src/submission/message-browser.ts";
import {
  type Reprocessed,
  type ReprocessDeps,
  reprocessMessage,
  setMessageWithdrawn,
} from "../../src/submission/reprocess-message.ts";
import { currentData } from "./codes.ts";
import {
  ackOption,
  asReasonedChange,
  type CommandContext,
  type CommonOptions,
  realmOption,
} from "./command-group.ts";
import { isAgreed } from "./is-agreed.ts";
import { printPending } from "./onboarding.ts";
import { onboardingDeps } from "./onboarding-session.ts";
import { print } from "./print.ts";
import { progressBar } from "./progress-bar.ts";
import { realmOf } from "./realm-of.ts";
import { type Session, withSession } from "./session.ts";
import { runAtOnce } from "../../src/submission/turn.ts";

interface ReworkOptions extends CommonOptions {
  readonly org: string;
  readonly realm: Realm;
  readonly reason: string;
  readonly message?: string;
  readonly from?: string;
  readonly to?: string;
  readonly ack?: AckCode;
  readonly rule?: string;
  readonly dryRun?: true;
}

interface PendingVoid extends PendingAct {
  readonly organizationId: string;
  readonly asked: AskedVoid;
}

interface VoidOptions extends ReworkOptions {
  readonly undo?: true;
  readonly yes?: true;
}

/** Messages of one command; more are done in several, each with its count. */
const MESSAGES_MAX = 100_000;
const PAGE = 1_000;
const UNASKED = "Say --yes to void without being asked. --dry-run counts first.";

function withSelectors(command: Command): Command {
  return command
    .requiredOption("--org <id>", "the organization")
    .addOption(realmOption())
    .option("--message <id>", "this message only")
    .option("--from <time>", "received at this time or later, 2026-01-14 or 2026-01-14T18:00:00Z")
    .option("--to <time>", "received before this time")
    .addOption(ackOption())
    .option("--rule <id>", "only those with a finding of this rule")
    .option("--dry-run", "count, change nothing");
}

/** `message reprocess` and `message void` */
export function rework(group: Command, context: CommandContext, exit: (code: number) => void): void {
  withSelectors(
    asReasonedChange(
      group.command("reprocess"),
      "judge stored updates by today's rules, and let the result take the place of what came of them",
      'message reprocess --org ID --realm test --from 2026-01-14 --to 2026-01-15 --ack AR --reason "site was missing"',
    ),
  ).action((options: ReworkOptions) => reprocess(context, options));
  withSelectors(
    asReasonedChange(
      group.command("void"),
      "take back what came of stored updates; --undo gives it back",
      'message void --org ID --realm production --message ID --reason "test system pointed at production" --yes',
    ),
  )
    .option("--undo", "give back what was taken back")
    .option("--yes", "do not ask")
    .action((options: VoidOptions) => takeBack(context, exit, options));
}

function readTime(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new RefusedError("usage", `${option} takes a day or a time in UTC, such as 2026-01-14T18:00:00Z.`);
  return ms;
}

/** Updates that the selectors name, oldest first. */
async function select({ browser }: OpenedRealm, options: ReworkOptions): Promise<readonly string[]> {
  const { message, org, ack, rule } = options;
  const [fromMs, toMs] = [readTime("--from", options.from), readTime("--to", options.to)];
  if (message !== undefined) {
    const found = await browser.show(message);
    if (found?.organizationId !== org)
      throw new RefusedError("not-found", `The organization has no message ${message} in this realm.`);
    return [message];
  }
  if (fromMs === undefined || toMs === undefined)
    throw new RefusedError("usage", "Name --message ID, or --from T and --to T.");
  const filter = {
    organizationId: org,
    limit: PAGE,
    fromMs,
    toMs,
    ...(ack !== undefined && { ackCode: ack }),
    ...(rule !== undefined && { ruleId: rule }),
  };
  const ids: string[] = [];
  let page = await browser.list(filter);
  while (page.length > 0) {
    ids.push(...page.filter(isUpdate).map(({ id }) => id));
    if (ids.length > MESSAGES_MAX)
      throw new RefusedError("usage", `More than ${MESSAGES_MAX} messages. Name a shorter time.`);
    const before = page.at(-1);
    page = before === undefined ? [] : await browser.list({ ...filter, before });
  }
  return ids.toReversed();
}

function isUpdate({ type }: ListedMessage): boolean {
  return !/^(?:QBP|VXQ)/.test(type);
}

interface Opened {
  readonly services: RealmServices;
  readonly session: Session;
  readonly realm: OpenedRealm;
  readonly ids: readonly string[];
  readonly deps: ReprocessDeps;
}

/** Open the realm and find the messages. */
async function prepare(session: Session, options: ReworkOptions): Promise<Opened> {
  const { deps, actor, databases } = session;
  await mustFindOrganization(deps.store, options.org);
  const { database, keys } = realmOf(session, options.realm);
  const realm = openRealm(database, keys, deps.clock);
  const codes = readCodeSets(await currentData(session));
  return {
    services: { realm: options.realm, store: realm.store, digest: keys.digest, takeTurn: runAtOnce },
    session,
    realm,
    ids: await select(realm, options),
    deps: {
      sites: createLoginDirectory(databases.control),
      codes: () => codes,
      rulesVersion: programVersion(),
      now: deps.calendarClock,
      queryQuota: QUERY_QUOTA,
      testDataSharing: createTestDataSharing(databases.control.kysely.withTables(), deps.clock),
      newId: deps.newId,
      by: actor.name,
    },
  };
}

/** The selectors that were given. */
function selectorsOf({ message, from, to, ack, rule }: ReworkOptions): Readonly<Record<string, string>> {
  return {
    ...(message !== undefined && { message }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(ack !== undefined && { ack }),
    ...(rule !== undefined && { rule }),
  };
}

/**
 * The act stands in the audit trail before anything changes, so that no change is without it.
 *
 * @param also what is done with it in one transaction; returns more for the trail
 */
async function record(
  { session, ids }: Opened,
  act: "message.reprocess" | "message.void",
  options: VoidOptions,
  also: (tx: OnboardingTransaction) => Promise<JsonObject> = async () => ({}),
): Promise<void> {
  const { org: organizationId, realm, reason, message, undo, dryRun } = options;
  const detail: JsonObject = {
    realm,
    messages: ids.length,
    undo: undo === true,
    dryRun: dryRun === true,
    ...selectorsOf(options),
  };
  const object = message ?? organizationId;
  const asked = { act, organizationId, object, reason };
  await perform(onboardingDeps(session), session.actor, asked, async (tx: OnboardingTransaction) => {
    return { value: undefined, object, detail: { ...detail, ...(await also(tx)) } };
  });
}

function reprocess(context: CommandContext, options: ReworkOptions): Promise<void> {
  return withSession(context, options, [options.realm], async (session) => {
    const opened = await prepare(session, options);
    const { ids, deps } = opened;
    await record(opened, "message.reprocess", options);
    const counts: Record<Reprocessed["kind"], number> = {
      reprocessed: 0,
      "given-back": 0,
      unchanged: 0,
      skipped: 0,
    };
    if (options.dryRun !== true) {
      const showProgress = progressBar(context, "messages judged anew");
      for (const [at, id] of ids.entries()) {
        counts[(await reprocessMessage(opened.services, id, deps)).kind] += 1;
        showProgress(ids.length - at - 1);
      }
    }
    const { reprocessed, "given-back": givenBack, unchanged, skipped } = counts;
    const value = {
      messages: ids.length,
      dryRun: options.dryRun === true,
      reprocessed,
      givenBack,
      unchanged,
      skipped,
    };
    print(context, options, value, () =>
      options.dryRun === true
        ? `${ids.length} messages would be judged anew.`
        : `${ids.length} messages: ${reprocessed} recorded anew, ${givenBack} given back, ${unchanged} unchanged, ${skipped} skipped.`,
    );
  });
}

/** In production what organizations reported is taken back by two people (decision D28). */
function needsTwo({ config }: Session, { realm, dryRun }: VoidOptions): boolean {
  return config.twoPerson && realm === "production" && dryRun !== true;
}

/** Keep what was asked for until another person confirms it. @returns the id to confirm */
async function askSecond(opened: Opened, options: VoidOptions): Promise<string> {
  const { session, ids } = opened;
  const { newId, calendarClock } = session.deps;
  const { name, osUser } = session.actor;
  const { org: organizationId, realm, reason, undo } = options;
  const id = newId();
  await record(opened, "message.void", options, async (tx) => {
    await tx.savePending({
      id,
      organizationId,
      asked: {
        kind: "message.void",
        realm,
        undo: undo === true,
        reason,
        selectors: selectorsOf(options),
        messages: ids.length,
      },
      askedBy: name,
      askedByOsUser: osUser,
      askedAtMs: calendarClock(),
    });
    return { pending: id };
  });
  return id;
}

/** @returns how many of the messages had recorded something */
async function setWithdrawn(opened: Opened, withdrawn: boolean): Promise<number> {
  let changed = 0;
  for (const id of opened.ids)
    if (await setMessageWithdrawn(opened.services, id, withdrawn, opened.deps)) changed += 1;
  return changed;
}

function printVoid(
  context: CommandContext,
  options: CommonOptions,
  { ids }: Opened,
  { undo, changed }: { readonly undo: boolean; readonly changed: number },
): void {
  print(
    context,
    options,
    { messages: ids.length, dryRun: false, undo, changed },
    () => `${changed} of ${ids.length} messages had recorded something.`,
  );
}

function takeBack(
  context: CommandContext,
  exit: (code: number) => void,
  options: VoidOptions,
): Promise<void> {
  return withSession(context, options, [options.realm], async (session) => {
    const opened = await prepare(session, options);
    const { ids } = opened;
    const undo = options.undo === true;
    if (options.dryRun === true) {
      await record(opened, "message.void", options);
      const counted = { messages: ids.length, dryRun: true, undo, changed: 0 };
      print(context, options, counted, () => `${ids.length} messages are meant.`);
      return;
    }
    const question = `${undo ? "Give back" : "Take back"} what came of ${ids.length} messages?`;
    if (!(await isAgreed(options, question, UNASKED))) {
      print(context, options, { messages: ids.length, changed: 0 }, () => "Nothing was changed.");
      return;
    }
    if (needsTwo(session, options)) {
      printPending(context, exit, options, await askSecond(opened, options));
      return;
    }
    await record(opened, "message.void", options);
    printVoid(context, options, opened, { undo, changed: await setWithdrawn(opened, !undo) });
  });
}

/** The command as it was first given. */
function optionsOf({ organizationId, asked }: PendingVoid): VoidOptions {
  const { realm, reason, undo, selectors } = asked;
  const { message, from, to, rule } = selectors;
  const ack = (["AA", "AE", "AR"] as const).find((code) => code === selectors["ack"]);
  return {
    org: organizationId,
    realm,
    reason,
    ...(message !== undefined && { message }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(ack !== undefined && { ack }),
    ...(rule !== undefined && { rule }),
    ...(undo && { undo }),
  };
}

/**
 * Do a `message void` that another person asked for. The messages are selected anew.
 *
 * @throws RefusedError `policy` when the same person asked, when it was done, is too old, or means other messages by now
 */
export async function confirmVoid(
  context: CommandContext,
  options: CommonOptions,
  session: Session,
  pending: PendingVoid,
): Promise<void> {
  const { id, asked, askedBy, organizationId } = pending;
  const { actor, deps } = session;
  await authorize(deps, actor, { act: "message.void", organizationId, reason: asked.reason });
  const given = optionsOf(pending);
  const opened = await prepare(session, given);
  await record(opened, "message.void", given, async (tx) => {
    if (opened.ids.length !== asked.messages)
      throw new RefusedError(
        "policy",
        `${opened.ids.length} messages are meant now, ${asked.messages} when it was asked for. Ask for it again.`,
      );
    await endPending(tx, actor, id, deps.calendarClock());
    return { pending: id, askedBy };
  });
  const changed = await setWithdrawn(opened, !asked.undo);
  printVoid(context, options, opened, { undo: asked.undo, changed });
}
