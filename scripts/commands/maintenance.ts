import {
  beginMaintenance,
  checkInstant,
  endMaintenance,
  type MaintenanceEnds,
  readMaintenance,
} from "../../src/accounts/maintenance.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { Option } from "commander";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { print, table } from "./print.ts";
import { withSession } from "./session.ts";

interface RealmOptions extends ChangeOptions {
  readonly realm?: Realm;
}

interface OnOptions extends RealmOptions {
  readonly until: string;
}

/** Without it, both realms. */
function anyRealm(): Option {
  return new Option("--realm <realm>", "this realm only (default: both)").choices(REALMS);
}

/** `maintenance …` */
export const maintenance: CommandGroup = (group, context) => {
  asChange(
    group.command("on"),
    "refuse messages until an instant, with a fault that names it; the realms open by themselves",
    "maintenance on --until 2026-01-14T21:00-06:00",
  )
    .requiredOption("--until <instant>", "its end, with the zone")
    .addOption(anyRealm())
    .action((options: OnOptions) => on(context, options));
  asChange(group.command("off"), "take messages again, before the time", "maintenance off")
    .addOption(anyRealm())
    .action((options: RealmOptions) => off(context, options));
  asCommand(group.command("status"), "what is closed and until when", "maintenance status").action(
    (options: CommonOptions) => status(context, options),
  );
};

function realmsOf({ realm }: RealmOptions): readonly Realm[] {
  return realm === undefined ? REALMS : [realm];
}

/** `{test, production}`: the end as an ISO instant, null while messages are taken. */
function show(context: CommandContext, options: CommonOptions, ends: MaintenanceEnds): void {
  const rows = REALMS.map((realm): [Realm, string | null] => {
    const untilMs = ends[realm];
    return [realm, untilMs === undefined ? null : new Date(untilMs).toISOString()];
  });
  print(context, options, Object.fromEntries(rows), () => table(["realm", "closed until"], rows, ""));
}

function on(context: CommandContext, options: OnOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    const asked = { realms: realmsOf(options), untilMs: checkInstant("--until", options.until) };
    show(context, options, await beginMaintenance(deps, actor, asked));
  });
}

function off(context: CommandContext, options: RealmOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    show(context, options, await endMaintenance(deps, actor, realmsOf(options)));
  });
}

function status(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    show(context, options, await readMaintenance(deps, actor));
  });
}
