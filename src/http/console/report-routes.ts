import { stagePermitsProduction } from "../../accounts/organization.ts";
import { checkDay, mustFindOrganization } from "../../accounts/organizations.ts";
import { permits } from "../../accounts/policy.ts";
import { PATHS } from "../../console/paths.ts";
import { renderReport } from "../../console/report-page.ts";
import type { ReportView } from "../../console/views/report.ts";
import { type DateOnly, instantInZone } from "../../kernel/dates.ts";
import { REALMS, type Realm } from "../../kernel/realm.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import { makeReport } from "../../onboarding/make-report.ts";
import {
  isRuleLetter,
  recordReviewAct,
  REVIEW_ACT_KINDS,
  type ReviewAct,
  type ReviewActKind,
} from "../../onboarding/review-acts.ts";
import {
  authorizeFindings,
  listFindings,
  sendFindings,
  settleFinding,
} from "../../onboarding/send-findings.ts";
import { TRANSITIONS } from "../../onboarding/transitions.ts";
import { compareReports } from "../../review/report/compare-reports.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { contactRole, realmField } from "./organization-routes.ts";
import { type Answer, done, page, type SignedVisit, type Texts } from "./visit.ts";

/** The end of a day, as an hour of it. */
const DAY_END_HOUR = 24;

function realmOf(text: string | undefined): Realm | undefined {
  return REALMS.find((realm) => realm === text);
}

interface Span {
  readonly from?: DateOnly;
  readonly to?: DateOnly;
}

/** @throws RefusedError `usage` for what is no day, or days in the wrong order */
function spanOf(first: string | undefined, last: string | undefined): Span {
  const from = first ? checkDay("From", first) : undefined;
  const to = last ? checkDay("To", last) : undefined;
  if (from !== undefined && to !== undefined && from > to)
    throw new RefusedError("usage", "From must not lie after To.");
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

async function loadReport(deps: ConsoleDeps, { params, query, actor }: SignedVisit): Promise<ReportView> {
  const { org: organizationId = "" } = params;
  const realm = realmOf(query["realm"]);
  const span = spanOf(query["from"], query["to"]);
  const before = spanOf(query["compareFrom"], query["compareTo"]);
  const asked = { organizationId, ...(realm !== undefined && { realm }) };
  const report = await makeReport(deps.reports, { ...asked, ...span });
  const isCompared = before.from !== undefined && before.to !== undefined;
  const earlier = isCompared ? await makeReport(deps.reports, { ...asked, ...before }) : undefined;
  const { stage } = await mustFindOrganization(deps.accounts.store, organizationId);
  const sign = (["sign-review", "sign-monitoring"] as const).find(
    (event) =>
      TRANSITIONS[event].from.includes(stage) && permits(actor, `onboarding.${event}`, organizationId),
  );
  return {
    report,
    organizationId,
    realms: REALMS.filter((one) => deps.realms[one] !== undefined),
    asked: {
      ...(realm !== undefined && { realm }),
      ...span,
      ...(isCompared && { compareFrom: before.from, compareTo: before.to }),
    },
    ...(earlier !== undefined && { comparison: compareReports(earlier, report) }),
    findings: (await listFindings(deps.onboarding, actor, organizationId)).filter(
      (finding) => finding.realm === report.realm,
    ),
    maySend: permits(actor, "review.send", organizationId),
    acts: REVIEW_ACT_KINDS.filter((kind) => permits(actor, `review.${kind}`, organizationId)),
    ...(sign !== undefined && { sign }),
  };
}

function ruleField(kind: ReviewActKind, { rule = "" }: Texts): ReviewAct["rule"] {
  if (isRuleLetter(rule) || (rule === "" && kind === "mark") || (rule === "evidence" && kind === "waive"))
    return rule;
  throw new RefusedError("usage", "Name a rule, a letter from a to k.");
}

/** What the name of a box for a cause begins with. */
const CAUSE_BOX = "cause-";

async function send(deps: ConsoleDeps, { params, form, actor }: SignedVisit): Promise<Answer> {
  const { org: organizationId = "" } = params;
  const { reason = "", due = "" } = form;
  const realm = realmField(form);
  await authorizeFindings(deps.onboarding, actor, organizationId);
  const span = spanOf(form["from"], form["to"]);
  const boxes = Object.keys(form).filter((name) => name.startsWith(CAUSE_BOX));
  const asked = {
    causeIds: boxes.map((name) => name.slice(CAUSE_BOX.length)),
    ownerRole: contactRole(form["owner"]),
    reason,
    ...(due !== "" && { dueOn: checkDay("Due", due) }),
  };
  const report = await makeReport(deps.reports, { organizationId, realm, ...span });
  const [first] = await sendFindings(deps.onboarding, actor, { report, ...asked });
  const to = first === undefined ? "" : ` to ${first.owner.name}, due on ${first.dueOn}`;
  return done(PATHS.report(organizationId, { realm }), `Sent${to}.`);
}

async function settle(deps: ConsoleDeps, { params, form, actor }: SignedVisit): Promise<Answer> {
  const { org: organizationId = "" } = params;
  const { finding: findingId = "", reason: note = "" } = form;
  const realm = realmField(form);
  const state = (["answered", "closed"] as const).find((one) => one === form["state"]);
  if (state === undefined) throw new RefusedError("usage", "Say answered or closed.");
  await settleFinding(deps.onboarding, actor, { organizationId, findingId, state, note });
  return done(PATHS.report(organizationId, { realm }), "Noted, with your name.");
}

function actOrFinding(deps: ConsoleDeps, visit: SignedVisit): Promise<Answer> {
  const { act: asked } = visit.params;
  if (asked === "send") return send(deps, visit);
  return asked === "settle" ? settle(deps, visit) : act(deps, visit);
}

async function act(deps: ConsoleDeps, { params, form, actor }: SignedVisit): Promise<Answer> {
  const { org: organizationId = "" } = params;
  const kind = REVIEW_ACT_KINDS.find((one) => one === params["act"]);
  if (kind === undefined) throw new RefusedError("not-found", "There is no such act.");
  const { stage } = await mustFindOrganization(deps.accounts.store, organizationId);
  const realm = form["realm"] ? realmField(form) : stagePermitsProduction(stage) ? "production" : "test";
  const { reason = "", finding = "", until = "" } = form;
  await recordReviewAct(deps.onboarding, actor, {
    organizationId,
    realm,
    kind,
    rule: ruleField(kind, form),
    reason,
    ...(finding !== "" && { findingKey: finding }),
    ...(until !== "" && { untilMs: instantInZone(checkDay("Until", until), DAY_END_HOUR) }),
  });
  return done(PATHS.report(organizationId, { realm }), "Recorded, with your name and reason.");
}

/** The technical message review of an organization, and what staff decide on it. */
export function reportRoutes(
  deps: ConsoleDeps,
): Pick<
  ConsoleHandlers["signed"],
  "GET /organizations/:org/report" | "POST /organizations/:org/report/:act"
> {
  return {
    "GET /organizations/:org/report": async (visit) =>
      page(renderReport(visit.frame, await loadReport(deps, visit))),
    "POST /organizations/:org/report/:act": (visit) => actOrFinding(deps, visit),
  };
}
