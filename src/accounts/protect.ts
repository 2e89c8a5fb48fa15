import { RefusedError } from "../kernel/refused-error.ts";
import { ADDRESS_RULES_MAX, type AddressRule, checkNetwork } from "./address-rules.ts";
import { type AdministrationDeps, authorize, checkLine, perform } from "./administration.ts";
import { CERTIFICATE_PINS_MAX, type CertificatePin, readPinned } from "./certificate-pins.ts";
import type { Credential } from "./credential.ts";
import { mustFindOrganization } from "./organizations.ts";
import type { Actor } from "./policy.ts";
import type { ControlReads } from "./ports.ts";

const SUBJECT_LENGTH_MAX = 200;

async function mustFindCredential(reads: ControlReads, id: string): Promise<Credential> {
  const found = await reads.findCredential(id);
  if (found === undefined)
    throw new RefusedError("not-found", `There is no credential ${id}. "credential list" shows all.`);
  return found;
}

/** Rules of a credential, allowed before denied. */
export async function listAddressRules(
  deps: AdministrationDeps,
  actor: Actor,
  credentialId: string,
): Promise<readonly AddressRule[]> {
  await authorize(deps, actor, { act: "address.read", object: credentialId });
  const { addressRules = [] } = await mustFindCredential(deps.store, credentialId);
  return addressRules.toSorted((a, b) => (a.kind + a.network < b.kind + b.network ? -1 : 1));
}

/**
 * Allow or deny a network to a credential, or take such a rule back. The change holds from the next call on.
 *
 * @returns the rules that then stand
 */
export async function changeAddressRule(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly credentialId: string; readonly rule: AddressRule; readonly isRemoved: boolean },
): Promise<readonly AddressRule[]> {
  const { credentialId, isRemoved } = asked;
  const rule = { kind: asked.rule.kind, network: checkNetwork(asked.rule.network) };
  return perform(deps, actor, { act: "address.change", object: credentialId }, async (tx) => {
    const credential = await mustFindCredential(tx, credentialId);
    const { addressRules: before = [] } = credential;
    const others = before.filter(({ kind, network }) => kind !== rule.kind || network !== rule.network);
    if (isRemoved && others.length === before.length)
      throw new RefusedError("not-found", `There is no such rule. "ip list" shows all.`);
    if (others.length >= ADDRESS_RULES_MAX)
      throw new RefusedError(
        "policy",
        `A credential has at most ${ADDRESS_RULES_MAX} rules; allow a network.`,
      );
    const after = isRemoved ? others : [...others, rule];
    await tx.saveCredential({ ...credential, addressRules: after });
    return { value: after, object: credentialId, detail: { ...rule, removed: isRemoved } };
  });
}

/** Certificates that an organization must show one of; none: it need not show any. */
export async function listCertificatePins(
  deps: AdministrationDeps,
  actor: Actor,
  organizationId: string,
): Promise<readonly CertificatePin[]> {
  await authorize(deps, actor, { act: "certificate.read", organizationId });
  return (await mustFindOrganization(deps.store, organizationId)).certificatePins ?? [];
}

/**
 * Pin a certificate's key, or a CA with the subject it must have issued to. From then on every call of the organization's
 * credentials needs one that is pinned.
 *
 * @param asked.pem text of the file
 */
export async function pinCertificate(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly organizationId: string; readonly pem: string; readonly subject?: string },
): Promise<CertificatePin> {
  const { organizationId, pem, subject } = asked;
  const kind = subject === undefined ? "key" : "ca";
  const pin: CertificatePin = {
    id: deps.newId(),
    kind,
    ...readPinned(pem, kind),
    ...(subject !== undefined && { subject: checkLine("The subject", subject, SUBJECT_LENGTH_MAX) }),
    pinnedAtMs: deps.calendarClock(),
  };
  return perform(deps, actor, { act: "certificate.pin", organizationId }, async (tx) => {
    const organization = await mustFindOrganization(tx, organizationId);
    const { certificatePins: before = [] } = organization;
    if (before.length >= CERTIFICATE_PINS_MAX)
      throw new RefusedError(
        "policy",
        `An organization has at most ${CERTIFICATE_PINS_MAX} pins. Revoke one.`,
      );
    await tx.saveOrganization({ ...organization, certificatePins: [...before, pin] });
    const detail = { pin: pin.id, kind, key: pin.keySha256, label: pin.label, subject: subject ?? null };
    return { value: pin, object: organizationId, detail };
  });
}

/** Take a pin back. The last one: the organization may call without a certificate again. */
export async function revokePin(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly organizationId: string; readonly pinId: string },
): Promise<readonly CertificatePin[]> {
  const { organizationId, pinId } = asked;
  return perform(deps, actor, { act: "certificate.revoke", organizationId }, async (tx) => {
    const organization = await mustFindOrganization(tx, organizationId);
    const { certificatePins: before = [] } = organization;
    const after = before.filter(({ id }) => id !== pinId);
    if (after.length === before.length)
      throw new RefusedError("not-found", `There is no pin ${pinId}. "cert list" shows all.`);
    await tx.saveOrganization({ ...organization, certificatePins: after });
    return { value: after, object: organizationId, detail: { pin: pinId, left: after.length } };
  });
}
