import type { Sender } from "../accounts/principal.ts";
import type { CodeSets } from "../codes/code-sets.ts";
import { REGISTRY_ZONE } from "../kernel/dates.ts";
import { type MessageReview, reviewMessage } from "../review/review-message.ts";
import type {
  MaskedNumber,
  ReviewInput,
  ReviewSetting,
  ReviewSite,
  ReviewTables,
} from "../review/review-setting.ts";
import { reviewTables } from "../review/review-tables.ts";
import type { KeyedDigest } from "../vault/sealing.ts";
import type { Judgement } from "./judge.ts";
import type { Received } from "./read-submission.ts";

/** A judged message as the review is asked of it. */
export interface Reviewable {
  readonly received: Received;
  readonly judgement: Judgement;
  readonly messageId: string;
  /** Numbers that were masked before it was stored, where it is reviewed anew: the stored text shows stars only. */
  readonly maskedBefore?: readonly MaskedNumber[];
}

/** Tables are derived once for each state of the code sets, and go with it. */
const DERIVED = new WeakMap<CodeSets, ReviewTables>();

/** @returns what the review derives from the code sets */
export function reviewTablesOf(codes: CodeSets): ReviewTables {
  const known = DERIVED.get(codes);
  if (known !== undefined) return known;
  const tables = reviewTables(codes);
  DERIVED.set(codes, tables);
  return tables;
}

/** The sites of one organization among those of a credential. */
export function reviewSitesOf(
  sites: ReadonlyMap<string, Sender>,
  organizationId: string,
): readonly ReviewSite[] {
  return [...sites].flatMap(([code, owner]) =>
    owner.organizationId === organizationId ? [{ code, mnvfc: owner.mnvfcSites?.has(code) === true }] : [],
  );
}

/** Marked as training or debugging by its sender, it holds no real person's data: what is fictional there is no junk. */
function isTestData({ processingId }: Received): boolean {
  return processingId === "T" || processingId === "D";
}

function inputOf({ received, judgement, messageId, maskedBefore }: Reviewable): ReviewInput {
  const { content, controlId, receivedAtMs, maskedPlaces } = received;
  const message = content.kind === "message" ? content.message : undefined;
  return {
    messageId,
    controlId,
    receivedAtMs,
    message,
    validation: message && judgement.validation,
    maskedNumbers: maskedBefore ?? maskedPlaces,
    outcome: judgement.outcome,
  };
}

/** Ask the rules of the technical message review of a judged message, whatever became of it. */
export function reviewReceived(work: Reviewable, codes: CodeSets, digest: KeyedDigest): MessageReview {
  const setting: ReviewSetting = {
    tables: reviewTablesOf(codes),
    zone: work.received.sender?.zone ?? REGISTRY_ZONE,
    sites: reviewSitesOf(work.received.principal.sites, work.received.organizationId),
    eligibilityCodes: [],
    isTestData: isTestData(work.received),
    digest: (purpose, text) => digest.digest(purpose, text),
  };
  return reviewMessage(inputOf(work), setting);
}
