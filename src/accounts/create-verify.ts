import type { Clock } from "../kernel/clock.ts";
import { dayInZone } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { isListed, mayComeFrom } from "./address-rules.ts";
import type { Authenticate, CredentialClaim } from "./authenticate.ts";
import { holdsPin } from "./certificate-pins.ts";
import { type Credential, credentialState } from "./credential.ts";
import { createLoginGuard, type LoginDecision, type LoginGuardDeps } from "./login-guard.ts";
import type { LoginCandidate, LoginDirectory } from "./ports.ts";
import type { RenewSecret } from "./renew-secret.ts";
import type { Principal } from "./principal.ts";
import type { UseRecorder } from "./use-recorder.ts";

export interface VerifyDeps extends LoginGuardDeps {
  readonly directory: LoginDirectory;
  readonly uses: UseRecorder;
  /** Realms that this process serves (decision D5). */
  readonly realms: readonly Realm[];
  /** Puts a hash under the current pepper in the place of one under an earlier; absent: it stays. */
  readonly renew?: RenewSecret;
  /** Calendar time, which `IIS_NOW` may fix: expiry and the sites of the day. */
  readonly calendarClock: Clock;
}

/** No username and no organization: looked up where there is nothing to look up, so that the work is the same. */
const NOBODY = "";

/** Usernames that we make have this shape; any other is nobody's, and not every database takes every character. */
const USERNAME = /^[a-z0-9-]{1,64}$/;

/** Longest caller address that is kept. */
const ADDRESS_LENGTH_MAX = 64;

type Proof =
  | { readonly kind: "proved"; readonly credential: Credential }
  | { readonly kind: "fails"; readonly reason: string; readonly credentialId?: string };

/** Everything about the credential but the facility. */
function prove(
  deps: VerifyDeps,
  claim: CredentialClaim,
  candidate: LoginCandidate | undefined,
  matches: boolean,
): Proof {
  if (candidate === undefined) return { kind: "fails", reason: "unknown-username" };
  const { credential, suspended } = candidate;
  const fails = (reason: string): Proof => ({ kind: "fails", reason, credentialId: credential.id });
  if (!matches) return fails("wrong-secret");
  const state = credentialState(credential, deps.calendarClock());
  if (state === "revoked" || state === "expired") return fails(state);
  if (suspended || state === "suspended") return fails("suspended");
  if (!mayComeFrom(credential.addressRules ?? [], claim.remoteAddress)) return fails("address-not-allowed");
  if (!holdsPin(candidate.certificatePins ?? [], claim.certificate, deps.clock()))
    return fails("certificate");
  return deps.realms.includes(credential.realm) ? { kind: "proved", credential } : fails("realm-not-served");
}

/**
 * A caller that logs in where the credential was last used, or from an address on its list, is its owner rather than a
 * stranger in the same network.
 */
function isHome(candidate: LoginCandidate | undefined, remoteAddress: string): boolean {
  if (candidate === undefined || remoteAddress === "") return false;
  const { lastUsedFrom, addressRules = [] } = candidate.credential;
  return lastUsedFrom === remoteAddress || isListed(addressRules, remoteAddress);
}

/**
 * The same statements and hashes for every cause of refusal. The sites of an organization are read only for who proved
 * to belong to it; all others read the sites of nobody.
 */
async function decide(
  deps: VerifyDeps,
  claim: CredentialClaim,
  candidate: LoginCandidate | undefined,
): Promise<LoginDecision<Principal>> {
  const { password = "", facilityId = "" } = claim;
  const matches = deps.hasher.matches("credential", password, candidate?.credential.secret);
  const proof = prove(deps, claim, candidate, matches);
  const organizationId = proof.kind === "proved" ? proof.credential.organizationId : NOBODY;
  const sites = await deps.directory.currentSites(organizationId, dayInZone(deps.calendarClock()));
  if (proof.kind === "fails") return proof;
  const { id: credentialId, realm } = proof.credential;
  const owner = sites.get(facilityId);
  if (owner === undefined) return { kind: "fails", reason: "facility-not-theirs", credentialId };
  if (owner.suspended) return { kind: "fails", reason: "facility-suspended", credentialId };
  const { secret } = proof.credential;
  if (deps.hasher.isOutdated(secret))
    deps.renew?.("credential", credentialId, secret, deps.hasher.hash("credential", password));
  return { kind: "holds", value: { credentialId, realm, organizationId, facilityId, sites } };
}

/**
 * Decide who calls, from the control database alone: nothing is cached, so a revocation holds from the next call on.
 *
 * @see decisions D12, D25, D33; promises S4 to S6
 */
export function createVerify(deps: VerifyDeps): Authenticate {
  const guard = createLoginGuard(deps);
  return async (claim) => {
    const { username: name = NOBODY, password: secret = "", remoteAddress } = claim;
    const from = remoteAddress.slice(0, ADDRESS_LENGTH_MAX);
    const principal = await guard(
      { kind: "soap", name, secret, remoteAddress },
      {
        find: () => deps.directory.findLogin(USERNAME.test(name) ? name : NOBODY),
        isHome: (candidate) => isHome(candidate, from),
        decide: (candidate) => decide(deps, claim, candidate),
      },
    );
    if (principal !== undefined)
      deps.uses.record({ credentialId: principal.credentialId, atMs: deps.clock(), from });
    return principal;
  };
}
