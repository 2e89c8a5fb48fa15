import { REALMS } from "../../src/kernel/realm.ts";
import { confirmEvent } from "../../src/onboarding/apply-event.ts";
import { isAskedApproval, isAskedVoid } from "../../src/onboarding/pending-act.ts";
import { asCommand, type CommandContext, type CommandGroup, type CommonOptions } from "./command-group.ts";
import { confirmForecast } from "./forecast.ts";
import { printOutcome } from "./onboarding.ts";
import { onboardingDeps } from "./onboarding-session.ts";
import { confirmVoid } from "./rework.ts";
import { withSession } from "./session.ts";

interface ConfirmOptions extends CommonOptions {
  readonly pending: string;
}

/** `confirm` */
export const confirm: CommandGroup = (group, context, exit) => {
  asCommand(group, "confirm what another person asked for; it is decided anew", "confirm --pending ID")
    .requiredOption("--pending <id>", "what the first call printed")
    .action((options: ConfirmOptions) => confirmPending(context, exit, options));
};

function confirmPending(
  context: CommandContext,
  exit: (code: number) => void,
  options: ConfirmOptions,
): Promise<void> {
  return withSession(context, options, REALMS, async (session) => {
    const deps = onboardingDeps(session);
    const pending = await deps.store.findPending(options.pending);
    const { asked, organizationId } = pending ?? {};
    if (pending !== undefined && asked !== undefined && isAskedApproval(asked))
      return confirmForecast(context, options, session, { ...pending, asked });
    if (pending !== undefined && asked !== undefined && organizationId !== undefined && isAskedVoid(asked))
      return confirmVoid(context, options, session, { ...pending, organizationId, asked });
    const outcome = await confirmEvent(deps, session.actor, options.pending);
    return printOutcome(context, exit, options, session, outcome);
  });
}
