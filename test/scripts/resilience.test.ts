import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fillJournalDisk } from "../../scripts/resilience/chaos-disk.ts";
import { CHAOS_SHORT, runChaos } from "../../scripts/resilience/chaos.ts";
import { judgeSoak, rssSlope, type SoakSample } from "../../scripts/resilience/judge-soak.ts";
import { runSoak } from "../../scripts/resilience/run-soak.ts";

const MB = 1024 * 1024;
const MINUTE_MS = 60_000;

/** Samples a minute apart. */
function samples(count: number, change: (minute: number) => Partial<SoakSample>): readonly SoakSample[] {
  return Array.from({ length: count }, (_, minute) => ({
    atMs: minute * MINUTE_MS,
    rssBytes: 100 * MB,
    fileDescriptors: 30,
    walBytes: MB,
    ...change(minute),
  }));
}

const WELL = { acknowledged: 10, notAcknowledged: 0, lost: 0 };

describe("judgeSoak()", () => {
  test.each([
    { what: "all well", taken: samples(60, () => ({})), counts: WELL, broken: [] },
    { what: "a lost message", taken: samples(60, () => ({})), counts: { ...WELL, lost: 1 }, broken: [0] },
    { what: "nothing sent", taken: [], counts: { ...WELL, acknowledged: 0 }, broken: [0] },
    { what: "a fault", taken: samples(60, () => ({})), counts: { ...WELL, notAcknowledged: 1 }, broken: [1] },
    {
      what: "memory that grows by 2 MB an hour",
      taken: samples(60, (minute) => ({ rssBytes: 100 * MB + (minute * 2 * MB) / 60 })),
      counts: WELL,
      broken: [2],
    },
    {
      what: "memory that grows while it warms up",
      taken: samples(60, (minute) => ({ rssBytes: Math.min(minute, 11) * 20 * MB })),
      counts: WELL,
      broken: [],
    },
    {
      what: "memory that grows in five minutes",
      taken: samples(5, (minute) => ({ rssBytes: minute * 50 * MB })),
      counts: WELL,
      broken: [],
    },
    {
      what: "files that stay open",
      taken: samples(60, (minute) => ({ fileDescriptors: minute })),
      counts: WELL,
      broken: [3],
    },
    {
      what: "a write-ahead log without end",
      taken: samples(60, (minute) => ({ walBytes: minute * 2 * MB })),
      counts: WELL,
      broken: [4],
    },
  ])("$what breaks $broken", ({ taken, counts, broken }) => {
    const verdicts = judgeSoak(taken, counts);
    expect(verdicts.flatMap(({ held }, at) => (held ? [] : [at]))).toEqual(broken);
  });

  test("rssSlope() is in MB an hour", () => {
    const growing = samples(61, (minute) => ({ rssBytes: minute * MB }));
    expect(rssSlope(growing)).toBeCloseTo(60, 6);
  });
});

describe("in a short form", () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "gateway-resilience-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  test("the soak loses nothing and answers everything", { timeout: 60_000 }, async () => {
    const load = { durationMs: 1_000, ratePerSecond: 20, sampleEveryMs: 250 };
    const { verdicts, exitCode } = await runSoak({ dataDir, ...load });
    expect(verdicts.filter(({ held }) => !held)).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test("a full disk of the journal keeps every answer back until there is room", async () => {
    expect(await fillJournalDisk(dataDir)).toMatchObject({ held: true });
  });

  test("every experiment of the chaos set holds", { timeout: 120_000 }, async () => {
    const results = await runChaos(dataDir, { ...CHAOS_SHORT, floodMs: 1_000 });
    expect(results.filter(({ held }) => !held)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(7);
  });
});
