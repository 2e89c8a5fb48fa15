import { describe, expect, test } from "vitest";
import type { Log } from "../../src/kernel/log.ts";
import { addUpMetrics, isMetricsSnapshot } from "../../src/telemetry/add-up-metrics.ts";
import { createMetrics, type GaugeReadings } from "../../src/telemetry/metrics.ts";
import { CANARIES, findLeaks } from "../support/canaries.ts";

const READINGS: GaugeReadings = {
  inFlight: 3,
  turns: [{ realm: "test", running: 2, waiting: 1 }],
  loopDelayMs: 250,
  checks: { control: true, test: false },
  certificateUntilMs: 1_800_000_000_000,
  upkeep: {
    lastBackupMs: 1_790_000_000_000,
    unescrowedKeys: 2,
    credentials: [
      {
        realm: "production",
        lastUseMs: 1_795_000_000_000,
        nextEndMs: 1_799_000_000_000,
        ending: [{ days: 10, credentials: 4 }],
        quiet: [{ days: 3, organizations: 5 }],
      },
      { realm: "test", lastUseMs: undefined, nextEndMs: undefined, ending: [], quiet: [] },
    ],
    openTasks: { "silent-site": 6 },
  },
  maintenanceUntilMs: { production: 1_700_000_000_000 },
};

const silent: Log = () => {};

function samples(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.startsWith("gateway_"));
}

describe("createMetrics()", () => {
  test("counts what the log says and passes it on", async () => {
    const passed: string[] = [];
    const metrics = createMetrics("1.2.3", async () => READINGS);
    const log = metrics.counting((_level, event) => passed.push(event));
    log("info", "request-answered", { operation: "submitSingleMessage", httpStatus: 200, durationMs: 30 });
    log("info", "request-answered", {
      operation: "submitSingleMessage",
      httpStatus: 500,
      faultCode: "busy",
      durationMs: 1,
    });
    log("info", "request-answered", { httpStatus: 404, durationMs: 1 });
    log("info", "submission-answered", {
      realm: "test",
      ackCode: "AE",
      replay: false,
      ruleIds: ["RXA-3-FUTURE"],
      organizationId: "01ORG",
    });
    log("info", "login-failed", { reason: "wrong-secret" });
    log("warn", "store-failed", { store: "test" });
    expect(passed).toHaveLength(6);
    const text = await metrics.text();
    expect(samples(text)).toEqual(
      expect.arrayContaining([
        'gateway_requests_total{operation="submitSingleMessage",result="answered"} 1',
        'gateway_requests_total{operation="submitSingleMessage",result="busy"} 1',
        'gateway_requests_total{operation="none",result="http-404"} 1',
        'gateway_request_duration_seconds_bucket{le="0.05",operation="submitSingleMessage"} 2',
        'gateway_submissions_total{realm="test",ack="AE",replay="false"} 1',
        'gateway_findings_total{realm="test",rule="RXA-3-FUTURE"} 1',
        'gateway_login_failures_total{reason="wrong-secret"} 1',
        'gateway_events_total{event="store-failed",level="warn"} 1',
        "gateway_submissions_in_flight 3",
        'gateway_turns{realm="test",state="waiting"} 1',
        "gateway_event_loop_delay_seconds 0.25",
        'gateway_ready{part="test"} 0',
        "gateway_certificate_end_seconds 1800000000",
        'gateway_maintenance_end_seconds{realm="production"} 1700000000',
        "gateway_last_backup_seconds 1790000000",
        "gateway_keys_not_escrowed 2",
        'gateway_last_use_seconds{realm="production"} 1795000000',
        'gateway_credential_end_seconds{realm="production"} 1799000000',
        'gateway_credentials_ending{realm="production",days="10"} 4',
        'gateway_quiet_organizations{realm="production",days="3"} 5',
        'gateway_open_tasks{kind="silent-site"} 6',
        'gateway_info{version="1.2.3"} 1',
      ]),
    );
    expect(text).not.toContain("01ORG");
    expect(text).not.toContain('gateway_last_use_seconds{realm="test"}');
  });

  test("no label takes values without end", async () => {
    const metrics = createMetrics("1", async () => READINGS);
    const log = metrics.counting(silent);
    for (let at = 0; at < 2_000; at += 1) log("info", "login-failed", { reason: `reason-${at}` });
    const reasons = samples(await metrics.text()).filter((line) => line.includes("login_failures"));
    expect(reasons).toHaveLength(501);
    expect(reasons.at(-1)).toBe('gateway_login_failures_total{reason="other"} 1500');
  });

  test("holds nothing of a line but codes", async () => {
    const metrics = createMetrics("1", async () => READINGS);
    metrics.counting(silent)("error", "fault-answered", {
      requestId: CANARIES.familyName,
      organizationId: CANARIES.patientId,
      errorAt: CANARIES.street,
    });
    expect(findLeaks(await metrics.text())).toEqual([]);
  });
});

describe("addUpMetrics()", () => {
  test("adds counters, and shows the worst of what does not add up", async () => {
    const one = createMetrics("1", async () => READINGS);
    const two = createMetrics("1", async () => ({ ...READINGS, loopDelayMs: 900, checks: { test: true } }));
    for (const metrics of [one, two, two]) metrics.counting(silent)("info", "login-failed", { reason: "x" });
    // As they come out of the channel between processes.
    const sent: unknown = JSON.parse(JSON.stringify([await one.snapshot(), await two.snapshot()]));
    const snapshots = Array.isArray(sent) ? sent.filter(isMetricsSnapshot) : [];
    expect(samples(await addUpMetrics(snapshots))).toEqual(
      expect.arrayContaining([
        'gateway_login_failures_total{reason="x"} 3',
        "gateway_submissions_in_flight 6",
        "gateway_event_loop_delay_seconds 0.9",
        'gateway_ready{part="test"} 0',
        // Each process counts the same.
        "gateway_keys_not_escrowed 2",
        'gateway_credential_end_seconds{realm="production"} 1799000000',
        'gateway_info{version="1"} 1',
      ]),
    );
  });

  test.each([undefined, null, "x", {}, [1], [{ name: "x" }]])("%j is no snapshot", (value) => {
    expect(isMetricsSnapshot(value)).toBe(false);
  });
});
