import { setImmediate as pause } from "node:timers/promises";
import { createHash, randomBytes } from "node:crypto";
import { statfs } from "node:fs/promises";
import { createLoginGuard, type LoginGuardDeps } from "../accounts/login-guard.ts";
import { createPasswordHasher } from "../accounts/password-hasher.ts";
import type { SignInDeps } from "../accounts/sessions.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import type { Config } from "../config.ts";
import { setLetter } from "../documents/set-letter.ts";
import type { ConsoleDeps, RealmDesk } from "../http/console/console-deps.ts";
import { readDownloads } from "../http/console/download-files.ts";
import type { DiskSpace, WatchDeps } from "../http/console/load-operations.ts";
import { sessionCookies } from "../http/console/session-cookies.ts";
import { minnesotaBusinessDays } from "../kernel/business-days.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { REALMS, type Realm } from "../kernel/realm.ts";
import { createReviewReports } from "../onboarding/freeze-report.ts";
import type { ReportDeps } from "../onboarding/make-report.ts";
import type { OnboardingDeps } from "../onboarding/onboarding-deps.ts";
import { doseForComparison } from "../registry/dose-for-comparison.ts";
import { programVersion } from "./program-version.ts";
import { servedElsewhere } from "./served-elsewhere.ts";
import { readWsdl, wsdlWithAddress } from "../soap/wsdl.ts";
import { createLoginDirectory } from "../store/control-logins.ts";
import { createSessionStore } from "../store/control-sessions.ts";
import type { Databases } from "../store/databases.ts";
import { createOnboardingStore } from "../store/onboarding-store.ts";
import { createAnsweredMessages } from "../store/onboarding-traffic.ts";
import type { OpenedRealm } from "../store/open-realm.ts";
import { createPeopleBrowser } from "../store/people-browser.ts";
import { createRealmDoses } from "../store/realm-doses.ts";
import { explainText } from "../submission/explain-text.ts";
import { reevaluateContributions } from "../submission/reevaluate-contributions.ts";
import { reviewTablesOf } from "../submission/review-received.ts";
import { runAtOnce } from "../submission/turn.ts";
import { createComparisonDigests } from "../vault/comparison-digest.ts";
import type { Vault } from "../vault/load-vault.ts";

