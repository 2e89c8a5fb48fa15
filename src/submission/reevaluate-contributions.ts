import type { LoginDirectory } from "../accounts/ports.ts";
import { dayInZone, REGISTRY_ZONE } from "../kernel/dates.ts";
import { canonicalJson } from "../review/canonical-json.ts";
import { contributionBasis } from "../review/contribution-basis.ts";
import { contributionOf, QUERY_ANSWERS } from "../review/contribution-of.ts";
import type { MessageContribution } from "../review/contribution.ts";
import { outdateSums, sumsLock } from "../review/count-pending.ts";
import type { RealmServices, SubmissionDeps } from "./deps.ts";
import { judge } from "./judge.ts";
import type { StoredSubmission } from "./ports.ts";
import { readSubmission } from "./read-submission.ts";
import { reviewReceived, reviewSitesOf, reviewTablesOf } from "./review-received.ts";

/** What judging stored messages anew for the review needs. */
export interface ReevaluateDeps extends Pick<SubmissionDeps, "codes" | "rulesVersion" | "now"> {
  readonly sites: Pick<LoginDirectory, "currentSites">;
}

/** How far the contributions of an organization are judged under what holds now. */
export interface Reevaluated {
  /** Judged under something else. */
  readonly left: number;
  /** All there are; 0 when none is left. */
  readonly of: number;
}

/** How far one call may go. */
export interface ReevaluateLimits {
  readonly messagesMax: number;
  /** Asked before each portion. */
  readonly isStopped?: () => boolean;
}

/** Messages judged between two transactions, so that those that come in meanwhile do not wait long. */
const PORTION = 20;

/** What all messages of one organization are judged by now. */
interface Present {
  readonly realm: RealmServices;
  readonly organizationId: string;
  readonly basis: string;
  readonly deps: ReevaluateDeps;
}

/**
 * Bring what stored messages add to the review under the rules, code tables, windows, zone and sites that hold now. Nothing
 * else of a message changes: neither its answer nor what it reported. Messages whose text is purged keep what was found.
 *
 * The sums stay as they were until the last one is judged; then the next count makes them anew, so that no report ever mixes
 * the two. Two processes at once do the work twice at worst, with one result.
 *
 * @throws GatewayError `unavailable` when a database does not answer
 */
export async function reevaluateContributions(
  realm: RealmServices,
  organizationId: string,
  deps: ReevaluateDeps,
  { messagesMax, isStopped = () => false }: ReevaluateLimits,
): Promise<Reevaluated> {
  const present = { realm, organizationId, basis: await presentBasis(realm, organizationId, deps), deps };
  for (let done = 0; done < messagesMax && !isStopped();) {
    const count = await reevaluatePortion(present, Math.min(PORTION, messagesMax - done));
    if (count === 0) break;
    done += count;
  }
  return realm.store.transaction(`report\n${organizationId}`, async ({ review }) => {
    const left = await review.countOutdated(organizationId, present.basis);
    return { left, of: left === 0 ? 0 : await review.countContributions(organizationId) };
  });
}

async function presentBasis(
  { digest }: RealmServices,
  organizationId: string,
  { codes, now, sites }: ReevaluateDeps,
): Promise<string> {
  const current = await sites.currentSites(organizationId, dayInZone(now()));
  const owner = [...current.values()].find((sender) => sender.organizationId === organizationId);
  return contributionBasis({
    tables: reviewTablesOf(codes()),
    zone: owner?.zone ?? REGISTRY_ZONE,
    sites: reviewSitesOf(current, organizationId),
    digest: (purpose, text) => digest.digest(purpose, text),
  });
}

/** A contribution with the message it came of; without it once its text is purged. */
interface Outdated {
  readonly contribution: MessageContribution;
  readonly stored: StoredSubmission | undefined;
}

/** @returns how many were judged, 0 when nothing is left */
async function reevaluatePortion(present: Present, limit: number): Promise<number> {
  const { realm, organizationId, basis } = present;
  const outdated = await realm.store.transaction(`report\n${organizationId}`, async (tx) => {
    const found: Outdated[] = [];
    for (const contribution of await tx.review.listOutdated(organizationId, basis, limit))
      found.push({ contribution, stored: await tx.findSubmission(contribution.messageId) });
    return found;
  });
  if (outdated.length === 0) return 0;
  const judged: MessageContribution[] = [];
  for (const one of outdated) judged.push(await judgedAnew(present, one));
  await realm.store.transaction(sumsLock(organizationId), async ({ review }) => {
    for (const contribution of judged) await review.replaceContribution(organizationId, contribution);
    const isChanged = judged.some((after, index) => differs(outdated[index]?.contribution, after));
    if (isChanged) await outdateSums(review, organizationId);
  });
  return outdated.length;
}

function differs(before: MessageContribution | undefined, after: MessageContribution): boolean {
  return canonicalJson({ ...before, basis: "" }) !== canonicalJson({ ...after, basis: "" });
}

/** By today's tables and sites, as of the day it was received; what was answered stays what was answered. */
async function judgedAnew(
  { realm, basis, deps }: Present,
  { contribution, stored }: Outdated,
): Promise<MessageContribution> {
  if (stored?.request === undefined) return { ...contribution, basis };
  const { organizationId, credentialId, facilityId, receivedAtMs, controlId } = stored;
  const sites = await deps.sites.currentSites(organizationId, dayInZone(receivedAtMs));
  const submission = {
    username: "",
    password: "",
    facilityId,
    remoteAddress: "",
    requestId: stored.id,
    receivedAtMs,
    hl7Message: stored.request,
  };
  const principal = { credentialId, realm: realm.realm, organizationId, facilityId, sites };
  const read = readSubmission(submission, principal, realm);
  const received = { ...read, organizationId, controlId };
  const { codes, rulesVersion } = deps;
  const judgement = judge(received, realm, { codes, rulesVersion, now: () => receivedAtMs });
  const work = {
    received,
    judgement: { ...judgement, outcome: contribution.outcome },
    messageId: contribution.messageId,
    maskedBefore: contribution.maskedNumbers,
  };
  const { ack, message } = contribution;
  const controlIdReused = message.counts.includes("duplicate|control id");
  const found = QUERY_ANSWERS.find((kind) => message.counts.includes(`query|${kind}`));
  const answered = { ack, controlIdReused, ...(found !== undefined && { found }) };
  return {
    ...contributionOf(reviewReceived(work, codes(), realm.digest), answered),
    controlId: contribution.controlId,
    basis,
  };
}
