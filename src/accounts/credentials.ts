import type { AddressRule } from "./address-rules.ts";
import { addDays, type DateOnly, dayInZone, instantInZone } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { type AdministrationDeps, authorize, perform } from "./administration.ts";
import { type Credential, credentialState, isUsable } from "./credential.ts";
import { type Organization, stagePermitsProduction } from "./organization.ts";
import { currentCodes, mustFindOrganization } from "./organizations.ts";
import type { Actor } from "./policy.ts";
import type { ControlTransaction } from "./ports.ts";
import { generateSecret, generateUsername } from "./secret.ts";

/** Numbers of decision D12 and the operator's interface. */
export const CREDENTIAL_LIMITS = {
  validityDays: 365,
  /** The hour, on the registry's clock, at which validity ends: staff are there. */
  expiryHour: 12,
  usableMax: 2,
  overlapBusinessDays: 10,
  overlapBusinessDaysMax: 60,
  usernameAttemptsMax: 20,
} as const;

/** A credential with its secret, at the only moment at which there is one. */
export interface IssuedCredential {
  readonly credential: Credential;
  readonly secret: string;
  /** A site code that fits the credential; any other of the organization's and its children's fits too. */
  readonly facilityId: string;
}

/** Takes the secret to its owner before the act is committed; when it throws, nothing was issued. */
export type Deliver = (issued: IssuedCredential) => Promise<void>;

export interface IssueRequest {
  readonly organizationId: string;
  readonly realm: Realm;
  /** Why a production credential is issued before the stage allows it (decision D31). */
  readonly overrideReason?: string;
  readonly deliver?: Deliver;
}

export interface RotateRequest {
  readonly organizationId: string;
  readonly realm: Realm;
  /** How long the old credential lives on: business days, or not at all. */
  readonly overlap: number | "now";
  readonly deliver?: Deliver;
}

/** Make an organization's first credential of a realm, or one after the last has ended. */
export async function issueCredential(
  deps: AdministrationDeps,
  actor: Actor,
  asked: IssueRequest,
): Promise<IssuedCredential> {
  const { organizationId, realm, overrideReason } = asked;
  const request = { act: "credential.issue", organizationId } as const;
  const act = overrideReason === undefined ? request : { ...request, reason: overrideReason };
  return perform(deps, actor, act, async (tx) => {
    const organization = await mustFindOrganization(tx, organizationId);
    const overridden = checkGate(organization, realm, overrideReason);
    const usable = await usableCredentials(deps, tx, organizationId, realm);
    if (usable.some((credential) => credential.supersededBy === undefined))
      throw new RefusedError(
        "policy",
        `${organizationId} has an active ${realm} credential. Use "credential rotate" to replace it.`,
      );
    checkCount(deps, usable);
    if (overridden) await tx.saveOrganization({ ...organization, productionOverride: true });
    const issued = await makeCredential(deps, tx, organization, realm);
    await asked.deliver?.(issued);
    const { id, username } = issued.credential;
    return {
      value: issued,
      object: id,
      detail: { organization: organizationId, realm, username, overridden },
    };
  });
}

/** Issue the next credential; the one in use lives on for some business days, or ends now. */
export async function rotateCredential(
  deps: AdministrationDeps,
  actor: Actor,
  asked: RotateRequest,
): Promise<IssuedCredential> {
  const { organizationId, realm, overlap } = asked;
  const endsAtMs = overlapEnd(deps, overlap);
  return perform(deps, actor, { act: "credential.rotate", organizationId }, async (tx) => {
    const organization = await mustFindOrganization(tx, organizationId);
    checkNotStopped(organization);
    const usable = await usableCredentials(deps, tx, organizationId, realm);
    if (!usable.some((credential) => credential.supersededBy === undefined))
      throw new RefusedError(
        "policy",
        `${organizationId} has no active ${realm} credential to rotate. Use "credential issue".`,
      );
    if (overlap !== "now") checkCount(deps, usable);
    const issued = await makeCredential(deps, tx, organization, realm, rulesOf(usable));
    for (const old of usable) await tx.saveCredential(ended(deps, old, issued.credential.id, endsAtMs));
    await asked.deliver?.(issued);
    const { id, username } = issued.credential;
    const replaced = usable.map((old) => old.id);
    const detail = { organization: organizationId, realm, username, replaced, overlap };
    return { value: issued, object: id, detail };
  });
}

