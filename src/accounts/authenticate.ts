import type { ClientCertificate } from "./certificate-pins.ts";
import type { Principal } from "./principal.ts";

/** What a SOAP body claims, before anything is believed. `undefined`: the element was absent or nil. */
export interface CredentialClaim {
  readonly username: string | undefined;
  /** Never trimmed, logged or echoed. */
  readonly password: string | undefined;
  readonly facilityId: string | undefined;
  /** Network address of the caller as the server sees it. */
  readonly remoteAddress: string;
  /** Certificate of the connection; absent when it showed none. */
  readonly certificate?: ClientCertificate;
}

/**
 * Decide who calls. One answer for every cause of refusal, in the same time (decision D12, promise S5).
 *
 * @returns undefined when the claim does not hold, for whatever reason
 */
export type Authenticate = (claim: CredentialClaim) => Promise<Principal | undefined>;
