import { acknowledge } from "../acknowledgment/acknowledge.ts";
import type { Sending } from "../acknowledgment/answer-header.ts";
import { respond } from "../acknowledgment/respond.ts";
import { typedQueryOf } from "../acknowledgment/typed-query.ts";
import { valueAt } from "../hl7/value-at.ts";
import { dayInZone, REGISTRY_ZONE } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import { answerQuery } from "../registry/answer-query.ts";
import type { RegistryTransaction } from "../registry/ports.ts";
import { readQuery } from "../registry/query/read-query.ts";
import { recordUpdate } from "../registry/record-update.ts";
import { scopeOf } from "../registry/scope-of.ts";
import { acknowledgedFindings } from "../review/acknowledged-findings.ts";
import type { MessageContribution } from "../review/contribution.ts";
import { contributionOf, type QueryAnswer } from "../review/contribution-of.ts";
import type { MessageReview } from "../review/review-message.ts";
import type { MaskedNumber } from "../review/review-setting.ts";
import type { Finding } from "../validation/finding.ts";
import { limitFindings } from "../validation/limit-findings.ts";
import { orderFindings } from "../validation/order-findings.ts";
import type { KeyedDigest } from "../vault/sealing.ts";
import type { Alert, CarriedOut } from "./carried-out.ts";
import type { SubmissionDeps } from "./deps.ts";
import { CONTROL_ID_REUSED } from "./control-id-reused.ts";
import { forecastFor } from "./forecast-service.ts";
import type { Judgement } from "./judge.ts";
import type { Received } from "./read-submission.ts";
import { reviewReceived } from "./review-received.ts";

/** A judged message on its way to an answer. */
export interface Work {
  readonly received: Received;
  readonly judgement: Judgement;
  /** Id of its row, and MSH-10 of the answer. */
  readonly messageId: string;
  readonly realm: Realm;
  /** Digests under the realm's key. */
  readonly digest: KeyedDigest;
  /** Numbers of people that were masked when it first came, where it is judged anew. */
  readonly maskedBefore?: readonly MaskedNumber[];
}

type WorkDeps = Pick<
  SubmissionDeps,
  "codes" | "newId" | "now" | "queryQuota" | "testDataSharing" | "forecasts"
>;

const NOBODY: ReadonlySet<string> = new Set();

/** Organizations that share their test data with the sender; their plans say so (decision D23). */
async function sharersOf(
  { realm, received }: Work,
  { testDataSharing }: WorkDeps,
): Promise<ReadonlySet<string>> {
  if (realm !== "test" || testDataSharing === undefined) return NOBODY;
  return testDataSharing.sharersWith(received.organizationId);
}

/**
 * Do what a judged message asks for and write the answer: record an update and acknowledge it, or run a query and respond.
 * What was rejected or refused is only answered.
 *
 * @throws GatewayError `busy` for a query over the organization's quota
 */
export async function carryOut(tx: RegistryTransaction, work: Work, deps: WorkDeps): Promise<CarriedOut> {
  const { judgement, received, digest } = work;
  const review = reviewReceived(work, deps.codes(), digest);
  const isAnswerable = judgement.outcome !== "rejected" && received.content.kind === "message";
  const done =
    judgement.type === "query" && isAnswerable
      ? await runQuery(tx, work, deps)
      : await recordAndAcknowledge(tx, work, review, deps);
  const { found, ...answer } = done;
  return { ...answer, contribution: contributionFrom(review, judgement, answer.ackCode, found) };
}

/** An answer, and what a query that was run found. */
type Answer = Omit<CarriedOut, "contribution"> & { readonly found?: QueryAnswer };

function contributionFrom(
  review: MessageReview,
  { findings }: Judgement,
  ack: CarriedOut["ackCode"],
  found: QueryAnswer | undefined,
): MessageContribution {
  const controlIdReused = findings.some(({ ruleId }) => ruleId === CONTROL_ID_REUSED.ruleId);
  return contributionOf(review, { ack, controlIdReused, ...(found !== undefined && { found }) });
}

/** What the profile and the registry say, and what the review adds to it. */
function allFindings(review: MessageReview, told: readonly Finding[]): readonly Finding[] {
  return limitFindings(orderFindings([...told, ...acknowledgedFindings(review, told)]));
}

function sendingOf({ realm, messageId }: Work, deps: WorkDeps): Sending {
  return { realm, nowMs: deps.now(), controlId: messageId };
}

/** MSH-4, or the facilityID that stands for it when it is empty (decision D25). */
function siteOf({ header, principal }: Received): string {
  return valueAt(header, 4) || principal.facilityId;
}

async function recordAndAcknowledge(
  tx: RegistryTransaction,
  work: Work,
  review: MessageReview,
  deps: WorkDeps,
): Promise<Answer> {
  const { received, judgement, realm, messageId } = work;
  const { accepted } = judgement;
  const { organizationId, receivedAtMs, sender } = received;
  const recorded =
    accepted === undefined || judgement.type !== "update"
      ? undefined
      : await recordUpdate(tx, accepted.accepted, {
          messageId,
          organizationId,
          receivedAtMs,
          site: siteOf(received),
          zone: sender?.zone ?? REGISTRY_ZONE,
          scope: scopeOf(realm, organizationId),
          sharedScopes: [...(await sharersOf(work, deps))].map((id) => scopeOf(realm, id)),
          codes: deps.codes(),
          newId: deps.newId,
        });
  const findings = allFindings(review, [...judgement.findings, ...(recorded?.findings ?? [])]);
  const alerts: readonly Alert[] = recorded?.isCapped === true ? ["candidates-capped"] : [];
  const answer = acknowledge(received, { ...judgement, findings }, sendingOf(work, deps));
  return { ...answer, findings: [...findings, ...(recorded?.staffFindings ?? [])], alerts };
}

async function runQuery(tx: RegistryTransaction, work: Work, deps: WorkDeps): Promise<Answer> {
  const { received, judgement, realm, messageId } = work;
  const { accepted } = judgement;
  const { header, controlIdText, organizationId } = received;
  const findings = limitFindings(judgement.findings);
  const query = { header, controlIdText, typedQuery: typedQueryOf(received.maskedText) };
  const outcome = { ...judgement, findings };
  const sending = { ...sendingOf(work, deps), codes: deps.codes() };
  if (accepted === undefined || findings.some(({ severity }) => severity === "E"))
    return { ...respond({ kind: "unusable" }, query, outcome, sending), findings, alerts: [] };

  const asked = readQuery(accepted.accepted, accepted.profile === "Z44" ? "Z44" : "Z34");
  const { content, isBurst, isCapped } = await answerQuery(tx, asked, {
    messageId,
    asker: { organizationId, realm, sharesTestDataWith: await sharersOf(work, deps) },
    quota: deps.queryQuota,
    nowMs: received.receivedAtMs,
    codes: deps.codes(),
    newId: deps.newId,
  });
  const alerts: readonly Alert[] = [
    ...(isBurst ? ["query-burst" as const] : []),
    ...(isCapped ? ["candidates-capped" as const] : []),
  ];
  const found = content.kind;
  if (content.kind !== "forecast")
    return { ...respond(content, query, outcome, sending), findings, alerts, found };
  const today = dayInZone(sending.nowMs);
  const forecast = forecastFor(deps.forecasts, realm, organizationId, content, today);
  return {
    ...respond({ ...content, kind: "forecast", forecast }, query, outcome, sending),
    findings,
    alerts,
    found,
  };
}
