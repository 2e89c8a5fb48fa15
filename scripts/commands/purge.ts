import { perform } from "../../src/accounts/administration.ts";
import { mustFindOrganization } from "../../src/accounts/organizations.ts";
import { checkDay } from "../../src/accounts/organizations.ts";
import type { Realm } from "../../src/kernel/realm.ts";
import {
  carryOutPurge,
  countPurge,
  planPurge,
  type PurgePlan,
  type PurgeResult,
} from "../../src/retention/purge.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import { createRetentionReads } from "../../src/store/retention-reads.ts";
import {
  asChange,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  realmOption,
} from "./command-group.ts";
import { isAgreed } from "./is-agreed.ts";
import { print, table } from "./print.ts";
import { realmOf } from "./realm-of.ts";
import { type Session, withSession } from "./session.ts";

interface PurgeOptions extends ChangeOptions {
  readonly realm: Realm;
  readonly org?: string;
  readonly before: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

const UNASKED = "Say --yes to purge without being asked. --dry-run counts first.";

const MEANS: Readonly<Record<Realm, string>> = {
  test: "people, doses, raw messages, answers and hashes",
  production: "raw requests, and answers that no replay key needs",
};

/** `purge` */
export const purge: CommandGroup = (command, context) => {
  asChange(
    command,
    "end what has been kept long enough: in production raw requests and answers, in test all patient data of organizations that ended",
    "purge --realm test --before 2026-03-01 --dry-run",
  )
    .addOption(realmOption())
    .option("--org <id>", "one organization (default: all)")
    .requiredOption("--before <day>", "received before this day, YYYY-MM-DD")
    .option("--dry-run", "count, change nothing")
    .option("--yes", "do not ask")
    .action((options: PurgeOptions) => run(context, options));
};

function totals({ organizations }: PurgeResult): { readonly messages: number; readonly people: number } {
  return {
    messages: organizations.reduce((sum, one) => sum + one.messages, 0),
    people: organizations.reduce((sum, one) => sum + one.people, 0),
  };
}

/** The act stands in the audit trail before anything goes. */
function record(session: Session, options: PurgeOptions, counted: PurgeResult): Promise<void> {
  const { realm, org, before, dryRun } = options;
  const object = org ?? realm;
  const detail = {
    realm,
    before,
    dryRun: dryRun === true,
    ...totals(counted),
    organizations: counted.organizations.map((one) => one.org),
  };
  const asked = { act: "data.purge", object, ...(org !== undefined && { organizationId: org }) } as const;
  return perform(session.deps, session.actor, asked, async () => ({ value: undefined, object, detail }));
}

function show(context: CommandContext, options: PurgeOptions, result: PurgeResult): void {
  const { realm, before, dryRun } = options;
  const value = { realm, before, dryRun: dryRun === true, ...totals(result), ...result };
  print(context, options, value, () => {
    const rows = result.organizations.map((one) => [one.org, one.messages, one.people]);
    const kept = result.skipped.map((one) => [one.org, one.why]);
    const tables = [table(["org", "messages", "people"], rows, "Nothing is due.")];
    if (kept.length > 0) tables.push(table(["left as it is", "why"], kept, ""));
    if (dryRun === true) tables.push(`Nothing was changed. Meant: ${MEANS[realm]}.`);
    return tables.join("\n\n");
  });
}

async function plan(session: Session, options: PurgeOptions): Promise<PurgePlan> {
  const { deps, databases, config } = session;
  const before = checkDay("--before", options.before);
  if (options.org !== undefined) await mustFindOrganization(deps.store, options.org);
  return planPurge(createRetentionReads(databases.control.kysely.withTables()), {
    realm: options.realm,
    ...(options.org !== undefined && { organizationId: options.org }),
    before,
    nowMs: deps.calendarClock(),
    testRetentionDays: config.testRetentionDays,
  });
}

function run(context: CommandContext, options: PurgeOptions): Promise<void> {
  return withSession(context, options, [options.realm], async (session) => {
    const planned = await plan(session, options);
    const { database, keys } = realmOf(session, options.realm);
    const { store } = openRealm(database, keys, session.deps.clock);
    const counted = await countPurge(store, planned);
    if (options.dryRun === true) {
      await record(session, options, counted);
      show(context, options, counted);
      return;
    }
    const { messages, people } = totals(counted);
    const question = `End ${MEANS[options.realm]} of ${counted.organizations.length} organizations (${messages} messages, ${people} people)?`;
    if (!(await isAgreed(options, question, UNASKED))) {
      show(context, { ...options, dryRun: true }, { ...counted, organizations: [] });
      return;
    }
    await record(session, options, counted);
    show(context, options, await carryOutPurge(store, planned));
  });
}
