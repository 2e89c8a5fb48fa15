import type { Organization, Right } from "../../src/accounts/organization.ts";
import { isCurrentSite } from "../../src/accounts/organization.ts";
import {
  checkDay,
  createOrganization,
  currentCodes,
  editOrganization,
  listOrganizations,
  type NewSite,
  type OrganizationEdit,
  readOrganization,
  setSuspended,
} from "../../src/accounts/organizations.ts";
import { isSimulation, SIMULATIONS } from "../../src/accounts/simulation.ts";
import { dayInZone } from "../../src/kernel/dates.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import {
  asChange,
  asCommand,
  asReasonedChange,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  several,
} from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { type Session, withSession } from "./session.ts";

interface OfOne {
  readonly org: string;
}

interface CreateOptions extends ChangeOptions {
  readonly name: string;
  readonly facility: readonly string[];
  readonly mnvfc?: true;
  readonly parent?: string;
  readonly may?: string;
}

interface EditOptions extends ChangeOptions, OfOne {
  readonly name?: string;
  readonly addSite?: readonly string[];
  readonly endSite?: string;
  readonly on?: string;
  readonly zone?: string;
  readonly ackWarnings?: string;
  readonly may?: string;
  readonly backload?: string;
  readonly simulate?: string;
}

interface SuspendOptions extends OfOne, CommonOptions {
  readonly reason?: string;
}

/** The four fields of the operator's interface. */
function summary(organization: Organization, { deps }: Session) {
  const { id, name, stage } = organization;
  const facilities = currentCodes(organization, dayInZone(deps.calendarClock()));
  return { id, name, facilities, stage };
}

function detailed(organization: Organization, session: Session) {
  const { parentId = null, may, zone, ackWarnings, suspended, productionOverride } = organization;
  const { backload = null, simulated = null } = organization;
  const sites = organization.sites.map(({ code, name, mnvfc, from, until = null }) => {
    return { code, name, mnvfc, from, until };
  });
  const settings = { parent: parentId, may, zone, ackWarnings, suspended, productionOverride };
  return { ...summary(organization, session), ...settings, backload, simulated, sites };
}

function describe(organization: Organization, session: Session): string {
  const { facilities, backload, sites, may, ...rest } = detailed(organization, session);
  const load = backload === null ? null : `${backload.from}..${backload.to}`;
  const fields = list({ ...rest, may: may.join(","), facilities: facilities.join(" "), backload: load });
  const today = dayInZone(session.deps.calendarClock());
  const rows = organization.sites.map((site) => {
    return [site.code, site.name, site.mnvfc, site.from, site.until ?? null, isCurrentSite(site, today)];
  });
  return sites.length === 0
    ? fields
    : `${fields}\n\n${table(["site", "name", "MnVFC", "from", "until", "current"], rows, "")}`;
}

function readRights(word: string): readonly Right[] {
  return word.split(",").map((right) => {
    if (right !== "submit" && right !== "query")
      throw new RefusedError("usage", "--may takes submit, query or submit,query.");
    return right;
  });
}

/** `CODE,NAME` or `CODE,NAME,mnvfc`; a name may hold commas. */
function readSite(word: string): NewSite {
  const [, code, name, mnvfc] = /^([^,]+),(.+?)(,mnvfc)?$/.exec(word) ?? [];
  if (code === undefined || name === undefined)
    throw new RefusedError(
      "usage",
      '--add-site takes CODE,NAME or CODE,NAME,mnvfc, such as "N2,North Clinic".',
    );
  return { code, name, mnvfc: mnvfc !== undefined };
}

function readBackload(word: string): NonNullable<OrganizationEdit["backload"]> {
  if (word === "none") return "none";
  const [from = "", to = ""] = word.split("..");
  return { from: checkDay("--backload", from), to: checkDay("--backload", to) };
}

function readSimulation(word: string): NonNullable<OrganizationEdit["simulated"]> {
  if (word === "none" || isSimulation(word)) return word;
  throw new RefusedError("usage", `--simulate takes none or one of: ${SIMULATIONS.join(", ")}.`);
}

function readAckWarnings(word: string): "AA" | "AE" {
  if (word !== "AA" && word !== "AE") throw new RefusedError("usage", "--ack-warnings takes AA or AE.");
  return word;
}

