import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { addDays, type DateOnly, instantInZone, isDateOnly } from "../../src/kernel/dates.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import { makeReport, type ReportDeps } from "../../src/onboarding/make-report.ts";
import { countPending } from "../../src/review/count-pending.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import { reviewTables } from "../../src/review/review-tables.ts";
import { openDatabases, type StoreLocation } from "../../src/store/databases.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import type { RealmStore } from "../../src/submission/ports.ts";
import { loadVault } from "../../src/vault/load-vault.ts";
import { setUpSender } from "../set-up-sender.ts";
import { markdownTable } from "./markdown-table.ts";
import { businessDaysFrom, reviewContributions } from "./review-contributions.ts";

/** What to measure and where. */
export interface ReviewOptions {
  readonly folder: string;
  /** Messages of one organization over 20 business days. */
  readonly messages: number;
  readonly databaseUrl?: string;
  readonly progress: (text: string) => void;
}

const BUSINESS_DAYS = 20;
const REPORTS = 9;
const SAVED_AT_ONCE = 50;
/** Messages that come in while the rest is counted. */
const ADDED = 500;
const FIRST_DAY = "2026-10-01";
const FACILITY = "BENCH";

function firstDay(): DateOnly {
  if (!isDateOnly(FIRST_DAY)) throw new RangeError("the first day is none");
  return FIRST_DAY;
}

/** CPU of this process, in milliseconds; of a database server nothing. */
async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function save(store: RealmStore, organizationId: string, all: Iterable<MessageContribution>) {
  const portion: MessageContribution[] = [];
  const flush = (): Promise<void> =>
    store.transaction("bench", async ({ review }) => {
      for (const one of portion.splice(0)) await review.saveContribution(organizationId, one);
    });
  for (const one of all) {
    portion.push(one);
    if (portion.length >= SAVED_AT_ONCE) await flush();
  }
  await flush();
}

interface Figures {
  readonly countedMs: number;
  readonly addedMs: number;
  readonly firstMs: number;
  readonly medianMs: number;
  readonly report: ReviewReport;
}

async function measureStore(
  deps: ReportDeps,
  store: RealmStore,
  organizationId: string,
  messages: number,
): Promise<Figures> {
  const days = businessDaysFrom(firstDay(), BUSINESS_DAYS);
  const all = [...reviewContributions(messages + ADDED, days, FACILITY)];
  const rule = { dataKind: "real", markers: [] } as const;
  const count = (): Promise<unknown> => countPending(store, organizationId, rule);
  await save(store, organizationId, all.slice(0, messages));
  const countedMs = await cpuMsOf(count);
  await save(store, organizationId, all.slice(messages));
  const addedMs = await cpuMsOf(count);
  const last = days.at(-1) ?? firstDay();
  const asked = { organizationId, realm: "test", from: firstDay(), to: last } as const;
  const costs: number[] = [];
  for (let round = 0; round < REPORTS; round += 1) costs.push(await cpuMsOf(() => makeReport(deps, asked)));
  const [firstMs = 0] = costs;
  const medianMs = costs.toSorted((a, b) => a - b)[Math.floor(REPORTS / 2)] ?? 0;
  return {
    countedMs: countedMs / messages,
    addedMs: addedMs / ADDED,
    firstMs,
    medianMs,
    report: await makeReport(deps, asked),
  };
}

async function measureOn(
  location: StoreLocation,
  dataDir: string,
  organizationId: string,
  messages: number,
): Promise<Figures> {
  const vault = loadVault({
    secretsDir: join(dataDir, "secrets"),
    randomBytes,
    clock: Date.now,
    realms: ["test"],
  });
  const databases = await openDatabases({
    location,
    realms: ["test"],
    vault,
    process: "cli",
    onPoolError: () => {},
  });
  try {
    const [database, keys] = [databases.realms.test, vault.realms.test];
    if (database === undefined || keys === undefined) throw new Error("the test realm was not opened");
    const { store } = openRealm(database, keys, Date.now);
    const tables = reviewTables(builtInCodeSets());
    const { auditMac } = vault.control;
    const nowMs = instantInZone(
      addDays(businessDaysFrom(firstDay(), BUSINESS_DAYS).at(-1) ?? firstDay(), 1),
      0,
    );
    const deps: ReportDeps = {
      store: createOnboardingStore({ database: databases.control, auditMac, clock: Date.now }),
      reviewOf: () => store,
      tables: async () => tables,
      calendarClock: () => nowMs,
      newId: createIdSource(Date.now, randomBytes),
    };
    return await measureStore(deps, store, organizationId, messages);
  } finally {
    await databases.close();
  }
}

/**
 * What a technical message review costs: counting messages, and making a report over all of them.
 *
 * @returns a table in Markdown; CPU of this process, with SQLite in it and PostgreSQL beside it
 */
export async function measureReview(options: ReviewOptions): Promise<string> {
  const { folder, messages, databaseUrl, progress } = options;
  const stores: readonly (readonly [string, string | undefined])[] = [
    ["SQLite", undefined],
    ...(databaseUrl === undefined ? [] : [["PostgreSQL", databaseUrl] as const]),
  ];
  const rows: string[][] = [];
  for (const [name, url] of stores) {
    progress(`review of ${messages} messages on ${name}`);
    const dataDir = join(folder, `review-${name}`);
    const env = { DATA_DIR: dataDir, ...(url !== undefined && { DATABASE_URL: url }) };
    const { organizationId } = await setUpSender(env, { name: "Bench", facility: FACILITY, realm: "test" });
    const location: StoreLocation =
      url === undefined ? { kind: "sqlite", dataDir } : { kind: "postgres", url };
    const { countedMs, addedMs, firstMs, medianMs, report } = await measureOn(
      location,
      dataDir,
      organizationId,
      messages,
    );
    rows.push([
      name,
      `${report.messages}`,
      `${report.doses}`,
      `${report.evidence.trafficDays}`,
      countedMs.toFixed(2),
      addedMs.toFixed(2),
      firstMs.toFixed(0),
      medianMs.toFixed(0),
    ]);
  }
  return markdownTable(
    [
      "store",
      "messages",
      "doses",
      "days",
      "counting, CPU ms/message",
      "then 500 more, CPU ms/message",
      "first report, CPU ms",
      "report, CPU ms (median)",
    ],
    rows,
  );
}
