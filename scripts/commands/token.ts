import { checkDay } from "../../src/accounts/organizations.ts";
import { issueToken, listTokens, revokeToken } from "../../src/accounts/tokens.ts";
import { isTokenScope, type Token, TOKEN_SCOPES } from "../../src/accounts/user.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { type Session, withSession } from "./session.ts";

interface IssueOptions extends ChangeOptions {
  readonly user: string;
  readonly scope: string;
  readonly expires?: string;
}

interface RevokeOptions extends ChangeOptions {
  readonly token: string;
}

function listedValue({ id, username, scope, expiresAtMs, revokedAtMs }: Token, { deps }: Session) {
  const works = expiresAtMs > deps.calendarClock() ? "active" : "expired";
  const state = revokedAtMs === undefined ? works : "revoked";
  return { id, user: username, scope, state, expiresAt: new Date(expiresAtMs).toISOString() };
}

/** `token …` */
export const token: CommandGroup = (group, context) => {
  asChange(
    group.command("issue"),
    "make a token for HTTP Basic (user = its id); shown this once",
    "token issue --user ada --scope metrics --expires 2027-06-30",
  )
    .requiredOption("--user <name>", "whose it is")
    .requiredOption("--scope <scope>", TOKEN_SCOPES.join(", "))
    .option("--expires <day>", "last day, until noon; YYYY-MM-DD (default: in 90 days)")
    .action((options: IssueOptions) => issue(context, options));
  asCommand(group.command("list"), "all tokens", "token list").action((options: CommonOptions) =>
    listAll(context, options),
  );
  asChange(group.command("revoke"), "end a token from the next call on", "token revoke --token ID")
    .requiredOption("--token <id>", "the token")
    .action((options: RevokeOptions) => revoke(context, options));
};

function issue(context: CommandContext, options: IssueOptions): Promise<void> {
  const { user, scope, expires } = options;
  if (!isTokenScope(scope))
    throw new RefusedError("usage", `--scope takes one of: ${TOKEN_SCOPES.join(", ")}.`);
  const lastDay = expires === undefined ? {} : { expiresOn: checkDay("--expires", expires) };
  return withSession(context, options, [], async ({ deps, actor }) => {
    const issued = await issueToken(deps, actor, { username: user, scope, ...lastDay });
    const { id, expiresAtMs } = issued.token;
    const value = { id, token: issued.secret, scope, expiresAt: new Date(expiresAtMs).toISOString() };
    print(context, options, value, () => `${list(value)}\n\nThe token is not shown again.`);
  });
}

function listAll(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const all = await listTokens(session.deps, session.actor);
    const value = all.map((one) => listedValue(one, session));
    print(context, options, value, () => {
      const rows = value.map((row) => [row.id, row.user, row.scope, row.state, row.expiresAt]);
      return table(["id", "user", "scope", "state", "expires"], rows, "No token yet.");
    });
  });
}

function revoke(context: CommandContext, options: RevokeOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const value = listedValue(await revokeToken(session.deps, session.actor, options.token), session);
    print(context, options, value, () => list(value));
  });
}
