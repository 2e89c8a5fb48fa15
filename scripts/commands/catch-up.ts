import type { Command } from "commander";
import { REALMS } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { explainDoses, showCatchUp } from "../../src/onboarding/catch-up.ts";
import type { CatchUpReport } from "../../src/onboarding/catch-up-report.ts";
import { asChange, type ChangeOptions, type CommandContext, several } from "./command-group.ts";
import { onboardingDeps } from "./onboarding-session.ts";
import { list, print, table } from "./print.ts";
import { withSession } from "./session.ts";

interface CatchUpOptions extends ChangeOptions {
  readonly org: string;
  readonly explain?: readonly string[];
  readonly explainAll?: true;
}

/** `onboarding catch-up` */
export function addCatchUp(group: Command, context: CommandContext): void {
  asChange(
    group.command("catch-up"),
    "doses given during the review that production does not have, by control id",
    "onboarding catch-up --org ID --explain 4711 --reason 'reported by file on May 4'",
  )
    .requiredOption("--org <id>", "the organization")
    .option(
      "--explain <control id>",
      "why these need not be sent (--reason); may be given more than once",
      several,
    )
    .option("--explain-all", "the same for all that are missing now")
    .action((options: CatchUpOptions) => catchUp(context, options));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function valueOf(organizationId: string, report: CatchUpReport) {
  const { since = null, given, inProduction, missing, explained } = report;
  return {
    org: organizationId,
    since,
    given,
    inProduction,
    complete: missing.length === 0,
    missing: missing.map(({ controlId, messageId, receivedAtMs, doseIds }) => {
      return { controlId, message: messageId, receivedAt: isoOf(receivedAtMs), doses: doseIds.length };
    }),
    explained: explained.map(({ controlId, reason, by, atMs }) => {
      return { controlId, reason, by, at: isoOf(atMs) };
    }),
  };
}

function catchUp(context: CommandContext, options: CatchUpOptions): Promise<void> {
  const { org: organizationId, explain, explainAll, reason } = options;
  const controlIds = explainAll === true ? ("all" as const) : explain;
  if (explain !== undefined && explainAll === true)
    throw new RefusedError("usage", "Give --explain or --explain-all, not both.");
  if (controlIds !== undefined && reason === undefined)
    throw new RefusedError("usage", "Explaining needs --reason TEXT.");
  return withSession(context, options, REALMS, async (session) => {
    const deps = onboardingDeps(session);
    const report =
      controlIds === undefined || reason === undefined
        ? await showCatchUp(deps, session.actor, organizationId)
        : await explainDoses(deps, session.actor, { organizationId, controlIds, reason });
    const value = valueOf(organizationId, report);
    print(context, options, value, () => {
      const { org, since, given, inProduction, complete } = value;
      const missing = value.missing.map((row) => [row.controlId, row.receivedAt, row.doses, row.message]);
      const explained = value.explained.map((row) => [row.controlId, row.reason, row.by, row.at]);
      return [
        list({ organization: org, "given since": since, given, "in production": inProduction, complete }),
        table(["control id", "received", "doses", "message"], missing, "No dose is missing in production."),
        table(["explained", "reason", "by", "at"], explained, "Nothing was explained."),
      ].join("\n\n");
    });
  });
}