/** End a credential from the next call on. Ending an ended one is not an error: it is ended. */
export async function revokeCredential(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly credentialId: string; readonly reason: string },
): Promise<Credential> {
  const { credentialId, reason } = asked;
  const act = { act: "credential.revoke", object: credentialId, reason } as const;
  return perform(deps, actor, act, async (tx) => {
    const credential = await tx.findCredential(credentialId);
    if (credential === undefined)
      throw new RefusedError(
        "not-found",
        `There is no credential ${credentialId}. "credential list" shows all.`,
      );
    const revoked: Credential = {
      ...credential,
      revokedAtMs: credential.revokedAtMs ?? deps.calendarClock(),
    };
    await tx.saveCredential(revoked);
    const { organizationId: organization, realm, username } = credential;
    return { value: revoked, object: credentialId, detail: { organization, realm, username } };
  });
}

const DAY_MS = 86_400_000;

/** Credentials of one or all organizations, oldest first. */
export async function listCredentials(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly organizationId?: string; readonly expiringWithinDays?: number },
): Promise<readonly Credential[]> {
  const { organizationId, expiringWithinDays } = asked;
  const filter = organizationId === undefined ? {} : { organizationId };
  await authorize(deps, actor, { act: "credential.read", ...filter });
  if (organizationId !== undefined) await mustFindOrganization(deps.store, organizationId);
  if (expiringWithinDays === undefined) return deps.store.listCredentials(filter);
  const nowMs = deps.calendarClock();
  const lastDay = addDays(dayInZone(nowMs), expiringWithinDays);
  // A day more than a day is long: the zone decides below.
  const ends = { fromMs: nowMs, toMs: nowMs + (expiringWithinDays + 2) * DAY_MS };
  const all = await deps.store.listCredentials({ ...filter, ends });
  return all.filter(
    (credential) => isUsable(credential, nowMs) && dayInZone(credential.expiresAtMs) <= lastDay,
  );
}

/** @returns whether the stage did not allow it and a reason was given instead */
function checkGate(organization: Organization, realm: Realm, overrideReason: string | undefined): boolean {
  checkNotStopped(organization);
  if (realm === "test" || stagePermitsProduction(organization.stage)) return false;
  if (overrideReason === undefined)
    throw new RefusedError(
      "policy",
      `Stage ${organization.stage} allows no production credential; it may be issued from PROD_MOVE on. ` +
        "Go on with onboarding, or give --override-reason, which is audited.",
    );
  return true;
}

function checkNotStopped(organization: Organization): void {
  const { id, stage, suspended } = organization;
  if (stage === "WITHDRAWN")
    throw new RefusedError(
      "policy",
      `${id} has withdrawn. Restart its onboarding before a credential is issued.`,
    );
  if (suspended) throw new RefusedError("policy", `${id} is suspended. Use "org resume" first.`);
}

async function usableCredentials(
  deps: AdministrationDeps,
  tx: ControlTransaction,
  organizationId: string,
  realm: Realm,
): Promise<readonly Credential[]> {
  const all = await tx.listCredentials({ organizationId, realm });
  const nowMs = deps.calendarClock();
  return all.filter((credential) => isUsable(credential, nowMs));
}

function checkCount(deps: AdministrationDeps, usable: readonly Credential[]): void {
  if (usable.length < CREDENTIAL_LIMITS.usableMax) return;
  const nowMs = deps.calendarClock();
  const ending = usable.find((credential) => credentialState(credential, nowMs) === "ending") ?? usable[0];
  throw new RefusedError(
    "policy",
    `Two credentials work already. Revoke ${ending?.id ?? "one"} or wait until it has expired; ` +
      `"credential rotate --now" ends both.`,
  );
}

