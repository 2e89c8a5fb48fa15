import { createHash } from "node:crypto";
import type { Watched } from "./compose-telemetry.ts";
import type { Config } from "../config.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { openPost } from "./open-post.ts";
import { type AlertMail, mailChannel, webhookChannel } from "../telemetry/alert-channels.ts";
import { ALERT_LOOK_INTERVAL_MS } from "../telemetry/alert-rules.ts";
import { type AlertChannel, createAlerts } from "../telemetry/alerts.ts";
import type { Upkeep } from "../telemetry/metrics.ts";

function channelsOf(config: Config): readonly AlertChannel[] {
  const { alertWebhookUrl, alertMail } = config;
  const { post } = openPost(config);
  const send = (mail: AlertMail): Promise<void> => {
    // The same alert again, after a failure on the way, is the same mail.
    const id = createHash("sha256").update(JSON.stringify(mail)).digest("hex").slice(0, 26);
    return post({ ...mail, id, to: [alertMail], attachments: [] });
  };
  return [
    ...(alertWebhookUrl === "" ? [] : [webhookChannel(alertWebhookUrl, fetch)]),
    ...(alertMail === "" ? [] : [mailChannel(send)]),
  ];
}

/** Outside production nobody waits for a backup or an escrow. */
function upkeepSample(upkeep: Upkeep | undefined, isProduction: boolean, nowMs: number) {
  const lastMs = upkeep?.lastBackupMs ?? Number.NEGATIVE_INFINITY;
  const waitsForBackup = isProduction && upkeep !== undefined;
  const ending = upkeep?.credentials.flatMap((one) => one.ending.slice(0, 1)) ?? [];
  return {
    backupAgeMs: waitsForBackup ? nowMs - lastMs : undefined,
    unescrowedKeys: isProduction ? (upkeep?.unescrowedKeys ?? 0) : 0,
    endingCredentials: ending.reduce((sum, { credentials }) => sum + credentials, 0),
    silentSites: upkeep?.openTasks["silent-site"] ?? 0,
  };
}

/**
 * Watch this process and tell what is wrong: in the log always, by webhook and mail from the first process of a host.
 *
 * @returns the log that is to be used from here on
 */
export function startAlerts(parts: {
  readonly config: Config;
  readonly watched: Watched;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this process tells others than the log. */
  readonly isLead: boolean;
  /** Keeps what was told for the operations page. */
  readonly remember: AlertChannel;
}): Log {
  const { config, watched, clock, log, isLead, remember } = parts;
  const alerts = createAlerts({
    clock,
    read: async () => {
      const { checks } = await watched.checkReadiness();
      const untilMs = watched.certificateUntilMs();
      return {
        notReady: Object.keys(checks).filter((part) => checks[part] === false),
        loopDelayMs: watched.loop.delayMs(),
        certificateLeftMs: untilMs === undefined ? undefined : untilMs - clock(),
        ...upkeepSample(watched.upkeep, config.isProduction, clock()),
      };
    },
    channels: [remember, ...(isLead ? channelsOf(config) : [])],
    log,
  });
  setInterval(() => void alerts.look(), ALERT_LOOK_INTERVAL_MS).unref();
  return alerts.counting(log);
}
