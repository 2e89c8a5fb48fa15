import type { AddressRule } from "../accounts/address-rules.ts";
import type { CertificatePin } from "../accounts/certificate-pins.ts";
import type { Credential } from "../accounts/credential.ts";
import type { CredentialDelivery } from "../accounts/credential-delivery.ts";
import { type Organization, RIGHTS, type Right, type Site } from "../accounts/organization.ts";
import type { Token, User } from "../accounts/user.ts";
import { type DateOnly, isDateOnly } from "../kernel/dates.ts";
import { ownJsonList } from "./own-json.ts";
import type {
  CredentialDeliveryRow,
  CredentialRow,
  OrganizationRow,
  SiteRow,
  TokenRow,
  UserRow,
} from "./control-schema.ts";

/** A day as the database holds it; only days were ever written. */
export function dayOf(text: string): DateOnly {
  if (!isDateOnly(text)) throw new RangeError("the control database holds a day that is none");
  return text;
}

/** A list in its column; an empty one is none. */
function listColumn(list: readonly unknown[] | undefined): string | null {
  return list === undefined || list.length === 0 ? null : JSON.stringify(list);
}

/** Rights from their column. */
export function rightsOf(may: string): readonly Right[] {
  const given = new Set(may.split(","));
  return RIGHTS.filter((right) => given.has(right));
}

function siteOf(row: SiteRow): Site {
  const { code, name, from_day, until_day } = row;
  const site = { code, name, mnvfc: row.mnvfc === 1, from: dayOf(from_day) };
  return until_day === null ? site : { ...site, until: dayOf(until_day) };
}

/** @param sites the organization's, in order */
export function organizationOf(row: OrganizationRow, sites: readonly SiteRow[]): Organization {
  const { id, name, parent_id, stage, zone, ack_warnings, may, backload_from, backload_to } = row;
  return {
    id,
    name,
    ...(parent_id !== null && { parentId: parent_id }),
    stage,
    zone,
    ackWarnings: ack_warnings,
    may: rightsOf(may),
    suspended: row.suspended === 1,
    productionOverride: row.production_override === 1,
    ...(backload_from !== null &&
      backload_to !== null && { backload: { from: dayOf(backload_from), to: dayOf(backload_to) } }),
    ...(row.certificate_pins !== null && {
      certificatePins: ownJsonList<CertificatePin>(row.certificate_pins),
    }),
    ...(row.simulated !== null && { simulated: row.simulated }),
    sites: sites.map(siteOf),
  };
}

/** The organization's own row; sites have theirs. */
export function organizationRow(organization: Organization): Omit<OrganizationRow, "created_at_ms"> {
  const { id, name, parentId, stage, zone, ackWarnings, may, backload } = organization;
  return {
    id,
    name,
    parent_id: parentId ?? null,
    stage,
    zone,
    ack_warnings: ackWarnings,
    may: may.join(","),
    suspended: organization.suspended ? 1 : 0,
    production_override: organization.productionOverride ? 1 : 0,
    backload_from: backload?.from ?? null,
    backload_to: backload?.to ?? null,
    certificate_pins: listColumn(organization.certificatePins),
    simulated: organization.simulated ?? null,
  };
}

export function siteRows(organization: Organization): readonly SiteRow[] {
  return organization.sites.map((site, position) => ({
    organization_id: organization.id,
    code: site.code,
    from_day: site.from,
    until_day: site.until ?? null,
    name: site.name,
    mnvfc: site.mnvfc ? 1 : 0,
    position,
  }));
}

export function credentialOf(row: CredentialRow): Credential {
  const { revoked_at_ms, suspended_at_ms, superseded_by, last_used_at_ms, last_used_from } = row;
  return {
    id: row.id,
    organizationId: row.organization_id,
    realm: row.realm,
    username: row.username,
    secret: { pepperId: row.pepper_id, hash: row.secret_hash },
    issuedAtMs: row.issued_at_ms,
    expiresAtMs: row.expires_at_ms,
    ...(revoked_at_ms !== null && { revokedAtMs: revoked_at_ms }),
    ...(suspended_at_ms !== null && { suspendedAtMs: suspended_at_ms }),
    ...(superseded_by !== null && { supersededBy: superseded_by }),
    ...(last_used_at_ms !== null && { lastUsedAtMs: last_used_at_ms }),
    ...(last_used_from !== null && { lastUsedFrom: last_used_from }),
    ...(row.address_rules !== null && { addressRules: ownJsonList<AddressRule>(row.address_rules) }),
  };
}

