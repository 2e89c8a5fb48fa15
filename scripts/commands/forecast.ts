import { authorize, perform } from "../../src/accounts/administration.ts";
import { loadConfig } from "../../src/config.ts";
import { createCurrentSchedule, type LoadedSchedule } from "../../src/forecast/current-schedule.ts";
import { dayOf } from "../../src/forecast/day.ts";
import { type ExplainedForecast, explainForecast } from "../../src/forecast/explain-forecast.ts";
import { readPatientJson } from "../../src/forecast/read-patient-json.ts";
import { dayInZone } from "../../src/kernel/dates.ts";
import { type Realm, REALMS } from "../../src/kernel/realm.ts";
import {
  type ApprovalDeps,
  approveForecast,
  confirmApproval,
  type PendingApproval,
} from "../../src/onboarding/approve-forecast.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { viewPerson } from "../../src/registry/patient/view-person.ts";
import { reportsOfSources } from "../../src/registry/patient-source.ts";
import { createPeopleBrowser } from "../../src/store/people-browser.ts";
import { scheduleFolderSource } from "../../src/store/schedule-folder.ts";
import { forecastFacts, type SeenHistory } from "../../src/submission/forecast-facts.ts";
import {
  asCommand,
  asReasonedChange,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { printPending } from "./onboarding.ts";
import { list, print, table } from "./print.ts";
import { readGivenText } from "./read-given-file.ts";
import { realmOf } from "./realm-of.ts";
import { onboardingStoreOf } from "./review-session.ts";
import { type Session, withSession } from "./session.ts";

interface ApproveOptions extends CommonOptions {
  readonly data: string;
  readonly reason: string;
}

interface ExplainOptions extends CommonOptions {
  readonly patient: string;
  readonly reason?: string;
}

/** Why a patient's data was read, where nobody said more. */
const EXPLAIN_REASON = "forecast explained";

/** `forecast …` */
export const forecast: CommandGroup = (group, context, exit) => {
  asCommand(
    group.command("status"),
    "the release of CDC's supporting data in CDSI_DIR, what is wrong with it, and who accepted it",
    "forecast status",
  ).action((options: CommonOptions) => status(context, options));
  asReasonedChange(
    group.command("approve"),
    "accept the release in CDSI_DIR for forecasts in production",
    'forecast approve --data 4.61 --reason "CDC cases run, differences read"',
  )
    .requiredOption("--data <version>", "the version, as `forecast status` tells it")
    .action((options: ApproveOptions) => approve(context, exit, options));
  asCommand(
    group.command("explain"),
    "a patient's forecast with every decision that led to it; kept in the audit trail",
    "forecast explain --patient ID",
  )
    .requiredOption("--patient <id>", "the patient")
    .option("--reason <text>", "why; kept in the audit trail")
    .action((options: ExplainOptions) => explain(context, options));
  asCommand(
    group.command("run"),
    "the same for a patient that a JSON file describes; reads nothing of the registry",
    "forecast run patient.json",
  )
    .argument(
      "<file>",
      "{birthDate, gender, assessmentDate, doses: [{date, cvx, mvx}], observations: [{code, date}]}",
    )
    .action((file: string, options: CommonOptions) => run(context, options, file));
};

type Read =
  | { readonly kind: "loaded"; readonly loaded: LoadedSchedule }
  | { readonly kind: "none" }
  | { readonly kind: "bad"; readonly problems: readonly string[] };

function readData(folder: string): Read {
  if (folder === "") return { kind: "none" };
  const load = createCurrentSchedule(scheduleFolderSource(folder)).refresh();
  return load.kind === "unchanged" ? { kind: "none" } : load;
}

/** @throws RefusedError `not-found` without data, `policy` when they cannot be used */
function mustLoad(folder: string): LoadedSchedule {
  const read = readData(folder);
  if (read.kind === "none")
    throw new RefusedError(
      "not-found",
      "There are no forecast data. Set CDSI_DIR to the folder of CDC's files.",
    );
  if (read.kind === "bad")
    throw new RefusedError("policy", "The data cannot be used. `forecast status` tells what is wrong.");
  return read.loaded;
}

function countsOf({ schedule, files, notes }: LoadedSchedule) {
  const series = [...schedule.antigens.values()].flatMap((antigen) => antigen.series);
  return {
    files,
    antigens: schedule.antigens.size,
    series: series.length,
    seriesDoses: series.reduce((sum, one) => sum + one.doses.length, 0),
    vaccineGroups: schedule.vaccineGroups.length,
    vaccines: schedule.vaccines.size,
    observations: schedule.observations.size,
    notes,
  };
}

function status(context: CommandContext, options: CommonOptions): Promise<void> {
  return withSession(context, options, [], async (session) => {
    await authorize(session.deps, session.actor, { act: "forecast.read" });
    const read = readData(session.config.cdsiDir);
    if (read.kind !== "loaded") {
      const problems = read.kind === "bad" ? read.problems : [];
      print(context, options, { state: read.kind, problems }, () =>
        read.kind === "none"
          ? "No forecast data: CDSI_DIR is not set. A Z44 is answered with the history alone."
          : ["The data in CDSI_DIR cannot be used; a running server keeps those it has.", ...problems].join(
              "\n",
            ),
      );
      return;
    }
    const { version, sha256 } = read.loaded;
    const found = await session.deps.store.findForecastApproval(sha256);
    const approved = found && {
      by: found.approvedBy,
      at: new Date(found.approvedAtMs).toISOString(),
      reason: found.reason,
    };
    const { notes, ...counts } = countsOf(read.loaded);
    print(
      context,
      options,
      { state: "loaded", version, sha256, ...counts, notes, approved: approved ?? null },
      () =>
        [
          list({ version, sha256, ...counts }),
          approved === undefined
            ? "Not accepted for production: forecast approve --data VERSION --reason TEXT"
            : `Accepted for production by ${approved.by}, ${approved.at}: ${approved.reason}`,
          ...notes,
        ].join("\n"),
    );
  });
}

function approvalDeps(session: Session): ApprovalDeps {
  const { clock, calendarClock, newId } = session.deps;
  const { twoPerson } = session.config;
  return { store: onboardingStoreOf(session), clock, calendarClock, newId, twoPerson };
}

function printApproved(context: CommandContext, options: CommonOptions, version: string, sha256: string) {
  const text = `${version} is accepted for production.`;
  print(context, options, { version, sha256, approved: true }, () => text);
}

function approve(
  context: CommandContext,
  exit: (code: number) => void,
  options: ApproveOptions,
): Promise<void> {
  return withSession(context, options, [], async (session) => {
    const { config, deps, actor } = session;
    await authorize(deps, actor, { act: "forecast.approve" });
    const { version, sha256 } = mustLoad(config.cdsiDir);
    if (options.data !== version)
      throw new RefusedError(
        "policy",
        `CDSI_DIR holds ${version}, not ${options.data}. Nothing was accepted.`,
      );
    const asked = { version, sha256, reason: options.reason };
    const outcome = await approveForecast(approvalDeps(session), actor, asked);
    if (outcome.kind === "pending") printPending(context, exit, options, outcome.pendingId);
    else printApproved(context, options, version, sha256);
  });
}

/** Let happen what another person asked for; the folder need not be here. */
export async function confirmForecast(
  context: CommandContext,
  options: CommonOptions,
  session: Session,
  pending: PendingApproval,
): Promise<void> {
  await confirmApproval(approvalDeps(session), session.actor, pending);
  printApproved(context, options, pending.asked.version, pending.asked.sha256);
}

/** Ids are never repeated, so the realms are asked one after the other. */
async function historyOf(
  session: Session,
  id: string,
): Promise<{ readonly realm: Realm; readonly history: SeenHistory }> {
  for (const realm of REALMS) {
    const { database, keys } = realmOf(session, realm);
    const shown = await createPeopleBrowser(database, keys).show(id);
    if (shown !== undefined) {
      const { sources, reports, events } = shown.records;
      const person = viewPerson(id, reportsOfSources(sources), "");
      return {
        realm,
        history: { kind: "forecast", person, events, reports: reports.map(({ report }) => report) },
      };
    }
  }
  throw new RefusedError("not-found", `There is no patient ${id}. "patient candidates" names some.`);
}

function explain(context: CommandContext, options: ExplainOptions): Promise<void> {
  const { patient: id, reason = EXPLAIN_REASON } = options;
  return withSession(context, options, REALMS, async (session) => {
    const { config, deps, actor } = session;
    await authorize(deps, actor, { act: "patient.reveal", object: id });
    const loaded = mustLoad(config.cdsiDir);
    const { realm, history } = await historyOf(session, id);
    // The ages in the trace tell the birth date: this is a reveal.
    await perform(deps, actor, { act: "patient.reveal", object: id, reason }, async () => ({
      value: undefined,
      object: id,
      detail: { realm, forecast: loaded.version },
    }));
    const facts = forecastFacts(loaded.schedule, history);
    if (facts === undefined)
      throw new RefusedError("policy", "The patient has no birth date to count ages from.");
    const explained = explainForecast(loaded, facts, dayOf(dayInZone(deps.calendarClock())));
    print(context, options, { patient: id, realm, ...explained }, () => readable(explained));
  });
}

function run(context: CommandContext, options: CommonOptions, file: string): void {
  const { cdsiDir, fixedNowMs } = loadConfig(context.env, context.projectFolder);
  const text = readGivenText(context, "file", file);
  const read = readPatientJson(parsedJson(text));
  if (read.kind === "bad") throw new RefusedError("usage", `${file}: ${read.problems.join("; ")}.`);
  const loaded = mustLoad(cdsiDir);
  const assessment = read.assessment ?? dayOf(dayInZone(fixedNowMs ?? context.clock()));
  const explained = explainForecast(loaded, read.patient, assessment);
  print(context, options, explained, () => readable(explained));
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedError("usage", "The file is no JSON.");
  }
}

function readable({ release, assessment, evaluations, forecasts, trace }: ExplainedForecast): string {
  return [
    `Supporting data ${release.version}, assessed ${assessment}. Decision support, not an order.`,
    table(
      ["vaccine group", "status", "dose", "earliest", "recommended", "past due"],
      forecasts.map((one) => [
        one.vaccineGroup,
        one.status,
        one.doseNumber ?? null,
        one.earliest ?? null,
        one.recommended ?? null,
        one.pastDue ?? null,
      ]),
      "No vaccine group concerns the patient.",
    ),
    table(
      ["dose", "vaccine group", "status", "target dose", "series", "reasons"],
      evaluations.map((one) => [
        one.doseId,
        one.vaccineGroup,
        one.status,
        one.doseNumber ?? null,
        one.series,
        one.reasons.join("; "),
      ]),
      "No dose.",
    ),
    ...trace.map(({ series, steps }) =>
      [series, ...steps.map(({ rule, outcome }) => `  ${rule}: ${outcome}`)].join("\n"),
    ),
  ].join("\n\n");
}
