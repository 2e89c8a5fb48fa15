import type { Command } from "commander";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { changedThresholds, setThresholds, showThresholds } from "../../src/onboarding/set-thresholds.ts";
import {
  configurationOf,
  DEFAULT_THRESHOLDS,
  listThresholds,
  readThresholds,
  type ThresholdsVersion,
} from "../../src/review/thresholds.ts";
import { asChange, type ChangeOptions, type CommandContext } from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { readGivenText } from "./read-given-file.ts";
import { onboardingStoreOf } from "./review-session.ts";
import { withSession } from "./session.ts";

interface ThresholdOptions extends ChangeOptions {
  readonly set?: string;
}

/** `review thresholds` */
export function addThresholds(group: Command, context: CommandContext): void {
  asChange(
    group.command("thresholds"),
    "the numbers that verdicts depend on; --set FILE makes a new version of them",
    'review thresholds --set thresholds.json --reason "agreed on 12 November"',
  )
    .option("--set <file>", "JSON: what differs from the program's own numbers; {} for nothing")
    .action((options: ThresholdOptions) => thresholds(context, options));
}

/** @throws RefusedError `usage` */
function readAsked(
  context: CommandContext,
  { set, reason }: ThresholdOptions,
): Pick<ThresholdsVersion, "thresholds" | "reason"> | undefined {
  if (set === undefined && reason === undefined) return undefined;
  if (set === undefined || reason === undefined)
    throw new RefusedError("usage", "--set FILE and --reason TEXT go together.");
  return { thresholds: readThresholds(readGivenText(context, "--set", set)), reason };
}

function thresholds(context: CommandContext, options: ThresholdOptions): Promise<void> {
  const asked = readAsked(context, options);
  return withSession(context, options, [], async (session) => {
    const { clock, calendarClock } = session.deps;
    const deps = { store: onboardingStoreOf(session), clock, calendarClock };
    const newest =
      asked === undefined
        ? await showThresholds(deps, session.actor)
        : await setThresholds(deps, session.actor, asked);
    const current = newest?.thresholds ?? DEFAULT_THRESHOLDS;
    const head = {
      version: configurationOf(newest).version,
      by: newest?.by ?? null,
      at: newest === undefined ? null : new Date(newest.atMs).toISOString(),
      reason: newest?.reason ?? null,
    };
    const changed = changedThresholds(DEFAULT_THRESHOLDS, current);
    print(context, options, { ...head, thresholds: current, changed }, () => {
      const defaults = new Map(changed.map(({ name, was }) => [name, was]));
      const rows = listThresholds(current).map(({ name, value }) => [
        name,
        value,
        defaults.get(name) ?? null,
      ]);
      return `${list(head)}\n\n${table(["threshold", "value", "instead of"], rows, "")}`;
    });
  });
}