/** @throws RefusedError `usage` when the overlap is out of bounds */
/** @throws RefusedError `usage` for no whole number of business days within the limit */
export function checkOverlap(overlap: number | "now"): void {
  const { overlapBusinessDaysMax } = CREDENTIAL_LIMITS;
  if (overlap === "now") return;
  if (!Number.isInteger(overlap) || overlap < 1 || overlap > overlapBusinessDaysMax)
    throw new RefusedError(
      "usage",
      `The old credential lives on for 1 to ${overlapBusinessDaysMax} business days, or ends now (--overlap-days, --now).`,
    );
}

function overlapEnd(deps: AdministrationDeps, overlap: number | "now"): number {
  checkOverlap(overlap);
  if (overlap === "now") return deps.calendarClock();
  const { expiryHour } = CREDENTIAL_LIMITS;
  const today = dayInZone(deps.calendarClock());
  return instantInZone(deps.calendar.add(today, overlap), expiryHour);
}

/** The old credential after a rotation: it never lives longer than it would have. */
function ended(
  deps: AdministrationDeps,
  old: Credential,
  supersededBy: string,
  endsAtMs: number,
): Credential {
  const nowMs = deps.calendarClock();
  const successor = { ...old, supersededBy: old.supersededBy ?? supersededBy };
  return endsAtMs <= nowMs
    ? { ...successor, revokedAtMs: nowMs }
    : { ...successor, expiresAtMs: Math.min(old.expiresAtMs, endsAtMs) };
}

/** A rotation opens no door: the next credential may be used from where the newest one may. */
function rulesOf(usable: readonly Credential[]): readonly AddressRule[] {
  const newest = usable.find((credential) => credential.supersededBy === undefined);
  return newest?.addressRules ?? [];
}

async function makeCredential(
  deps: AdministrationDeps,
  tx: ControlTransaction,
  organization: Organization,
  realm: Realm,
  addressRules: readonly AddressRule[] = [],
): Promise<IssuedCredential> {
  const nowMs = deps.calendarClock();
  const today = dayInZone(nowMs);
  const facilityId = await firstFacility(tx, organization, today);
  const secret = generateSecret(deps.randomBytes, realm);
  const lastDay = deps.calendar.onOrAfter(addDays(today, CREDENTIAL_LIMITS.validityDays));
  const credential: Credential = {
    id: deps.newId(),
    organizationId: organization.id,
    realm,
    username: await freeUsername(deps, tx, organization.name, realm),
    secret: deps.hasher.hash("credential", secret),
    issuedAtMs: nowMs,
    expiresAtMs: instantInZone(lastDay, CREDENTIAL_LIMITS.expiryHour),
    ...(addressRules.length > 0 && { addressRules }),
  };
  await tx.saveCredential(credential);
  return { credential, secret, facilityId };
}

/** A parent without sites of its own sends for its children. */
async function firstFacility(
  tx: ControlTransaction,
  organization: Organization,
  day: DateOnly,
): Promise<string> {
  const [own] = currentCodes(organization, day);
  if (own !== undefined) return own;
  const all = await tx.listOrganizations();
  const children = all.filter((child) => child.parentId === organization.id);
  const [childs] = children.flatMap((child) => currentCodes(child, day));
  if (childs === undefined)
    throw new RefusedError(
      "policy",
      `${organization.id} has no site today. Add one with "org edit --add-site".`,
    );
  return childs;
}

async function freeUsername(
  deps: AdministrationDeps,
  tx: ControlTransaction,
  name: string,
  realm: Realm,
): Promise<string> {
  for (let attempt = 1; attempt <= CREDENTIAL_LIMITS.usernameAttemptsMax; attempt += 1) {
    const username = generateUsername(deps.randomBytes, name, realm);
    if (!(await tx.hasUsername(username))) return username;
  }
  throw new RangeError("no free username was found");
}
