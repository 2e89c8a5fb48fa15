import type { ControlTransaction } from "../accounts/ports.ts";
import { addressRulesDigest, certificatePinsDigest } from "../accounts/protection-digest.ts";
import type { AccessEntry } from "../journal/journal-entry.ts";
import { assertNever } from "../kernel/assert-never.ts";

/** What came of taking up the journal's word about who may come in. */
export interface RestoredAccess {
  /** Credentials that ended after the cut and have ended again. */
  readonly ended: readonly string[];
  /** Credentials issued after the cut: they are gone, their owners need new ones. */
  readonly lostCredentials: readonly { readonly id: string; readonly org: string; readonly realm: string }[];
  /** Other things made after the cut that are gone: tokens, users, organizations. */
  readonly lost: readonly { readonly kind: string; readonly id: string }[];
  /** Users whose password or second factor was changed after the cut: the old one opens nothing, `user reset` does. */
  readonly outdatedUsers: readonly string[];
  /** Credentials whose address rules were changed after the cut: the backup's stand again, and their organizations wait. */
  readonly changedAddressRules: readonly string[];
  /** Organizations whose certificate pins were changed after the cut: as {@link changedAddressRules}. */
  readonly changedCertificatePins: readonly string[];
  /** Organizations that wait for `org resume`: those with changed rules or pins, all where the journal is not whole. */
  readonly suspended: readonly string[];
}

class Access {
  readonly ended: string[] = [];
  readonly lostCredentials: { id: string; org: string; realm: string }[] = [];
  readonly lost: { kind: string; id: string }[] = [];
  readonly outdatedUsers: string[] = [];
  readonly changedAddressRules: string[] = [];
  readonly changedCertificatePins: string[] = [];
  readonly suspended: string[] = [];
}

type Kind<K extends AccessEntry["kind"]> = Extract<AccessEntry, { readonly kind: K }>;

/** A line of an older program has no digest and says nothing. */
function isOther(noted: string | undefined, restored: string): boolean {
  return noted !== undefined && noted !== restored;
}

/** A state is only ever made stricter than the backup's, but for a suspension that was lifted. */
async function applyCredential(
  tx: ControlTransaction,
  entry: Kind<"credential">,
  into: Access,
): Promise<void> {
  const { id, organizationId: org, realm, expiresAtMs, revokedAtMs, suspendedAtMs } = entry;
  const found = await tx.findCredential(id);
  if (found === undefined) {
    if (revokedAtMs === null) into.lostCredentials.push({ id, org, realm });
    return;
  }
  const { revokedAtMs: revoked, suspendedAtMs: _suspended, ...rest } = found;
  const endedAtMs = revoked ?? revokedAtMs ?? undefined;
  const isEnded = (revoked === undefined && revokedAtMs !== null) || expiresAtMs < found.expiresAtMs;
  if (isEnded) into.ended.push(id);
  if (endedAtMs === undefined && isOther(entry.addressRules, addressRulesDigest(found.addressRules)))
    into.changedAddressRules.push(id);
  await tx.saveCredential({
    ...rest,
    expiresAtMs: Math.min(found.expiresAtMs, expiresAtMs),
    ...(endedAtMs !== undefined && { revokedAtMs: endedAtMs }),
    ...(suspendedAtMs !== null && { suspendedAtMs }),
  });
}

async function applyToken(tx: ControlTransaction, entry: Kind<"token">, into: Access): Promise<void> {
  const found = await tx.findToken(entry.id);
  if (found === undefined) into.lost.push({ kind: "token", id: entry.id });
  else if (entry.revokedAtMs !== null && found.revokedAtMs === undefined)
    await tx.saveToken({ ...found, revokedAtMs: entry.revokedAtMs });
}

async function applyUser(tx: ControlTransaction, entry: Kind<"user">, into: Access): Promise<void> {
  const found = await tx.findUser(entry.id);
  if (found === undefined) into.lost.push({ kind: "user", id: entry.id });
  else if (!entry.disabled && (entry.epoch ?? 0) > found.epoch) {
    into.outdatedUsers.push(entry.id);
    await tx.saveUser({ ...found, disabled: true, epoch: (entry.epoch ?? 0) + 1 });
  } else if (found.disabled !== entry.disabled) await tx.saveUser({ ...found, disabled: entry.disabled });
}

async function applyOrganization(
  tx: ControlTransaction,
  entry: Kind<"organization">,
  into: Access,
): Promise<void> {
  const found = await tx.findOrganization(entry.id);
  if (found === undefined) {
    into.lost.push({ kind: "organization", id: entry.id });
    return;
  }
  if (isOther(entry.certificatePins, certificatePinsDigest(found.certificatePins)))
    into.changedCertificatePins.push(entry.id);
  if (found.suspended !== entry.suspended)
    await tx.saveOrganization({ ...found, suspended: entry.suspended });
}

async function apply(tx: ControlTransaction, entry: AccessEntry, into: Access): Promise<void> {
  switch (entry.kind) {
    case "credential":
      return applyCredential(tx, entry, into);
    case "token":
      return applyToken(tx, entry, into);
    case "user":
      return applyUser(tx, entry, into);
    case "organization":
      return applyOrganization(tx, entry, into);
    default:
      return assertNever(entry);
  }
}

async function suspend(tx: ControlTransaction, organizationId: string, into: Access): Promise<void> {
  if (into.suspended.includes(organizationId)) return;
  const found = await tx.findOrganization(organizationId);
  if (found === undefined) return;
  into.suspended.push(organizationId);
  if (!found.suspended) await tx.saveOrganization({ ...found, suspended: true });
}

/** Whom the rules of the backup would let in is not known to be let in by the lost ones. */
async function shutOutWhereRulesChanged(tx: ControlTransaction, into: Access): Promise<void> {
  for (const id of into.changedAddressRules) {
    const credential = await tx.findCredential(id);
    if (credential !== undefined) await suspend(tx, credential.organizationId, into);
  }
  for (const id of into.changedCertificatePins) await suspend(tx, id, into);
}

/** Nobody comes in before a person has looked: organizations wait for `org resume`, tokens and users for new ones. */
async function shutEverybodyOut(tx: ControlTransaction, nowMs: number, into: Access): Promise<void> {
  for (const { id } of await tx.listOrganizations()) await suspend(tx, id, into);
  for (const token of await tx.listTokens())
    if (token.revokedAtMs === undefined) await tx.saveToken({ ...token, revokedAtMs: nowMs });
  for (const user of await tx.listUsers()) if (!user.disabled) await tx.saveUser({ ...user, disabled: true });
}

/**
 * Let nothing live again that had ended when the data were lost: what the journal says is done again; where the journal has
 * a gap, everybody stays out, and where rules changed, their organization, until a person confirms.
 */
export async function restoreAccess(
  tx: ControlTransaction,
  access: readonly AccessEntry[],
  isWhole: boolean,
  nowMs: number,
): Promise<RestoredAccess> {
  const done = new Access();
  for (const entry of access) await apply(tx, entry, done);
  await shutOutWhereRulesChanged(tx, done);
  if (!isWhole) await shutEverybodyOut(tx, nowMs, done);
  return done;
}
