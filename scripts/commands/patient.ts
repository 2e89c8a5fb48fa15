import { Option } from "commander";
import { authorize, type DoneAct, perform } from "../../src/accounts/administration.ts";
import type { JsonObject } from "../../src/accounts/audit-entry.ts";
import { mustFindOrganization } from "../../src/accounts/organizations.ts";
import type { Act } from "../../src/accounts/policy.ts";
import { readCodeSets } from "../../src/codes/read-code-sets.ts";
import { type Realm, REALMS } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { changeProtection, type ProtectionChange } from "../../src/registry/change-protection.ts";
import { mergePeople, splitCharts, splitMerged } from "../../src/registry/curate-people.ts";
import type { CurationContext } from "../../src/registry/curation-context.ts";
import type { PeopleBrowser, ShownPerson } from "../../src/registry/people-browser.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import { createPeopleBrowser } from "../../src/store/people-browser.ts";
import { curatePerson, keepApart } from "../../src/submission/curate-person.ts";
import { currentData } from "./codes.ts";
import {
  asCommand,
  asReasonedChange,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
  several,
  wholeNumber,
} from "./command-group.ts";
import { list, print, table } from "./print.ts";
import { realmOf } from "./realm-of.ts";
import { type Session, withSession } from "./session.ts";

interface CandidatesOptions extends CommonOptions {
  readonly realm?: Realm;
  readonly limit: number;
}

interface PatientOptions extends CommonOptions {
  readonly patient: string;
}

interface ReasonedOptions extends PatientOptions {
  readonly reason: string;
}

interface ShowOptions extends PatientOptions {
  readonly reveal?: true;
  readonly reason?: string;
}

interface MergeOptions extends CommonOptions {
  readonly from: string;
  readonly into: string;
  readonly reason: string;
}

interface SplitOptions extends ReasonedOptions {
  readonly chart?: readonly string[];
}

interface ApartOptions extends ReasonedOptions {
  readonly other: string;
}

interface LockOptions extends ReasonedOptions {
  readonly visibleTo?: string;
}

interface OptOutOptions extends ReasonedOptions {
  readonly undo?: true;
}

interface DisclosuresOptions extends PatientOptions {
  readonly limit: number;
}

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1_000;

/** `patient …` */
export const patient: CommandGroup = (group, context) => {
  asCommand(
    group.command("candidates"),
    "pairs of patients who may be one, oldest first, without patient data",
    "patient candidates --realm production",
  )
    .addOption(new Option("--realm <realm>", "test or production (default: both)").choices(REALMS))
    .option("--limit <n>", "so many", wholeNumber(1, LIMIT_MAX), LIMIT_DEFAULT)
    .action((options: CandidatesOptions) => candidates(context, options));
  asCommand(
    group.command("show"),
    "a patient's charts and vaccinations, names masked",
    'patient show --patient ID --reveal --reason "candidate pair of 14 January"',
  )
    .requiredOption("--patient <id>", "the patient")
    .option("--reveal", "show who it is; needs --reason")
    .option("--reason <text>", "why it is revealed; kept in the audit trail")
    .action((options: ShowOptions) => show(context, options));
  asReasonedChange(
    group.command("merge"),
    "make two patients one; split undoes it",
    'patient merge --from ID --into ID --reason "same child, name changed"',
  )
    .requiredOption("--from <id>", "the patient that goes")
    .requiredOption("--into <id>", "the patient that stands for both")
    .action((options: MergeOptions) => merge(context, options));
  asReasonedChange(
    group.command("split"),
    "undo the merge of a patient, or make a patient of charts that are another's",
    'patient split --patient ID --chart ID --reason "two children, one number"',
  )
    .requiredOption("--patient <id>", "the patient that was merged away, or that has the charts")
    .option(
      "--chart <id>",
      "a chart to take out; may be given more than once (default: undo the merge)",
      several,
    )
    .action((options: SplitOptions) => split(context, options));
  asReasonedChange(
    group.command("keep-apart"),
    "decide that a pair of candidates are two patients",
    'patient keep-apart --patient ID --other ID --reason "twins"',
  )
    .requiredOption("--patient <id>", "one of the two")
    .requiredOption("--other <id>", "the other")
    .action((options: ApartOptions) => keepApartCommand(context, options));
  asReasonedChange(
    group.command("lock"),
    "hide a patient from every query but one organization's",
    'patient lock --patient ID --visible-to ORG --reason "request of the family"',
  )
    .requiredOption("--patient <id>", "the patient")
    .option("--visible-to <org>", "the organization that still sees it (default: nobody)")
    .action((options: LockOptions) => lock(context, options));
  asReasonedChange(
    group.command("unlock"),
    "take a lock away; what submitters protect stays protected",
    'patient unlock --patient ID --reason "request withdrawn"',
  )
    .requiredOption("--patient <id>", "the patient")
    .action((options: ReasonedOptions) => protect(context, options, "patient.unlock", { kind: "unlock" }));
  asReasonedChange(
    group.command("opt-out"),
    "hide a patient from everybody, at the person's own wish",
    'patient opt-out --patient ID --reason "form of 14 January"',
  )
    .requiredOption("--patient <id>", "the patient")
    .option("--undo", "the person takes part again")
    .action((options: OptOutOptions) =>
      protect(context, options, "patient.opt-out", { kind: options.undo === true ? "opt-in" : "opt-out" }),
    );
  asCommand(
    group.command("disclosures"),
    "which queries were told of a patient, newest first",
    "patient disclosures --patient ID",
  )
    .requiredOption("--patient <id>", "the patient")
    .option("--limit <n>", "so many", wholeNumber(1, LIMIT_MAX), LIMIT_DEFAULT)
    .action((options: DisclosuresOptions) => disclosures(context, options));
};