function readEdit(options: EditOptions, session: Session): OrganizationEdit {
  const { name, addSite, endSite, on, zone, ackWarnings, may, backload, simulate } = options;
  if (on !== undefined && endSite === undefined)
    throw new RefusedError("usage", "--on goes with --end-site.");
  const lastDay = on === undefined ? dayInZone(session.deps.calendarClock()) : checkDay("--on", on);
  return {
    ...(name !== undefined && { name }),
    ...(addSite !== undefined && { addSites: addSite.map(readSite) }),
    ...(endSite !== undefined && { endSite: { code: endSite, on: lastDay } }),
    ...(zone !== undefined && { zone }),
    ...(ackWarnings !== undefined && { ackWarnings: readAckWarnings(ackWarnings) }),
    ...(may !== undefined && { may: readRights(may) }),
    ...(backload !== undefined && { backload: readBackload(backload) }),
    ...(simulate !== undefined && { simulated: readSimulation(simulate) }),
  };
}

/** `org …` */
export const org: CommandGroup = (group, context) => {
  asChange(
    group.command("create"),
    "register an organization with its sites",
    'org create --name "North Prairie Clinic" --facility NPC1',
  )
    .requiredOption("--name <name>", "its name")
    .requiredOption("--facility <code>", "code of a site, as in MSH-4; may be given more than once", several)
    .option("--mnvfc", "its sites take part in Minnesota Vaccines for Children")
    .option("--parent <id>", "organization whose credentials may send for it")
    .option("--may <rights>", "submit, query or submit,query (default: both)")
    .action((options: CreateOptions) => create(context, options));
  asChange(group.command("edit"), "change what is given", "org edit --org ID --add-site N2,North")
    .requiredOption("--org <id>", "the organization")
    .option("--name <name>", "its new name")
    .option("--add-site <code,name[,mnvfc]>", "a site from today on; may be given more than once", several)
    .option("--end-site <code>", "a site that ends")
    .option("--on <day>", "its last day, YYYY-MM-DD (default: today)")
    .option("--zone <zone>", "IANA zone of an MSH-7 without one")
    .option("--ack-warnings <code>", "MSA-1 when the gravest finding is a warning: AA or AE")
    .option("--may <rights>", "submit, query or submit,query")
    .option("--backload <from..to>", "days of a declared load of old messages; none takes it back")
    .option(
      "--simulate <fault>",
      `test realm: answer all it sends with ${SIMULATIONS.join(", ")}; none ends it`,
    )
    .action((options: EditOptions) => edit(context, options));
  asCommand(group.command("list"), "all organizations", "org list --json").action((options: CommonOptions) =>
    listAll(context, options),
  );
  asCommand(group.command("show"), "one organization", "org show --org ID")
    .requiredOption("--org <id>", "the organization")
    .action((options: CommonOptions & OfOne) => show(context, options));
  asReasonedChange(
    group.command("suspend"),
    "refuse every call of an organization and its children",
    'org suspend --org ID --reason "wrong patients sent"',
  )
    .requiredOption("--org <id>", "the organization")
    .action((options: SuspendOptions) => suspend(context, options, true));
  asChange(group.command("resume"), "take a suspension back", "org resume --org ID")
    .requiredOption("--org <id>", "the organization")
    .action((options: SuspendOptions) => suspend(context, options, false));
};

function create(context: CommandContext, options: CreateOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const { name, facility, mnvfc, parent, may } = options;
    const organization = await createOrganization(session.deps, session.actor, {
      name,
      facilities: facility,
      mnvfc: mnvfc === true,
      ...(parent !== undefined && { parentId: parent }),
      ...(may !== undefined && { may: readRights(may) }),
    });
    print(context, options, summary(organization, session), () => describe(organization, session));
  });
}

function edit(context: CommandContext, options: EditOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const change = readEdit(options, session);
    const organization = await editOrganization(session.deps, session.actor, options.org, change);
    print(context, options, detailed(organization, session), () => describe(organization, session));
  });
}

function listAll(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const all = await listOrganizations(session.deps, session.actor);
    const value = all.map((organization) => detailed(organization, session));
    print(context, options, value, () => {
      const rows = value.map((row) => {
        return [row.id, row.name, row.facilities.join(" "), row.stage, row.suspended, row.parent];
      });
      const head = ["id", "name", "facilities", "stage", "suspended", "parent"];
      return table(head, rows, 'No organization yet. "org create" makes one.');
    });
  });
}

function show(context: CommandContext, options: CommonOptions & OfOne): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const organization = await readOrganization(session.deps, session.actor, options.org);
    print(context, options, detailed(organization, session), () => describe(organization, session));
  });
}

function suspend(context: CommandContext, options: SuspendOptions, suspended: boolean): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const asked = { organizationId: options.org, suspended };
    const organization = await setSuspended(session.deps, session.actor, asked);
    print(context, options, detailed(organization, session), () => describe(organization, session));
  });
}
