import { Option } from "commander";
import { authorize } from "../../src/accounts/administration.ts";
import { stagePermitsProduction } from "../../src/accounts/organization.ts";
import { checkDay, mustFindOrganization } from "../../src/accounts/organizations.ts";
import { instantInZone } from "../../src/kernel/dates.ts";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { type AskedReport, makeReport } from "../../src/onboarding/make-report.ts";
import {
  isRuleLetter,
  recordReviewAct,
  REVIEW_ACT_KINDS,
  type ReviewAct,
  type ReviewActKind,
} from "../../src/onboarding/review-acts.ts";
import { compareReports } from "../../src/review/report/compare-reports.ts";
import { renderComparison } from "../../src/review/report/render-comparison.ts";
import { renderReport } from "../../src/review/report/render-report.ts";
import {
  asCommand,
  asReasonedChange,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { progressBar } from "./progress-bar.ts";
import { list, print } from "./print.ts";
import { onboardingStoreOf, reportDeps } from "./review-session.ts";
import { addFindings } from "./review-findings.ts";
import { addThresholds } from "./review-thresholds.ts";
import { withSession } from "./session.ts";

interface ReportOptions extends CommonOptions {
  readonly org: string;
  readonly realm?: Realm;
  readonly from?: string;
  readonly to?: string;
  readonly compare?: string;
}

type Span = Pick<AskedReport, "from" | "to">;

interface ActOptions extends CommonOptions {
  readonly org: string;
  readonly realm?: Realm;
  readonly reason: string;
  readonly rule?: string;
  readonly finding?: string;
  readonly until?: string;
}

/** What each act is, for `--help`. */
const ACT_HELP: Readonly<Record<ReviewActKind, string>> = {
  waive: "accept a rule as it stands; its verdict stays what it is (--rule evidence: little traffic)",
  attest: "the organization showed by a scripted message what traffic did not contain",
  mark: "a fix was made now: the report counts from here and compares with before",
  clear: "the cause of hits of a rule until now, or of one finding (--finding), is found",
};

/** `review …` */
export const review: CommandGroup = (group, context) => {
  asCommand(
    group.command("report"),
    "the technical message review: rules a to k over the current stage, or over days",
    "review report --org ID --realm test --from 2026-11-02 --to 2026-11-30",
  )
    .requiredOption("--org <id>", "the organization")
    .addOption(stageRealmOption())
    .option("--from <day>", "first day, YYYY-MM-DD (default: of the stage)")
    .option("--to <day>", "last day (default: today)")
    .option("--compare <days>", "FROM..TO: also what changed against the window of these days")
    .action((options: ReportOptions) => report(context, options));
  addThresholds(group, context);
  addFindings(group, context);
  for (const kind of REVIEW_ACT_KINDS) {
    const rule = kind === "mark" ? "" : "--rule d ";
    const command = asReasonedChange(
      group.command(kind),
      ACT_HELP[kind],
      `review ${kind} --org ID ${rule}--reason "as agreed on the phone"`,
    )
      .requiredOption("--org <id>", "the organization")
      .addOption(stageRealmOption())
      .option("--rule <letter>", "a to k");
    if (kind === "clear") command.option("--finding <key>", "one finding of the report, by its key");
    if (kind === "waive") command.option("--until <day>", "last day of the waiver");
    command.action((options: ActOptions) => act(context, kind, options));
  }
};

function stageRealmOption(): Option {
  return new Option("--realm <realm>", "test or production (default: the stage's)").choices(REALMS);
}

/** A window of days, in order. @throws RefusedError `usage` */
function readSpan(from: string | undefined, to: string | undefined, named: string): Span {
  const [first, last] = [from, to].map((day) => (day === undefined ? undefined : checkDay(named, day)));
  if (first !== undefined && last !== undefined && first > last)
    throw new RefusedError("usage", `${named}: the first day must not lie after the last.`);
  return { ...(first !== undefined && { from: first }), ...(last !== undefined && { to: last }) };
}

/** `FROM..TO` */
function readCompared(text: string | undefined): Span | undefined {
  if (text === undefined) return undefined;
  const [from, to, ...more] = text.split("..");
  if (from === undefined || to === undefined || more.length > 0)
    throw new RefusedError("usage", "--compare takes two days, FROM..TO, such as 2026-11-02..2026-11-13.");
  return readSpan(from, to, "--compare");
}

function report(context: CommandContext, options: ReportOptions): Promise<void> {
  const { org, realm } = options;
  const span = readSpan(options.from, options.to, "--from and --to");
  const compared = readCompared(options.compare);
  return withSession(context, options, realm === undefined ? REALMS : [realm], async (session) => {
    await authorize(session.deps, session.actor, { act: "review.read", organizationId: org });
    const onProgress = progressBar(context, "messages counted");
    const deps = { ...reportDeps(session), onProgress };
    const asked = { organizationId: org, ...(realm !== undefined && { realm }) };
    const made = await makeReport(deps, { ...asked, ...span });
    onProgress(0);
    if (compared === undefined) {
      print(context, options, made, () => renderReport(made));
      return;
    }
    const comparison = compareReports(await makeReport(deps, { ...asked, ...compared }), made);
    const shown = (): string => `${renderReport(made)}\n${renderComparison(comparison)}`;
    print(context, options, { ...made, comparison }, shown);
  });
}

function readRule(kind: ReviewActKind, word: string | undefined): ReviewAct["rule"] {
  if (word === undefined && kind === "mark") return "";
  if (word !== undefined && isRuleLetter(word)) return word;
  if (word === "evidence" && kind === "waive") return word;
  const more = kind === "waive" ? ", or evidence" : "";
  throw new RefusedError("usage", `--rule takes a letter from a to k${more}.`);
}

function act(context: CommandContext, kind: ReviewActKind, options: ActOptions): Promise<void> {
  const { org, reason, finding, until } = options;
  const rule = readRule(kind, options.rule);
  return withSession(context, options, [], async (session) => {
    const { clock, calendarClock, newId } = session.deps;
    const store = onboardingStoreOf(session);
    const { stage } = await mustFindOrganization(store, org);
    const realm = options.realm ?? (stagePermitsProduction(stage) ? "production" : "test");
    const done = await recordReviewAct({ store, clock, calendarClock, newId }, session.actor, {
      organizationId: org,
      realm,
      kind,
      rule,
      reason,
      ...(finding !== undefined && { findingKey: finding }),
      ...(until !== undefined && { untilMs: instantInZone(checkDay("--until", until), 24) }),
    });
    const value = {
      id: done.id,
      org,
      realm,
      act: kind,
      rule: rule === "" ? null : rule,
      by: done.by,
      at: new Date(done.atMs).toISOString(),
      reason: done.reason,
      finding: finding ?? null,
      until: done.untilMs === undefined ? null : new Date(done.untilMs).toISOString(),
    };
    print(context, options, value, () => list(value));
  });
}
