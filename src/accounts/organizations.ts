import {
  addDays,
  type DateOnly,
  dayInZone,
  isNamedDay,
  NAMED_DAYS_TEXT,
  REGISTRY_ZONE,
} from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { type AdministrationDeps, authorize, checkLine, perform } from "./administration.ts";
import type { JsonObject } from "./audit-entry.ts";
import { isCurrentSite, type Organization, type Right, RIGHTS, type Site } from "./organization.ts";
import type { Actor } from "./policy.ts";
import type { Simulation } from "./simulation.ts";
import type { ControlReads, ControlTransaction } from "./ports.ts";

/** A site as it is asked for. */
export interface NewSite {
  readonly code: string;
  readonly name: string;
  readonly mnvfc: boolean;
}

export interface NewOrganization {
  readonly name: string;
  /** Codes of its sites, the first of which the credential's `facilityId` shows. */
  readonly facilities: readonly string[];
  readonly mnvfc: boolean;
  readonly parentId?: string;
  readonly may?: readonly Right[];
}

/** What changes; what is absent stays. */
export interface OrganizationEdit {
  readonly name?: string;
  readonly addSites?: readonly NewSite[];
  /** `on`: the last day on which the code is theirs. */
  readonly endSite?: { readonly code: string; readonly on: DateOnly };
  readonly zone?: string;
  readonly ackWarnings?: "AA" | "AE";
  readonly may?: readonly Right[];
  /** `none` takes a declared load back. */
  readonly backload?: { readonly from: DateOnly; readonly to: DateOnly } | "none";
  /** What the fault simulator answers in the test realm. */
  readonly simulated?: Simulation | "none";
}

const NAME_LENGTH_MAX = 200;
const SITES_MAX = 2_000;
const BACKLOAD_DAYS_MAX = 366;

/** HD.1 of MSH-4 is 20 characters (HL7 v2.5.1 ch. 2A); a site code must survive there and in XML unescaped. */
const SITE_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/;

/** @throws RefusedError `not-found` */
export async function mustFindOrganization(reads: ControlReads, id: string): Promise<Organization> {
  const found = await reads.findOrganization(id);
  if (found === undefined)
    throw new RefusedError("not-found", `There is no organization ${id}. "org list" shows all.`);
  return found;
}

/** Register an organization (stage REGISTERED) with its sites, from today on. */
export async function createOrganization(
  deps: AdministrationDeps,
  actor: Actor,
  asked: NewOrganization,
): Promise<Organization> {
  const name = checkLine("The name", asked.name, NAME_LENGTH_MAX);
  const sites = asked.facilities.map((code) => ({ code, name, mnvfc: asked.mnvfc }));
  if (sites.length === 0) throw new RefusedError("usage", "Give at least one --facility CODE.");
  return perform(deps, actor, { act: "organization.create" }, async (tx) => {
    if (asked.parentId !== undefined) await checkParent(tx, asked.parentId);
    const organization: Organization = {
      id: deps.newId(),
      name,
      ...(asked.parentId !== undefined && { parentId: asked.parentId }),
      stage: "REGISTERED",
      zone: REGISTRY_ZONE,
      ackWarnings: "AE",
      may: checkRights(asked.may ?? RIGHTS),
      suspended: false,
      productionOverride: false,
      sites: await addedSites(tx, [], sites, today(deps)),
    };
    await tx.saveOrganization(organization);
    const detail = { name, sites: asked.facilities, parent: asked.parentId ?? null };
    return { value: organization, object: organization.id, detail };
  });
}

/** Change what {@link OrganizationEdit} names, all or nothing. */
export async function editOrganization(
  deps: AdministrationDeps,
  actor: Actor,
  organizationId: string,
  edit: OrganizationEdit,
): Promise<Organization> {
  if (Object.values(edit).every((value) => value === undefined))
    throw new RefusedError("usage", 'Say what to change; "org edit --help" lists it.');
  return perform(deps, actor, { act: "organization.edit", organizationId }, async (tx) => {
    const before = await mustFindOrganization(tx, organizationId);
    const after = await edited(tx, before, edit, today(deps));
    await tx.saveOrganization(after);
    return { value: after, object: organizationId, detail: changesBetween(before, after) };
  });
}

/** Stop (or let) an organization and its children: every log-in and message of theirs is refused while suspended. */
export async function setSuspended(
  deps: AdministrationDeps,
  actor: Actor,
  asked: { readonly organizationId: string; readonly suspended: boolean },
): Promise<Organization> {
  const { organizationId, suspended } = asked;
  const act = suspended ? "organization.suspend" : "organization.resume";
  return perform(deps, actor, { act, organizationId }, async (tx) => {
    const before = await mustFindOrganization(tx, organizationId);
    const after = { ...before, suspended };
    await tx.saveOrganization(after);
    return { value: after, object: organizationId, detail: changesBetween(before, after) };
  });
}

/** One organization, when the actor may see it. */
export async function readOrganization(
  deps: AdministrationDeps,
  actor: Actor,
  organizationId: string,
): Promise<Organization> {
  await authorize(deps, actor, { act: "organization.read", organizationId });
  return mustFindOrganization(deps.store, organizationId);
}

/** All organizations; an integrator's own only. */
export async function listOrganizations(
  deps: AdministrationDeps,
  actor: Actor,
): Promise<readonly Organization[]> {
  const own = actor.user?.role === "integrator" ? actor.user.organizationIds : undefined;
  if (own === undefined) await authorize(deps, actor, { act: "organization.read" });
  const all = await deps.store.listOrganizations();
  return own === undefined ? all : all.filter(({ id }) => own.includes(id));
}