/** What the console shares with the rest of the server. */
export interface ConsoleParts {
  readonly config: Config;
  readonly log: Log;
  /** Real time. */
  readonly clock: Clock;
  /** Calendar time, which `IIS_NOW` may fix. */
  readonly calendar: Clock;
  readonly newId: IdSource;
  readonly vault: Vault;
  readonly databases: Databases;
  readonly realms: Readonly<Partial<Record<Realm, OpenedRealm>>>;
  readonly logins: LoginGuardDeps;
  readonly codes: () => CodeSets;
  readonly checkReadiness: WatchDeps["checkReadiness"];
  readonly recentTraffic: WatchDeps["recentTraffic"];
  readonly recentAlerts: WatchDeps["recentAlerts"];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function openAccounts(parts: ConsoleParts, store: SignInDeps["store"]): SignInDeps {
  const { databases, logins, clock, calendar, newId } = parts;
  return {
    store,
    hasher: logins.hasher,
    clock,
    calendarClock: calendar,
    newId,
    randomBytes,
    calendar: minnesotaBusinessDays,
    sessions: createSessionStore(databases.control.kysely.withTables()),
    passwords: createPasswordHasher(randomBytes),
    guard: createLoginGuard(logins),
  };
}

/** Messages that a page counts before it shows a report; the server counts the rest in the background. */
const COUNTED_MAX = 500;

function openReports(parts: ConsoleParts, store: OnboardingDeps["store"]): ReportDeps {
  const { realms, codes, calendar, newId, vault, databases } = parts;
  const sites = createLoginDirectory(databases.control);
  const judging = { codes, rulesVersion: programVersion(), now: calendar, sites };
  return {
    countedMax: COUNTED_MAX,
    pause,
    // A page asks how far it is; the server judges anew in the background.
    reevaluate: async (organizationId, realm) => {
      const [opened, keys] = [realms[realm], vault.realms[realm]];
      if (opened === undefined || keys === undefined) return { left: 0, of: 0 };
      const services = { realm, store: opened.store, digest: keys.digest, takeTurn: runAtOnce };
      return reevaluateContributions(services, organizationId, judging, { messagesMax: 0 });
    },
    store,
    reviewOf: (realm) => {
      const opened = realms[realm];
      if (opened === undefined) throw servedElsewhere(realm);
      return opened.store;
    },
    tables: async () => reviewTablesOf(codes()),
    calendarClock: calendar,
    newId,
  };
}

function openOnboarding(
  parts: ConsoleParts,
  store: OnboardingDeps["store"],
  forReports: ReportDeps,
): OnboardingDeps {
  const { config, databases, vault, clock, calendar, newId, codes } = parts;
  return {
    store,
    clock,
    calendarClock: calendar,
    newId,
    setLetter,
    sha256,
    helpDesk: config.helpDesk,
    answered: createAnsweredMessages(databases.realms),
    reports: createReviewReports({ ...forReports, store, sha256 }),
    dosesOf: (realm) => {
      const [database, keys] = [databases.realms[realm], vault.realms[realm]];
      if (database === undefined || keys === undefined) throw servedElsewhere(realm);
      return createRealmDoses(database, keys, (record, from) => doseForComparison(codes(), record, from));
    },
    newDigest: createComparisonDigests(randomBytes),
    twoPerson: config.twoPerson,
  };
}

function openDesks(parts: ConsoleParts, control: SignInDeps): Partial<Record<Realm, RealmDesk>> {
  const { databases, vault, realms, codes, newId } = parts;
  const desks: Partial<Record<Realm, RealmDesk>> = {};
  for (const realm of REALMS) {
    const [database, keys, opened] = [databases.realms[realm], vault.realms[realm], realms[realm]];
    if (database === undefined || keys === undefined || opened === undefined) continue;
    const { store, browser } = opened;
    desks[realm] = {
      messages: browser,
      people: createPeopleBrowser(database, keys),
      store,
      curation: () => ({ control, realm, store, codes: codes(), newId }),
    };
  }
  return desks;
}

async function diskSpaceOf(folder: string): Promise<DiskSpace | undefined> {
  const { bavail, blocks, bsize } = await statfs(folder).catch(() => ({ bavail: 0, blocks: 0, bsize: 0 }));
  return blocks === 0 ? undefined : { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** The address that senders use, as far as this process can tell it from a request to the console. */
function serviceUrlOf({ publicUrl, soapPath, port, tls }: Config, host: string): string {
  if (publicUrl !== "") return publicUrl + soapPath;
  const { hostname } = new URL(`http://${URL.canParse(`http://${host}`) ? host : "localhost"}`);
  return `${tls === undefined ? "http" : "https"}://${hostname}:${port}${soapPath}`;
}

/** Everything that the console's routes and the REST side work with. */
export function openConsole(parts: ConsoleParts): ConsoleDeps {
  const { config, log, clock, databases, vault } = parts;
  const { auditMac } = vault.control;
  const store = createOnboardingStore({ database: databases.control, auditMac, clock });
  const accounts = openAccounts(parts, store);
  const reports = openReports(parts, store);
  const onboarding = openOnboarding(parts, store, reports);
  const wsdl = readWsdl();
  return {
    accounts,
    onboarding,
    reports,
    realms: openDesks(parts, accounts),
    explain: (text, atMs) => explainText(text, atMs, parts.codes()),
    cookies: sessionCookies(config.tls === undefined && LOOPBACK.test(config.host)),
    staffNeedSecondFactor: config.isProduction,
    watch: {
      checkReadiness: parts.checkReadiness,
      diskSpace: () => diskSpaceOf(config.dataDir),
      recentTraffic: parts.recentTraffic,
      recentAlerts: parts.recentAlerts,
    },
    serviceUrl: (host) => serviceUrlOf(config, host),
    downloads: readDownloads((serviceUrl) => wsdlWithAddress(wsdl, serviceUrl)),
    helpDesk: config.helpDesk,
    messageBytesMax: config.messageBytesMax,
    log,
  };
}
