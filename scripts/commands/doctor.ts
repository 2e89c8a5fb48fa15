import { randomBytes, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Config, loadConfig } from "../../src/config.ts";
import { isUsable } from "../../src/accounts/credential.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import { addDays, dayInZone } from "../../src/kernel/dates.ts";
import { errorFields } from "../../src/kernel/log.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { StoreStartError } from "../../src/store/store-start-error.ts";
import { loadVault } from "../../src/vault/load-vault.ts";
import { findLastSlot } from "../../src/store/job-lease.ts";
import { DAILY_WATCH_JOB, WATCHED_STAGES } from "../../src/onboarding/watch/run-watches.ts";
import { findLastAct } from "../../src/store/find-last-act.ts";
import { findUnescrowed } from "../../src/vault/escrow.ts";
import { VaultError } from "../../src/vault/vault-error.ts";
import { authorize } from "../../src/accounts/administration.ts";
import { asCommand, type CommandContext, type CommandGroup, type CommonOptions } from "./command-group.ts";
import { EXIT_CODES } from "./end-with.ts";
import { print, table } from "./print.ts";
import { type Session, withSession } from "./session.ts";

/** One line of the report. */
interface Checked {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Something that is wrong, with what to do about it. */
class Finding extends Error {}

const NODE_MAJOR_MIN = 24;
const FREE_BYTES_MIN = 1_073_741_824;
const CERTIFICATE_DAYS_MIN = 14;
const CREDENTIAL_BUSINESS_DAYS_MIN = 10;
const CLOCK_DIFFERENCE_MS_MAX = 60_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const BACKUP_HOURS_MAX = 36;
/** Some years of a large registry; reading more after a restore takes hours. */
const JOURNAL_BYTES_MAX = 4_294_967_296;
const OTHERS = 0o077;

/** Checks that need no store, in the order in which they make sense. */
const PLAIN_CHECKS: readonly {
  readonly name: string;
  readonly run: (config: Config, context: CommandContext) => string;
}[] = [
  { name: "node", run: checkNode },
  { name: "keys", run: checkKeyFiles },
  { name: "permissions", run: checkPermissions },
  { name: "disk", run: checkDisk },
  { name: "tls", run: checkCertificate },
  { name: "escrow", run: checkEscrow },
];

/** Checks that need the store. */
const STORE_CHECKS: readonly {
  readonly name: string;
  readonly run: (session: Session, context: CommandContext) => Promise<string>;
}[] = [
  { name: "databases", run: checkDatabases },
  { name: "clock", run: checkClock },
  { name: "audit trail", run: checkAudit },
  { name: "credentials", run: checkCredentials },
  { name: "backup", run: checkBackup },
  { name: "journal", run: checkJournal },
  { name: "watches", run: checkWatches },
];

/** `doctor` */
export const doctor: CommandGroup = (command, context, exit) => {
  asCommand(
    command,
    "check everything the gateway needs; exit code 5 when something is wrong",
    "doctor",
  ).action((options: CommonOptions) => examine(context, options, exit));
};

async function examine(
  context: CommandContext,
  options: CommonOptions,
  exit: (code: number) => void,
): Promise<void> {
  const checks: Checked[] = [];
  const note = async (name: string, run: () => string | Promise<string>): Promise<boolean> => {
    try {
      checks.push({ name, ok: true, detail: await run() });
      return true;
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      checks.push({ name, ok: false, detail: detailOf(error) });
      return false;
    }
  };
  let config: Config | undefined;
  await note("config", () => {
    config = loadConfig(context.env, context.projectFolder);
    return `${config.realms.join(", ")} on ${config.databaseUrl === "" ? "SQLite" : "PostgreSQL"}`;
  });
  if (config !== undefined) await examineStore(context, options, config, note);
  const ok = checks.every((check) => check.ok);
  if (!ok) exit(EXIT_CODES.unavailable);
  print(context, options, { ok, checks }, () => {
    const rows = checks.map(({ name, ok: fine, detail }) => [fine ? "ok" : "WRONG", name, detail]);
    return table(["", "check", "detail"], rows, "");
  });
}

async function examineStore(
  context: CommandContext,
  options: CommonOptions,
  config: Config,
  note: (name: string, run: () => string | Promise<string>) => Promise<boolean>,
): Promise<void> {
  await note("store", () =>
    withSession(context, options, config.realms, async (session) => {
      await authorize(session.deps, session.actor, { act: "system.check" });
      for (const { name, run } of STORE_CHECKS) await note(name, () => run(session, context));
      const names = [session.databases.control, ...Object.values(session.databases.realms)];
      return `opened ${names.map(({ name }) => name).join(", ")}, schema of this program`;
    }),
  );
  for (const { name, run } of PLAIN_CHECKS) await note(name, () => run(config, context));
}

/** Our own words go out; of other errors only what names them, since a library's text may quote what it was given. */
function detailOf(error: unknown): string {
  if (error instanceof Finding || error instanceof StoreStartError || error instanceof VaultError)
    return error.message;
  if (error instanceof Error && error.name === "ConfigError") return error.message;
  const { errorName = "", errorCode = "", errorAt = "" } = errorFields(error);
  return `${errorName} ${errorCode} ${errorAt}`.trim();
}

function checkNode(): string {
  const [major = "0"] = process.versions.node.split(".");
  if (Number(major) < NODE_MAJOR_MIN)
    throw new Finding(`Node ${process.versions.node} is too old; run it through npm, which brings Node 24.`);
  return process.versions.node;
}

function checkKeyFiles({ secretsDir, realms }: Config, { clock }: CommandContext): string {
  const { control } = loadVault({ secretsDir, realms, randomBytes, clock });
  return `readable; pepper ${control.peppers.current.id}`;
}

function databaseFiles(dataDir: string): readonly string[] {
  return readdirSync(dataDir)
    .filter((name) => /\.db(?:-wal|-shm)?$/.test(name))
    .map((name) => join(dataDir, name));
}

function checkPermissions({ dataDir, secretsDir, databaseUrl }: Config): string {
  const own = databaseUrl === "" ? [dataDir, ...databaseFiles(dataDir)] : [];
  const open = [secretsDir, ...own].filter((path) => (statSync(path).mode & OTHERS) !== 0);
  if (open.length > 0)
    throw new Finding(
      `Others may read ${open.join(", ")}. Run chmod go= on ${open.length === 1 ? "it" : "them"}.`,
    );
  return "only our user may read data and secrets";
}

function checkDisk({ dataDir, databaseUrl }: Config): string {
  if (databaseUrl !== "") return "PostgreSQL's own";
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const megabytes = `${Math.floor(free / 1_048_576)} MB free`;
  if (free < FREE_BYTES_MIN)
    throw new Finding(`${megabytes} in DATA_DIR. Make room: without it nothing is accepted.`);
  return megabytes;
}

function checkCertificate({ tls }: Config, { clock }: CommandContext): string {
  if (tls === undefined) return "not used";
  const { validToDate } = new X509Certificate(readFileSync(tls.certFile));
  const days = Math.floor((validToDate.getTime() - clock()) / DAY_MS);
  if (days < CERTIFICATE_DAYS_MIN)
    throw new Finding(`The certificate ends in ${days} days. Renew TLS_CERT_FILE.`);
  return `the certificate lasts ${days} days`;
}

/** In production a backup waits for the escrow; elsewhere it is said only. */
function checkEscrow({ secretsDir, isProduction }: Config): string {
  const names = findUnescrowed({ secretsDir }).map(({ name }) => name);
  if (names.length === 0) return "every root key is escrowed";
  const text = `not escrowed: ${names.join(", ")}. Run "keys escrow --out FILE".`;
  if (isProduction) throw new Finding(text);
  return text;
}

async function checkBackup({ config, databases }: Session, { clock }: CommandContext): Promise<string> {
  const lastMs = await findLastAct(databases.control.kysely.withTables(), "system.backup");
  const hours = lastMs === undefined ? undefined : Math.floor((clock() - lastMs) / HOUR_MS);
  const text = hours === undefined ? "none was made" : `the last is ${hours} hours old`;
  if (config.isProduction && (hours === undefined || hours > BACKUP_HOURS_MAX))
    throw new Finding(`${text}. Run "backup --to DIR" every night.`);
  return text;
}

/** A server that has both realms watches by itself; else somebody has to call the command. */
async function checkWatches({ config, databases, deps }: Session): Promise<string> {
  const last = await findLastSlot(databases.control.kysely, DAILY_WATCH_JOB);
  const text =
    last === undefined ? "live traffic was never watched" : `live traffic was watched on ${last.slot}`;
  const yesterday = addDays(dayInZone(deps.calendarClock()), -1);
  const isLive = (await deps.store.listOrganizations()).some(({ stage }) => WATCHED_STAGES.has(stage));
  if (config.isProduction && isLive && (last === undefined || last.slot < yesterday))
    throw new Finding(
      `${text}. A server with both realms does it every morning; where REALMS sets them apart, run "onboarding watch" every day.`,
    );
  return text;
}

async function checkJournal({ databases }: Session): Promise<string> {
  const { journal } = databases.control;
  if (journal === undefined) return "none is kept: after a restore all organizations wait for a person";
  try {
    await journal.probe();
  } catch {
    throw new Finding(
      "ACK_JOURNAL cannot be written. Make room or set its folder right: nothing is acknowledged.",
    );
  }
  const { bytes } = await journal.position();
  if (bytes > JOURNAL_BYTES_MAX)
    throw new Finding(
      `ACK_JOURNAL has ${Math.floor(bytes / 1_048_576)} MB. Move it away after the next backup.`,
    );
  return `takes writes, ${bytes} bytes`;
}

async function checkDatabases({ databases }: Session): Promise<string> {
  const all = [databases.control, ...Object.values(databases.realms)];
  const differing = all.filter(({ keys }) => keys.kind === "keys-differ").map(({ name }) => name);
  if (differing.length > 0)
    throw new Finding(
      `SECRETS_DIR has not the keys of ${differing.join(", ")}. Set it to the folder used with them.`,
    );
  return `${all.map(({ name }) => name).join(", ")}: keys fit`;
}

/** The newest act must not lie in the future: then a clock went back, and expiry and delays are wrong. */
async function checkClock({ deps }: Session, { clock }: CommandContext): Promise<string> {
  const [newest] = await deps.store.listAudit(1);
  const nowMs = clock();
  if (newest !== undefined && newest.atMs > nowMs + CLOCK_DIFFERENCE_MS_MAX)
    throw new Finding("The newest act in the audit trail lies in the future. Set this machine's clock.");
  return new Date(nowMs).toISOString();
}

async function checkAudit({ deps }: Session): Promise<string> {
  const verdict = await deps.store.verifyAudit();
  if (verdict.kind === "broken")
    throw new Finding(`Broken at ${verdict.seq}. Keep the database as it is; see "audit verify".`);
  return `intact, ${verdict.rows} acts`;
}

async function checkCredentials({ deps }: Session): Promise<string> {
  const nowMs = deps.calendarClock();
  const lastDay = minnesotaBusinessDays.add(dayInZone(nowMs), CREDENTIAL_BUSINESS_DAYS_MIN);
  const active = (await deps.store.listCredentials({})).filter(
    (credential) => isUsable(credential, nowMs) && credential.supersededBy === undefined,
  );
  const expiring = active.filter((credential) => dayInZone(credential.expiresAtMs) <= lastDay);
  if (expiring.length > 0) {
    const names = expiring.map(({ username }) => username).join(", ");
    throw new Finding(`Expire by ${lastDay}: ${names}. Use "credential rotate".`);
  }
  return `${active.length} active, none expires by ${lastDay}`;
}
