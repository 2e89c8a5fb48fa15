import { isRole, ROLES } from "../../src/accounts/policy.ts";
import { createUser, disableUser, listUsers, resetUser } from "../../src/accounts/users.ts";
import type { User } from "../../src/accounts/user.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  several,
} from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { withSession } from "./session.ts";

interface OfOne extends ChangeOptions {
  readonly username: string;
}

interface CreateOptions extends OfOne {
  readonly role: string;
  readonly org?: readonly string[];
}

function listedValue({ username, role, organizationIds, disabled, createdAtMs }: User) {
  const createdAt = new Date(createdAtMs).toISOString();
  return { username, role, orgs: organizationIds, disabled, createdAt };
}

/** `user …` */
export const user: CommandGroup = (group, context) => {
  asChange(
    group.command("create"),
    "make a user; the password is shown this once",
    "user create --username ada --role reviewer",
  )
    .requiredOption("--username <name>", "name to log in with")
    .requiredOption("--role <role>", ROLES.join(", "))
    .option("--org <id>", "organization of an integrator; may be given more than once", several)
    .action((options: CreateOptions) => create(context, options));
  asCommand(group.command("list"), "all users", "user list").action((options: CommonOptions) =>
    listAll(context, options),
  );
  asChange(group.command("disable"), "shut a user out, with all tokens", "user disable --username ada")
    .requiredOption("--username <name>", "the user")
    .action((options: OfOne) => disable(context, options));
  asChange(
    group.command("reset"),
    "a new password, shown this once; ends sessions, tokens and the second factor, and lets a disabled user in again",
    "user reset --username ada",
  )
    .requiredOption("--username <name>", "the user")
    .action((options: OfOne) => reset(context, options));
};

function create(context: CommandContext, options: CreateOptions): Promise<void> {
  const { username, role, org = [] } = options;
  if (!isRole(role)) throw new RefusedError("usage", `--role takes one of: ${ROLES.join(", ")}.`);
  return withSession(context, options, [], async ({ deps, actor }) => {
    const { password } = await createUser(deps, actor, { username, role, organizationIds: org });
    printPassword(context, options, { username, role, password });
  });
}

function reset(context: CommandContext, options: OfOne): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    const { user: changed, password } = await resetUser(deps, actor, options.username);
    printPassword(context, options, { username: changed.username, role: changed.role, password });
  });
}

function printPassword(
  context: CommandContext,
  options: CommonOptions,
  value: Readonly<Record<string, string>>,
): void {
  print(context, options, value, () => `${list(value)}\n\nThe password is not shown again.`);
}

function disable(context: CommandContext, options: OfOne): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    const value = listedValue(await disableUser(deps, actor, options.username));
    print(context, options, value, () => list({ ...value, orgs: value.orgs.join(" ") }));
  });
}

function listAll(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    const value = (await listUsers(deps, actor)).map(listedValue);
    print(context, options, value, () => {
      const rows = value.map((row) => [
        row.username,
        row.role,
        row.orgs.join(" "),
        row.disabled,
        row.createdAt,
      ]);
      return table(
        ["username", "role", "orgs", "disabled", "made"],
        rows,
        'No user yet. "user create" makes one.',
      );
    });
  });
}
