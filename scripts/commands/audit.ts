import { authorize } from "../../src/accounts/administration.ts";
import {
  asCommand,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  wholeNumber,
} from "./command-group.ts";
import { EXIT_CODES } from "./end-with.ts";
import { print, table } from "./print.ts";
import { safeJson } from "./safe-text.ts";
import { withSession } from "./session.ts";

interface ListOptions extends CommonOptions {
  readonly limit: number;
}

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 10_000;

/** `audit …` */
export const audit: CommandGroup = (group, context, exit) => {
  asCommand(group.command("list"), "administrative acts, newest first", "audit list --limit 20")
    .option("--limit <n>", "so many", wholeNumber(1, LIMIT_MAX), LIMIT_DEFAULT)
    .action((options: ListOptions) => listActs(context, options));
  asCommand(
    group.command("verify"),
    "check that nothing in the trail was changed, removed or cut off; exit code 1 when it was",
    "audit verify --json",
  ).action((options: CommonOptions) => verify(context, options, exit));
};

function listActs(context: CommandContext, options: ListOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    await authorize(deps, actor, { act: "audit.read" });
    const acts = await deps.store.listAudit(options.limit);
    const value = acts.map(({ atMs, reason = null, ...act }) => {
      const { seq, osUser, source, action, object, outcome, detail, hash } = act;
      const time = new Date(atMs).toISOString();
      return { seq, time, actor: act.actor, osUser, source, action, object, outcome, reason, detail, hash };
    });
    print(context, options, value, () => {
      const rows = value.map((act) => {
        const { seq, time, osUser, action, object, outcome, reason, detail } = act;
        return [seq, time, act.actor, osUser, action, object, outcome, reason, safeJson(detail)];
      });
      const head = ["seq", "time", "actor", "user", "action", "object", "outcome", "reason", "detail"];
      return table(head, rows, "No act yet.");
    });
  });
}

function verify(
  context: CommandContext,
  options: CommonOptions,
  exit: (code: number) => void,
): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    await authorize(deps, actor, { act: "audit.read" });
    const verdict = await deps.store.verifyAudit();
    const { rows } = verdict;
    if (verdict.kind === "intact") {
      print(context, options, { ok: true, rows }, () => `The trail is intact: ${rows} acts.`);
      return;
    }
    exit(EXIT_CODES.broken);
    const { seq } = verdict;
    print(
      context,
      options,
      { ok: false, rows, brokenSeq: seq },
      () =>
        `The trail is broken at ${seq}: from there on it was changed, removed or cut off. ` +
        "Keep the database as it is and compare it with the last backup.",
    );
  });
}
