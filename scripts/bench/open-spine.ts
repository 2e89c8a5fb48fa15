import { randomBytes } from "node:crypto";
import type { Authenticate } from "../../src/accounts/authenticate.ts";
import { createVerify } from "../../src/accounts/create-verify.ts";
import { createSecretHasher } from "../../src/accounts/secret-hasher.ts";
import { createUseRecorder } from "../../src/accounts/use-recorder.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import type { Log } from "../../src/kernel/log.ts";
import { createPooledRandom } from "../../src/kernel/pooled-random.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import { createPassportAuthenticate } from "../../src/soap/passport-authenticate.ts";
import {
  createCredentialUses,
  createLoginDirectory,
  createLoginFailures,
} from "../../src/store/control-logins.ts";
import type { RealmServices, SubmissionDeps } from "../../src/submission/deps.ts";
import { openTestRealm } from "../open-test-realm.ts";
import type { StorePlace } from "./fill-store.ts";

/** The spine's parts in this process, without HTTP and without a log. */
export interface OpenSpine {
  readonly deps: SubmissionDeps;
  readonly test: RealmServices;
  readonly authenticate: Authenticate;
  close(): Promise<void>;
}

const log: Log = () => {};

/**
 * Open a store as the server does.
 *
 * @throws Error when another server has it open
 */
export async function openSpine({ DATA_DIR, DATABASE_URL }: StorePlace): Promise<OpenSpine> {
  const { vault, databases, test } = await openTestRealm(DATA_DIR, "server", DATABASE_URL);
  const { kysely } = databases.control;
  const uses = createUseRecorder({ store: createCredentialUses(kysely), log });
  const { current, earlier } = vault.control.peppers;
  const authenticate = createPassportAuthenticate(
    createVerify({
      failures: createLoginFailures(databases.control),
      hasher: createSecretHasher(current, earlier),
      clock: Date.now,
      calendarClock: Date.now,
      log,
      directory: createLoginDirectory(databases.control),
      uses,
      realms: ["test"],
    }),
  );
  const codes = builtInCodeSets();
  return {
    deps: {
      authenticate,
      realms: { test },
      codes: () => codes,
      rulesVersion: "bench",
      now: Date.now,
      queryQuota: QUERY_QUOTA,
      newId: createIdSource(Date.now, createPooledRandom(randomBytes)),
      log,
    },
    test,
    authenticate,
    close: async () => {
      await uses.close();
      await databases.close();
    },
  };
}