export function credentialRow(credential: Credential): CredentialRow {
  return {
    id: credential.id,
    organization_id: credential.organizationId,
    realm: credential.realm,
    username: credential.username,
    pepper_id: credential.secret.pepperId,
    secret_hash: credential.secret.hash,
    issued_at_ms: credential.issuedAtMs,
    expires_at_ms: credential.expiresAtMs,
    revoked_at_ms: credential.revokedAtMs ?? null,
    suspended_at_ms: credential.suspendedAtMs ?? null,
    superseded_by: credential.supersededBy ?? null,
    last_used_at_ms: credential.lastUsedAtMs ?? null,
    last_used_from: credential.lastUsedFrom ?? null,
    address_rules: listColumn(credential.addressRules),
  };
}

export function userOf(row: UserRow): User {
  const { username, role, organization_ids, password_hash, created_at_ms, totp_salt, totp_pepper_id } = row;
  return {
    username,
    role,
    organizationIds: organization_ids === "" ? [] : organization_ids.split(","),
    passwordHash: password_hash,
    disabled: row.disabled === 1,
    createdAtMs: created_at_ms,
    epoch: row.epoch,
    mustChangePassword: row.must_change_password === 1,
    ...(totp_salt !== null &&
      totp_pepper_id !== null && { secondFactor: { salt: totp_salt, pepperId: totp_pepper_id } }),
  };
}

/** The used time steps of the second factor are counted elsewhere and must not be put back. */
export function userRow(user: User): Omit<UserRow, "totp_step"> {
  return {
    username: user.username,
    role: user.role,
    organization_ids: user.organizationIds.join(","),
    password_hash: user.passwordHash,
    disabled: user.disabled ? 1 : 0,
    created_at_ms: user.createdAtMs,
    epoch: user.epoch,
    must_change_password: user.mustChangePassword ? 1 : 0,
    totp_salt: user.secondFactor?.salt ?? null,
    totp_pepper_id: user.secondFactor?.pepperId ?? null,
  };
}

export function tokenOf(row: TokenRow): Token {
  const { id, username, scope, revoked_at_ms } = row;
  return {
    id,
    username,
    scope,
    secret: { pepperId: row.pepper_id, hash: row.secret_hash },
    issuedAtMs: row.issued_at_ms,
    expiresAtMs: row.expires_at_ms,
    ...(revoked_at_ms !== null && { revokedAtMs: revoked_at_ms }),
  };
}

export function tokenRow(token: Token): TokenRow {
  return {
    id: token.id,
    username: token.username,
    scope: token.scope,
    pepper_id: token.secret.pepperId,
    secret_hash: token.secret.hash,
    issued_at_ms: token.issuedAtMs,
    expires_at_ms: token.expiresAtMs,
    revoked_at_ms: token.revokedAtMs ?? null,
  };
}

export function deliveryOf(row: CredentialDeliveryRow): CredentialDelivery {
  const { overlap, override_reason, opened_at_ms } = row;
  return {
    id: row.id,
    linkHash: row.link_hash,
    organizationId: row.organization_id,
    realm: row.realm,
    contactId: row.contact_id,
    act: row.act,
    ...(overlap !== null && { overlap: overlap === "now" ? "now" : Number(overlap) }),
    ...(override_reason !== null && { overrideReason: override_reason }),
    askedBy: row.asked_by,
    askedByOsUser: row.asked_by_os_user,
    askedAtMs: row.asked_at_ms,
    expiresAtMs: row.expires_at_ms,
    ...(opened_at_ms !== null && { openedAtMs: opened_at_ms }),
  };
}

export function deliveryRow(delivery: CredentialDelivery): CredentialDeliveryRow {
  const { overlap } = delivery;
  return {
    link_hash: delivery.linkHash,
    id: delivery.id,
    organization_id: delivery.organizationId,
    realm: delivery.realm,
    contact_id: delivery.contactId,
    act: delivery.act,
    overlap: overlap === undefined ? null : String(overlap),
    override_reason: delivery.overrideReason ?? null,
    asked_by: delivery.askedBy,
    asked_by_os_user: delivery.askedByOsUser,
    asked_at_ms: delivery.askedAtMs,
    expires_at_ms: delivery.expiresAtMs,
    opened_at_ms: delivery.openedAtMs ?? null,
  };
}
