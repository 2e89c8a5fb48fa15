import { randomBytes } from "node:crypto";
import type { AdministrationDeps } from "../../src/accounts/administration.ts";
import type { Authenticate } from "../../src/accounts/authenticate.ts";
import { createVerify, type VerifyDeps } from "../../src/accounts/create-verify.ts";
import type { Actor } from "../../src/accounts/policy.ts";
import { createSecretHasher } from "../../src/accounts/secret-hasher.ts";
import { createUseRecorder } from "../../src/accounts/use-recorder.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import type { LogEvent, LogFields, LogLevel } from "../../src/kernel/log.ts";
import {
  createCredentialUses,
  createLoginDirectory,
  createLoginFailures,
} from "../../src/store/control-logins.ts";
import { createControlStore } from "../../src/store/control-store.ts";
import type { Databases } from "../../src/store/databases.ts";
import type { TestPlace } from "./databases.ts";

/** Noon of a working Wednesday in Minnesota. */
export const WEDNESDAY_MS: number = Date.parse("2026-01-14T18:00:00Z");

/** Who acts in tests that are not about who acts. */
export const ROOT: Actor = { name: "root", osUser: "root", source: "cli" };

export interface LoggedLine {
  readonly level: LogLevel;
  readonly event: LogEvent;
  readonly fields: LogFields;
}

/** Administration and log-in on fresh databases, with a clock that the test sets. */
export interface TestAdministration extends AdministrationDeps {
  readonly databases: Databases;
  readonly verify: Authenticate;
  readonly verifyDeps: VerifyDeps;
  readonly lines: readonly LoggedLine[];
  setClock(ms: number): void;
}

export async function testAdministration(place: TestPlace): Promise<TestAdministration> {
  const vault = place.vault();
  const databases = await place.open();
  let nowMs = WEDNESDAY_MS;
  let ids = 0;
  const lines: LoggedLine[] = [];
  const clock = (): number => nowMs;
  const hasher = createSecretHasher(vault.control.peppers.current, vault.control.peppers.earlier);
  const store = createControlStore({
    database: databases.control,
    auditMac: vault.control.auditMac,
    clock,
  });
  const log: VerifyDeps["log"] = (level, event, fields) => void lines.push({ level, event, fields });
  const { kysely } = databases.control;
  const verifyDeps: VerifyDeps = {
    directory: createLoginDirectory(databases.control),
    failures: createLoginFailures(databases.control),
    uses: createUseRecorder({ store: createCredentialUses(kysely), log }),
    hasher,
    realms: ["test", "production"],
    clock,
    calendarClock: clock,
    log,
  };
  return {
    store,
    hasher,
    clock,
    calendarClock: clock,
    newId: () => `id-${String((ids += 1)).padStart(4, "0")}`,
    randomBytes,
    calendar: minnesotaBusinessDays,
    databases,
    verify: createVerify(verifyDeps),
    verifyDeps,
    lines,
    setClock: (ms) => {
      nowMs = ms;
    },
  };
}
