import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mailChannel, type AlertMail, webhookChannel } from "../../src/telemetry/alert-channels.ts";
import { ALERT_RULES, type AlertSample } from "../../src/telemetry/alert-rules.ts";
import { type Alert, createAlerts } from "../../src/telemetry/alerts.ts";
import { memoryLog } from "../support/memory-log.ts";

const WELL: AlertSample = {
  notReady: [],
  requests: 100,
  shed: 0,
  internalFaults: 0,
  unavailableFaults: 0,
  delayedNames: 0,
  loopDelayMs: 20,
  certificateLeftMs: 90 * 86_400_000,
  failedJobs: 0,
  backupAgeMs: 36 * 3_600_000,
  unescrowedKeys: 0,
  endingCredentials: 0,
  silentSites: 0,
};

/** What a look reads beside what it counts. */
const READ = {
  notReady: [],
  certificateLeftMs: undefined,
  backupAgeMs: undefined,
  unescrowedKeys: 0,
  endingCredentials: 0,
  silentSites: 0,
};

const BAD: Readonly<Record<string, Partial<AlertSample>>> = {
  "not-ready": { notReady: ["test"] },
  "faults-unavailable": { unavailableFaults: 1 },
  "faults-internal": { internalFaults: 1 },
  shedding: { shed: 6 },
  "event-loop-late": { loopDelayMs: 401 },
  "log-ins-guessed": { delayedNames: 1 },
  "certificate-ends": { certificateLeftMs: 13 * 86_400_000 },
  "backup-old": { backupAgeMs: Number.POSITIVE_INFINITY },
  "keys-not-escrowed": { unescrowedKeys: 1 },
  "credential-ends": { endingCredentials: 1 },
  "sites-silent": { silentSites: 1 },
  "job-failed": { failedJobs: 1 },
};

describe("ALERT_RULES", () => {
  test.each(ALERT_RULES)("$id holds for what is bad, and not when all is well", ({ id, holds, text }) => {
    expect([holds(WELL), holds({ ...WELL, ...BAD[id] })]).toEqual([false, true]);
    expect(text.length).toBeLessThan(160);
  });

  test("each has its row in docs/operating.md, which leads to its runbook in docs/operations.md", () => {
    const rows = readFileSync("docs/operating.md", "utf8").matchAll(
      /^\| `([a-z-]+)` \|.*\]\(operations\.md#([a-z-]+)\)/gm,
    );
    const found = new Map([...rows].map(([, id = "", anchor = ""]) => [id, anchor]));
    expect([...found.keys()]).toEqual(ALERT_RULES.map(({ id }) => id));
    const headings = readFileSync("docs/operations.md", "utf8").matchAll(/^## (.+)$/gm);
    const anchors = new Set(
      [...headings].map(([, text = ""]) =>
        text
          .toLowerCase()
          .replaceAll(/[^a-z -]/g, "")
          .replaceAll(" ", "-"),
      ),
    );
    expect([...found.values()].filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });

  test("a process that drains, and one without TLS, raise nothing", () => {
    const sample = { ...WELL, notReady: ["serving"], certificateLeftMs: undefined, backupAgeMs: undefined };
    expect(ALERT_RULES.filter(({ holds }) => holds(sample))).toEqual([]);
  });
});

describe("createAlerts()", () => {
  const RULE = {
    id: "slow",
    severity: "warning",
    holds: ({ loopDelayMs }: AlertSample) => loopDelayMs > 1,
    forMs: 20_000,
    clearMs: 20_000,
    text: "It is slow. Mend it.",
    source: "test",
  } as const;

  /** Looks at the given loop delays, ten seconds apart. */
  async function lookAt(delays: readonly number[], channel: (alert: Alert) => Promise<void>) {
    let nowMs = 0;
    let loopDelayMs = 0;
    const log = memoryLog();
    const watch = createAlerts({
      clock: () => nowMs,
      read: async () => ({ ...READ, loopDelayMs }),
      channels: [channel],
      log: log.log,
      rules: [RULE],
    });
    for (const delay of delays) {
      loopDelayMs = delay;
      await watch.look();
      nowMs += 10_000;
    }
    return log.events().map(({ event, durationMs }) => [event, durationMs]);
  }

  test.each([
    { delays: [9, 9, 0, 9, 9, 0], told: [] },
    { delays: [9, 9, 9, 9, 9], told: [["alert-raised", 20_000]] },
    { delays: [9, 9, 9, 0, 9, 0, 0], told: [["alert-raised", 20_000]] },
    {
      delays: [9, 9, 9, 0, 0, 0, 0, 9],
      told: [
        ["alert-raised", 20_000],
        ["alert-cleared", 50_000],
      ],
    },
  ])("$delays is told as $told", async ({ delays, told }) => {
    const alerts: Alert[] = [];
    expect(await lookAt(delays, async (alert) => void alerts.push(alert))).toEqual(told);
    expect(alerts.map(({ state, durationMs }) => [`alert-${state}`, durationMs])).toEqual(told);
  });

  test("a channel that is down gets the alert when it is back, once", async () => {
    let tries = 0;
    const taken: string[] = [];
    const events = await lookAt([9, 9, 9, 9, 9, 9], async (alert) => {
      tries += 1;
      if (tries < 3) throw new Error("down");
      taken.push(alert.id);
    });
    expect(taken).toEqual(["slow"]);
    expect(events.map(([event]) => event)).toEqual(["alert-raised", "alert-not-told"]);
  });

  test("counts what the log says between two looks", async () => {
    const raised: string[] = [];
    const watch = createAlerts({
      clock: () => 0,
      read: async () => ({ ...READ, loopDelayMs: 0 }),
      channels: [async ({ id, state }) => void raised.push(`${id} ${state}`)],
      log: () => {},
    });
    const log = watch.counting(() => {});
    log("info", "request-answered", { operation: "submitSingleMessage", faultCode: "internal" });
    log("warn", "login-delayed", {});
    log("error", "task-failed", { operation: "mail" });
    await watch.look();
    await watch.look();
    expect(raised).toEqual(["faults-internal raised", "log-ins-guessed raised", "job-failed raised"]);
  });
});

describe("channels", () => {
  const ALERT: Alert = {
    id: "not-ready",
    state: "cleared",
    severity: "critical",
    text: "A database is down.",
    sinceMs: Date.parse("2026-01-14T15:00:00Z"),
    durationMs: 300_000,
  };

  test("webhookChannel() posts one JSON value and wants a success", async () => {
    const bodies: unknown[] = [];
    let ok = true;
    const channel = webhookChannel("https://hooks.example.org/x", async (_url, { body }) => {
      bodies.push(JSON.parse(body));
      return { ok };
    });
    await channel(ALERT);
    expect(bodies).toEqual([
      {
        id: "not-ready",
        state: "cleared",
        severity: "critical",
        text: "A database is down.",
        since: "2026-01-14T15:00:00.000Z",
        durationSeconds: 300,
      },
    ]);
    ok = false;
    await expect(channel(ALERT)).rejects.toThrow("did not take");
  });

  test("mailChannel() says the period", async () => {
    const mails: AlertMail[] = [];
    await mailChannel(async (mail) => void mails.push(mail))(ALERT);
    expect(mails[0]).toMatchObject({
      subject: "MIIC gateway: not-ready (over)",
      text: expect.stringContaining("It began at 2026-01-14T15:00Z and ended after 5 minutes."),
    });
  });
});
