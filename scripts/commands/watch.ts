import type { Command } from "commander";
import { REALMS } from "../../src/kernel/realm.ts";
import { queueDigests } from "../../src/onboarding/watch/daily-digest.ts";
import { dayInZone } from "../../src/kernel/dates.ts";
import { DAILY_WATCH_JOB, runWatches } from "../../src/onboarding/watch/run-watches.ts";
import { WATCH_IDS, WATCHES } from "../../src/onboarding/watch/watches.ts";
import { createJobLease } from "../../src/store/job-lease.ts";
import { asChange, type ChangeOptions, type CommandContext } from "./command-group.ts";
import { deliver, onboardingDeps, watchDeps } from "./onboarding-session.ts";
import { print, table } from "./print.ts";
import { withSession } from "./session.ts";

/** `onboarding watch` */
export function addWatch(group: Command, context: CommandContext): void {
  const means = WATCH_IDS.map((id) => `  ${id.padEnd(26)}${WATCHES[id].means}`);
  asChange(
    group.command("watch"),
    "look at the traffic of all who send to production: raise and close tasks, queue yesterday's digests; the server does it daily",
    "onboarding watch --json",
  )
    .addHelpText("after", `\nWatches:\n${means.join("\n")}`)
    .action((options: ChangeOptions) => watch(context, options));
}

/** Longest look; then a server may do it again. */
const WATCH_DURATION_MS_MAX = 30 * 60_000;

function watch(context: CommandContext, options: ChangeOptions): Promise<void> {
  return withSession(context, options, REALMS, async (session) => {
    const deps = watchDeps(session);
    // A server that comes later today finds it done, and so does `doctor`.
    const lease = createJobLease(session.databases.control.kysely, deps.clock);
    const slot = dayInZone(deps.calendarClock());
    await lease.claim(DAILY_WATCH_JOB, slot, WATCH_DURATION_MS_MAX);
    const { watched, raised, closed } = await runWatches(deps, session.actor, "daily");
    const digests = await queueDigests(deps, session.actor);
    await lease.finish(DAILY_WATCH_JOB, slot);
    await deliver(context, session, onboardingDeps(session));
    const shown = (changes: typeof raised) =>
      changes.map(({ organizationId, watch: id, subject, detail }) => {
        return { org: organizationId, watch: id, subject, detail };
      });
    const value = { watched, raised: shown(raised), closed: shown(closed), digests };
    print(context, options, value, () => {
      const rows = (changes: typeof value.raised) =>
        changes.map((row) => [row.org, row.watch, row.subject, row.detail]);
      const head = ["org", "watch", "of", "seen"];
      return [
        `${watched} organizations watched, ${digests} digests queued.`,
        table(["raised", ...head.slice(1)], rows(value.raised), "No task was raised."),
        table(["closed", ...head.slice(1)], rows(value.closed), "No task was closed."),
      ].join("\n\n");
    });
  });
}
