import { randomBytes } from "node:crypto";
import { createSecretHasher } from "../../src/accounts/secret-hasher.ts";
import { createVerify } from "../../src/accounts/create-verify.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { QUERY_QUOTA } from "../../src/registry/query-quota.ts";
import { createPassportAuthenticate } from "../../src/soap/passport-authenticate.ts";
import { createLoginDirectory, createLoginFailures } from "../../src/store/control-logins.ts";
import { createTestDataSharing } from "../../src/store/test-data-sharing.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import type { RealmServices } from "../../src/submission/deps.ts";
import { createSubmitSingleMessage } from "../../src/submission/submit-single-message.ts";
import { runAtOnce } from "../../src/submission/turn.ts";
import type { TestPlace } from "./databases.ts";

/** A credential as `credential issue` prints it. */
export interface IssuedCredential {
  readonly username: string;
  readonly secret: string;
  readonly facilityId: string;
}

/** The gateway behind its SOAP service, with a calendar that the test sets: real log-in, both realms, real stores. */
export interface SteppedGateway {
  /** Calendar time. */
  nowMs: number;
  /** @returns segments of the answer; throws the fault that a caller would get */
  send(credential: IssuedCredential, hl7Message: string): Promise<readonly string[]>;
}

const LOOK_INTERVAL_MS = 60_000;

/** Works in this process beside commands on the same place. */
export async function steppedGateway(place: TestPlace): Promise<SteppedGateway> {
  const vault = place.vault();
  const databases = await place.open({ vault });
  const { kysely } = databases.control;
  const gateway = { nowMs: 0 };
  const calendar = (): number => gateway.nowMs;
  const services: Partial<Record<Realm, RealmServices>> = {};
  for (const realm of REALMS) {
    const [database, keys] = [databases.realms[realm], vault.realms[realm]];
    if (database === undefined || keys === undefined) throw new Error(`${realm} is not open`);
    const { store } = openRealm(database, keys, Date.now);
    services[realm] = { realm, store, digest: keys.digest, takeTurn: runAtOnce };
  }
  const { peppers } = vault.control;
  const verify = createVerify({
    directory: createLoginDirectory(databases.control),
    failures: createLoginFailures(databases.control),
    hasher: createSecretHasher(peppers.current, peppers.earlier),
    uses: { record: () => {}, close: async () => {} },
    realms: REALMS,
    clock: Date.now,
    calendarClock: calendar,
    log: () => {},
  });
  let looks = 0;
  const codes = builtInCodeSets();
  const submit = createSubmitSingleMessage({
    authenticate: createPassportAuthenticate(verify),
    realms: services,
    codes: () => codes,
    rulesVersion: "rules-1",
    now: calendar,
    queryQuota: QUERY_QUOTA,
    // Plans are read anew each time: what the test agrees on holds at once.
    testDataSharing: createTestDataSharing(kysely.withTables(), () => (looks += LOOK_INTERVAL_MS)),
    newId: createIdSource(Date.now, randomBytes),
    log: () => {},
  });
  return Object.assign(gateway, {
    send: async ({ username, secret, facilityId }: IssuedCredential, hl7Message: string) => {
      const answer = await submit({
        username,
        password: secret,
        facilityId,
        remoteAddress: "192.0.2.7",
        requestId: "request",
        receivedAtMs: gateway.nowMs,
        hl7Message,
      });
      return answer.split("\r").filter((line) => line !== "");
    },
  });
}
