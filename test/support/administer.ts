import { runIis } from "../../scripts/run-iis.ts";
import { issueCredential, setUpSender, type SenderAccount } from "../../scripts/set-up-sender.ts";
import type { SubmitFields } from "./soap-envelopes.ts";

/** Administration of one store, by the commands that an administrator types. */
export interface Administration {
  /** Run `iis ARGS --json`; its JSON value. */
  iis<T>(...args: readonly string[]): Promise<T>;
  /** An organization with a credential. */
  sender(facility: string, realm?: "test" | "production"): Promise<SenderAccount>;
  /** Another credential of an organization. */
  credential(organizationId: string, realm: "test" | "production"): Promise<SenderAccount>;
}

/** Administer the store that `env` names: `DATA_DIR`, `DATABASE_URL`. */
export function administer(env: Readonly<Record<string, string>>): Administration {
  return {
    iis: async <T>(...args: readonly string[]) => (await runIis(env, args)) as T,
    sender: (facility, realm = "test") => setUpSender(env, { name: `Clinic ${facility}`, facility, realm }),
    credential: (organizationId, realm) => issueCredential(env, organizationId, realm),
  };
}

/** The parameters of submitSingleMessage for an account. */
export function asParameters(account: SenderAccount, hl7Message: string): SubmitFields {
  return {
    username: account.username,
    password: account.secret,
    facilityID: account.facilityId,
    hl7Message,
  };
}
