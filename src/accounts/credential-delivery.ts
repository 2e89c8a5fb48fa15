import { dayInZone, instantInZone } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { Realm } from "../kernel/realm.ts";
import { type AdministrationDeps, perform } from "./administration.ts";
import { checkOverlap, type IssuedCredential, issueCredential, rotateCredential } from "./credentials.ts";
import { mustFindOrganization } from "./organizations.ts";
import type { Actor } from "./policy.ts";
import { isCookie, newCookie } from "./sessions.ts";
import { actorOf } from "./users.ts";

/** A credential that is handed over by a page which opens once; it is made when the page is opened. */
export interface CredentialDelivery {
  readonly id: string;
  /** Keyed hash of the link; the link itself is nowhere. */
  readonly linkHash: string;
  readonly organizationId: string;
  readonly realm: Realm;
  readonly contactId: string;
  /** What opening it does. */
  readonly act: "issue" | "rotate";
  /** Of a rotation: how long the old credential lives on. */
  readonly overlap?: number | "now";
  readonly overrideReason?: string;
  readonly askedBy: string;
  readonly askedByOsUser: string;
  /** Calendar time, as the instants that follow. */
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
  readonly openedAtMs?: number;
}

/** What is to be handed over. */
export type AskedDelivery = Pick<
  CredentialDelivery,
  "organizationId" | "realm" | "contactId" | "act" | "overlap" | "overrideReason"
>;

/** Business days that a link lives. */
const LINK_BUSINESS_DAYS = 5;
const EXPIRY_HOUR = 17;

/** Where the page of a link stands on the console. */
const LINK_PATH = "/one-time/";

function linkHashOf({ hasher }: AdministrationDeps, link: string): string {
  return hasher.hash("delivery", link).hash;
}

/**
 * Make a link for an organization's contact. No secret exists before it is opened.
 *
 * @returns the path of the page, at the only moment at which it is known
 * @throws RefusedError `policy`, `not-found`, or `usage` for an overlap beyond its limits
 */
export async function askDelivery(
  deps: AdministrationDeps,
  actor: Actor,
  asked: AskedDelivery,
): Promise<{ readonly delivery: CredentialDelivery; readonly path: string }> {
  const { organizationId, realm, contactId, overlap, overrideReason } = asked;
  if (overlap !== undefined) checkOverlap(overlap);
  const link = newCookie(deps);
  const nowMs = deps.calendarClock();
  const lastDay = deps.calendar.add(dayInZone(nowMs), LINK_BUSINESS_DAYS);
  const request = { act: `credential.${asked.act}`, organizationId } as const;
  const act = overrideReason === undefined ? request : { ...request, reason: overrideReason };
  return perform(deps, actor, act, async (tx) => {
    await mustFindOrganization(tx, organizationId);
    const delivery: CredentialDelivery = {
      ...asked,
      id: deps.newId(),
      linkHash: linkHashOf(deps, link),
      askedBy: actor.name,
      askedByOsUser: actor.osUser,
      askedAtMs: nowMs,
      expiresAtMs: instantInZone(lastDay, EXPIRY_HOUR),
    };
    await tx.saveDelivery(delivery);
    const detail = { delivery: delivery.id, organization: organizationId, realm, contact: contactId };
    return { value: { delivery, path: `${LINK_PATH}${link}` }, object: delivery.id, detail };
  });
}

/** @returns undefined for a link of nobody, one that was opened, and one that is too old: the same to whoever asks */
export async function findDelivery(
  deps: AdministrationDeps,
  link: string,
): Promise<CredentialDelivery | undefined> {
  if (!isCookie(link)) return undefined;
  const found = await deps.store.findDelivery(linkHashOf(deps, link));
  const isOpen = found?.openedAtMs === undefined && (found?.expiresAtMs ?? 0) > deps.calendarClock();
  return isOpen ? found : undefined;
}

/** Use the link up, for one opening alone. */
async function claim(deps: AdministrationDeps, { linkHash }: CredentialDelivery): Promise<boolean> {
  return deps.store.transaction(async (tx) => {
    const now = await tx.findDelivery(linkHash);
    if (now === undefined || now.openedAtMs !== undefined) return false;
    await tx.saveDelivery({ ...now, openedAtMs: deps.calendarClock() });
    return true;
  });
}

function make(
  deps: AdministrationDeps,
  actor: Actor,
  delivery: CredentialDelivery,
): Promise<IssuedCredential> {
  const { organizationId, realm, act, overlap, overrideReason } = delivery;
  if (act === "rotate")
    return rotateCredential(deps, actor, { organizationId, realm, overlap: overlap ?? "now" });
  return issueCredential(deps, actor, {
    organizationId,
    realm,
    ...(overrideReason !== undefined && { overrideReason }),
  });
}

/**
 * Open a link: make the credential, in the name of who asked for the delivery, and show it this once. A link whose
 * credential may not be made now (the stage changed, one was issued meanwhile) stays closed until it may.
 *
 * @returns undefined as {@link findDelivery}
 * @throws RefusedError `policy` when the credential may not be made now
 */
export async function openDelivery(
  deps: AdministrationDeps,
  link: string,
): Promise<IssuedCredential | undefined> {
  const delivery = await findDelivery(deps, link);
  if (delivery === undefined || !(await claim(deps, delivery))) return undefined;
  const { id, askedBy, askedByOsUser, contactId } = delivery;
  try {
    const asker = await actorOf(deps.store, askedBy, askedByOsUser, "console");
    const reason = `one-time page ${id} opened by contact ${contactId}`;
    return await make(deps, { ...asker, reason }, delivery);
  } catch (error) {
    // Nothing was issued, so nothing was shown: the link may be opened again.
    await deps.store.transaction((tx) => tx.saveDelivery(delivery));
    if (error instanceof RefusedError)
      throw new RefusedError(
        "policy",
        "The credential cannot be made at the moment. Ask MIIC, who sent you this link.",
      );
    throw error;
  }
}