function browserOf(session: Session, realm: Realm): PeopleBrowser {
  const { database, keys } = realmOf(session, realm);
  return createPeopleBrowser(database, keys);
}

interface FoundPatient extends ShownPerson {
  readonly realm: Realm;
}

/** Ids are never repeated, so the realms are asked one after the other. */
async function find(session: Session, id: string): Promise<FoundPatient> {
  for (const realm of REALMS) {
    const shown = await browserOf(session, realm).show(id);
    if (shown !== undefined) return { realm, ...shown };
  }
  throw new RefusedError("not-found", `There is no patient ${id}. "patient candidates" names some.`);
}

function candidates(context: CommandContext, options: CandidatesOptions): Promise<void> {
  const realms = options.realm === undefined ? REALMS : [options.realm];
  return withSession(context, options, realms, async (session) => {
    await authorize(session.deps, session.actor, { act: "patient.read" });
    const value: {
      realm: Realm;
      patient: string;
      other: string;
      reason: string;
      score: number;
      message: string;
      noticedAt: string;
    }[] = [];
    for (const realm of realms) {
      for (const pair of await browserOf(session, realm).openPairs(options.limit)) {
        const { personId, otherId, reason, score, messageId, noticedAt } = pair;
        value.push({
          realm,
          patient: personId,
          other: otherId,
          reason,
          score,
          message: messageId,
          noticedAt,
        });
      }
    }
    print(context, options, value, () =>
      table(
        ["realm", "patient", "other", "reason", "score", "noticed"],
        value.map((row) => [row.realm, row.patient, row.other, row.reason, row.score, row.noticedAt]),
        "No pair waits for a decision.",
      ),
    );
  });
}

/** What tells who somebody is; read only where it was asked for with a reason. */
function identityOf({ person }: ShownPerson) {
  const { names, birthDate = null, sex, addresses, phones, identifiers } = person.document.demographics;
  return { names, birthDate, sex, addresses, phones, identifiers };
}

function show(context: CommandContext, options: ShowOptions): Promise<void> {
  const { patient: id, reveal, reason } = options;
  if (reveal === true && reason === undefined)
    throw new RefusedError("usage", "--reveal needs --reason TEXT, which is kept in the audit trail.");
  return withSession(context, options, REALMS, async (session) => {
    await authorize(session.deps, session.actor, { act: "patient.read", object: id });
    const found = await find(session, id);
    const { person, records, realm } = found;
    if (reveal === true && reason !== undefined) {
      const done: DoneAct<undefined> = { value: undefined, object: id, detail: { realm } };
      await perform(
        session.deps,
        session.actor,
        { act: "patient.reveal", object: id, reason },
        async () => done,
      );
    }
    const { protection, formerIds } = person.document;
    const charts = records.sources.map((source) => {
      const { id: chart, organizationId: org, site } = source;
      const reports = records.reports.filter(({ sourceId }) => sourceId === chart).length;
      return { chart, org, site, reports };
    });
    const vaccinations = records.events.map(({ id: event, kind, date, cvx, flags }) => {
      return { event, kind, date, cvx, flags };
    });
    const value = {
      patient: id,
      realm,
      mergedInto: person.mergedInto ?? null,
      formerIds,
      protectedBy: protection.assertions.filter((one) => one.value === "Y").map((one) => one.organizationId),
      locked: protection.lock !== undefined,
      visibleTo: protection.lock?.visibleTo ?? null,
      optedOut: protection.optedOut,
      charts,
      vaccinations,
      identity: reveal === true ? identityOf(found) : null,
    };
    print(context, options, value, () => {
      const {
        charts: _charts,
        vaccinations: _vaccinations,
        identity,
        formerIds: former,
        protectedBy,
        ...fields
      } = value;
      return [
        list({ ...fields, formerIds: former.join(" "), protectedBy: protectedBy.join(" ") }),
        table(
          ["chart", "organization", "site", "reports"],
          charts.map((row) => [row.chart, row.org, row.site, row.reports]),
          "No chart.",
        ),
        table(
          ["vaccination", "kind", "date", "CVX", "flags"],
          vaccinations.map((row) => [row.event, row.kind, row.date, row.cvx, row.flags.join(" ")]),
          "No vaccination.",
        ),
        identity === null ? "Who it is: --reveal --reason TEXT" : JSON.stringify(identity, null, 2),
      ].join("\n\n");
    });
  });
}