function today(deps: AdministrationDeps): DateOnly {
  return dayInZone(deps.calendarClock());
}

/** One level only: what a parent may do for its children would otherwise have no end. */
async function checkParent(tx: ControlTransaction, parentId: string): Promise<void> {
  const parent = await mustFindOrganization(tx, parentId);
  if (parent.parentId !== undefined)
    throw new RefusedError("policy", `${parentId} is itself a child. Take ${parent.parentId} as the parent.`);
}

function checkRights(may: readonly Right[]): readonly Right[] {
  if (may.length === 0) throw new RefusedError("usage", "--may takes submit, query or submit,query.");
  return RIGHTS.filter((right) => may.includes(right));
}

/** @throws RefusedError `usage` for a bad or repeated code, `policy` for one that is somebody's already */
async function addedSites(
  tx: ControlTransaction,
  present: readonly Site[],
  added: readonly NewSite[],
  from: DateOnly,
): Promise<readonly Site[]> {
  const sites = [...present];
  for (const { code, name, mnvfc } of added) {
    if (!SITE_CODE.test(code))
      throw new RefusedError(
        "usage",
        "A site code is 1 to 20 letters, digits, dots, hyphens or underscores.",
      );
    const [owner] = await tx.ownersOfSite(code, from);
    if (owner !== undefined)
      throw new RefusedError(
        "policy",
        `Site ${code} belongs to ${owner}. End it there first (org edit --end-site).`,
      );
    if (sites.some((site) => isSameCode(site.code, code) && (site.until === undefined || site.until >= from)))
      throw new RefusedError("usage", `Site ${code} is given twice.`);
    sites.push({ code, name: checkLine("The site's name", name, NAME_LENGTH_MAX), mnvfc, from });
  }
  if (sites.length > SITES_MAX)
    throw new RefusedError(
      "policy",
      `An organization has at most ${SITES_MAX} sites. Make children with --parent.`,
    );
  return sites;
}

/** A code differs by more than its case. */
function isSameCode(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

function endedSites(sites: readonly Site[], code: string, on: DateOnly): readonly Site[] {
  const open = sites.find((site) => site.code === code && site.until === undefined);
  if (open === undefined)
    throw new RefusedError("not-found", `Site ${code} is not an open site here. "org show" lists the sites.`);
  if (on < open.from)
    throw new RefusedError("usage", `Site ${code} began on ${open.from}; --on must not be earlier.`);
  return sites.map((site) => (site === open ? { ...site, until: on } : site));
}

async function edited(
  tx: ControlTransaction,
  before: Organization,
  edit: OrganizationEdit,
  day: DateOnly,
): Promise<Organization> {
  const { name, addSites = [], endSite, zone, ackWarnings, may, backload } = edit;
  const kept = endSite === undefined ? before.sites : endedSites(before.sites, endSite.code, endSite.on);
  const { backload: declared, simulated: simulatedBefore, ...rest } = before;
  const simulated = edit.simulated ?? simulatedBefore ?? "none";
  const load = backload === undefined ? declared : checkBackload(backload);
  return {
    ...rest,
    ...(name !== undefined && { name: checkLine("The name", name, NAME_LENGTH_MAX) }),
    ...(zone !== undefined && { zone: checkZone(zone) }),
    ...(ackWarnings !== undefined && { ackWarnings }),
    ...(may !== undefined && { may: checkRights(may) }),
    ...(load !== undefined && { backload: load }),
    ...(simulated !== "none" && { simulated }),
    sites: await addedSites(tx, kept, addSites, day),
  };
}

/** @returns the zone's canonical IANA name */
function checkZone(zone: string): string {
  try {
    if (/^[A-Za-z]/.test(zone))
      return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    // Not a zone; said below.
  }
  throw new RefusedError("usage", "--zone takes an IANA zone such as America/Chicago.");
}

function checkBackload(backload: NonNullable<OrganizationEdit["backload"]>): Organization["backload"] {
  if (backload === "none") return undefined;
  const { from, to } = backload;
  if (from > to || to > addDays(from, BACKLOAD_DAYS_MAX - 1))
    throw new RefusedError("usage", `--backload takes FROM..TO, at most ${BACKLOAD_DAYS_MAX} days.`);
  return backload;
}

/** What an edit may change, as the audit trail shows it. */
function auditView(organization: Organization): JsonObject {
  const { name, zone, ackWarnings, may, suspended, backload, sites, simulated = null } = organization;
  const codes = sites.map((site) => `${site.code} ${site.from}..${site.until ?? ""}`);
  const load = backload === undefined ? null : `${backload.from}..${backload.to}`;
  return {
    name,
    zone,
    ackWarnings,
    may: may.join(","),
    suspended,
    backload: load,
    simulated,
    sites: codes.join(" "),
  };
}

/** The fields that differ, each with what it was and is. */
function changesBetween(before: Organization, after: Organization): JsonObject {
  const [was, is] = [auditView(before), auditView(after)];
  const changed = Object.keys(is).filter((key) => was[key] !== is[key]);
  return Object.fromEntries(changed.map((key) => [key, { from: was[key] ?? null, to: is[key] ?? null }]));
}

/** Current site codes, in the order in which they were added. */
export function currentCodes(organization: Organization, day: DateOnly): readonly string[] {
  return organization.sites.filter((site) => isCurrentSite(site, day)).map((site) => site.code);
}

/** @throws RefusedError `usage` unless the text is a day, `YYYY-MM-DD`, of 1900 to 2199 */
export function checkDay(option: string, text: string): DateOnly {
  if (!isNamedDay(text))
    throw new RefusedError("usage", `${option} takes a day, YYYY-MM-DD, of ${NAMED_DAYS_TEXT}.`);
  return text;
}