interface Change<T extends JsonObject> {
  readonly act: Act;
  readonly patient: string;
  readonly reason: string;
  readonly work: (context: CurationContext) => Promise<T>;
}

/** Do what staff decided in one transaction of the patient's realm, and write it to the audit trail. */
function change<T extends JsonObject>(
  context: CommandContext,
  options: CommonOptions,
  { act, patient: id, reason, work }: Change<T>,
): Promise<void> {
  return withSession(context, options, REALMS, async (session) => {
    const { deps, actor } = session;
    await authorize(deps, actor, { act, object: id });
    const codes = readCodeSets(await currentData(session));
    const { realm } = await find(session, id);
    const { database, keys } = realmOf(session, realm);
    const { store } = openRealm(database, keys, deps.clock);
    const curation = { control: deps, realm, store, codes, newId: deps.newId };
    const done = await curatePerson(curation, actor, { act, personId: id, reason, work });
    print(context, options, { patient: id, ...done }, () => "Done.");
  });
}

function merge(context: CommandContext, options: MergeOptions): Promise<void> {
  const { from, into, reason } = options;
  return change(context, options, {
    act: "patient.merge",
    patient: from,
    reason,
    work: async (curation) => ({ into, ...(await mergePeople(curation, from, into)) }),
  });
}

function split(context: CommandContext, options: SplitOptions): Promise<void> {
  const { patient: id, chart, reason } = options;
  return change(context, options, {
    act: "patient.split",
    patient: id,
    reason,
    work: async (curation) => {
      if (chart === undefined) {
        const { intoId, charts } = await splitMerged(curation, id);
        return { from: intoId, charts };
      }
      const { newId } = await splitCharts(curation, id, chart);
      return { newPatient: newId, charts: chart.length };
    },
  });
}

function keepApartCommand(context: CommandContext, options: ApartOptions): Promise<void> {
  const { patient: personId, other: otherId, reason } = options;
  return change(context, options, {
    act: "patient.split",
    patient: personId,
    reason,
    work: (curation) => keepApart(curation, personId, otherId),
  });
}

function protect(
  context: CommandContext,
  options: ReasonedOptions,
  act: Act,
  protection: ProtectionChange,
): Promise<void> {
  const { patient: id, reason } = options;
  return change(context, options, {
    act,
    patient: id,
    reason,
    work: async (curation) => {
      const { lock: held, optedOut } = await changeProtection(curation, id, protection);
      return { locked: held !== undefined, visibleTo: held?.visibleTo ?? null, optedOut };
    },
  });
}

async function lock(context: CommandContext, options: LockOptions): Promise<void> {
  const { visibleTo } = options;
  if (visibleTo !== undefined)
    await withSession(context, options, [], ({ deps }) => mustFindOrganization(deps.store, visibleTo));
  await protect(context, options, "patient.lock", { kind: "lock", visibleTo });
}

function disclosures(context: CommandContext, options: DisclosuresOptions): Promise<void> {
  const { patient: id, limit } = options;
  return withSession(context, options, REALMS, async (session) => {
    await authorize(session.deps, session.actor, { act: "patient.read", object: id });
    const { realm } = await find(session, id);
    const rows = await browserOf(session, realm).disclosures(id, limit);
    const value = rows.map(({ messageId, at, organizationId, credentialId, personId }) => {
      return { message: messageId, at, org: organizationId, credential: credentialId, patient: personId };
    });
    print(context, options, value, () =>
      table(
        ["query", "at", "organization", "credential", "told as"],
        value.map((row) => [row.message, row.at, row.org, row.credential, row.patient]),
        "No query was told of this patient.",
      ),
    );
  });
}
