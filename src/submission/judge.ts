import { assertNever } from "../kernel/assert-never.ts";
import { dayInZone, REGISTRY_ZONE } from "../kernel/dates.ts";
import { REVIEW_RULES_VERSION } from "../review/review-tables.ts";
import type { Finding } from "../validation/finding.ts";
import { findingAt } from "../validation/finding-row.ts";
import { orderFindings } from "../validation/order-findings.ts";
import { validate } from "../validation/validate.ts";
import type { MessageKind, Processed, Validation } from "../validation/validation.ts";
import { findAdmissionObstacle } from "./admission-rules.ts";
import type { RealmServices, SubmissionDeps } from "./deps.ts";
import { readingFindings } from "./reading-findings.ts";
import type { Received } from "./read-submission.ts";

/** What is to be answered and why; decided on values alone. */
export interface Judgement {
  readonly type: MessageKind;
  /** `rejected` AR, nothing processed · `refused` AE, nothing processed · `processed` AA or AE by the findings. */
  readonly outcome: "rejected" | "refused" | "processed";
  /** The message as it may be stored, or the query as it may be run; absent unless `processed`. */
  readonly accepted?: Pick<Processed, "accepted" | "profile">;
  /** What the profile says of the content; absent when its segments could not be told. */
  readonly validation?: Validation;
  /** E before W before I, then in message order; not bounded: recording may add some. */
  readonly findings: readonly Finding[];
  /** MSA-1 when the gravest finding is a warning. */
  readonly ackWarnings: "AA" | "AE";
  /** Rules, codes, sites and rights under which this was decided; compared for equality only (decision D7). */
  readonly basis: string;
}

/** Under what a message is judged. */
export type JudgeDeps = Pick<SubmissionDeps, "now" | "codes" | "rulesVersion">;

/** First letters of MSH-9 that are read when the content is not: its delimiters may be any. */
const QUERY_TYPES: ReadonlySet<string> = new Set(["QBP", "VXQ"]);

/**
 * Judge a message: the header first, then whether the sender is admitted, then the content (decisions D8 and D9). Pure.
 *
 * @see CDC guide R1.5, chapter 6 "Dynamic Definition": what fails the header check is answered AR and not processed
 */
export function judge(received: Received, realm: RealmServices, deps: JudgeDeps): Judgement {
  const now = deps.now();
  const codes = deps.codes();
  const validation =
    received.content.kind === "message"
      ? validate(received.content.message, {
          nowMs: now,
          codes,
          zone: received.sender?.zone ?? REGISTRY_ZONE,
        })
      : undefined;
  const type = validation?.type ?? (QUERY_TYPES.has(received.type.slice(0, 3)) ? "query" : "update");
  const decided = decide(received, realm, type, validation);
  return {
    ...decided,
    type,
    ...(decided.outcome === "processed" && validation?.kind === "processed" && { accepted: validation }),
    ...(validation !== undefined && { validation }),
    ackWarnings: received.sender?.ackWarnings ?? "AE",
    basis: basisOf(
      received,
      decided.findings,
      `${deps.rulesVersion}/${REVIEW_RULES_VERSION}/${codes.version}`,
      now,
    ),
  };
}

function decide(
  received: Received,
  realm: RealmServices,
  type: Judgement["type"],
  validation: Validation | undefined,
): Pick<Judgement, "outcome" | "findings"> {
  if (validation?.kind === "rejected") return { outcome: "rejected", findings: validation.findings };

  const obstacle = findAdmissionObstacle({
    realm: realm.realm,
    principal: received.principal,
    sender: received.sender,
    type,
    processingId: received.processingId,
    isBatch: received.content.kind === "batch",
  });
  if (obstacle !== undefined)
    return { outcome: "rejected", findings: [findingAt(obstacle, obstacle.location)] };

  const findings = orderFindings([...readingFindings(received), ...(validation?.findings ?? [])]);
  switch (received.content.kind) {
    case "message":
      return { outcome: validation?.kind === "refused" ? "refused" : "processed", findings };
    case "batch":
    case "other-delimiters":
      return { outcome: "refused", findings };
    default:
      return assertNever(received.content);
  }
}

/** HL70533 1: what was in the future yesterday may be in the past today, so such a judgement holds for its day only. */
const ILLOGICAL_DATE = "1";

function basisOf(received: Received, findings: readonly Finding[], rules: string, nowMs: number): string {
  const { sender } = received;
  const facts = sender && [
    sender.organizationId,
    sender.stage,
    sender.zone,
    sender.ackWarnings,
    sender.may.join("+"),
    [...(sender.mnvfcSites ?? [])].toSorted().join("+"),
  ];
  const flags = sender && [
    sender.suspended ? "suspended" : "active",
    sender.productionOverride ? "override" : "stage",
  ];
  const day = findings.some((finding) => finding.applicationErrorCode === ILLOGICAL_DATE)
    ? [dayInZone(nowMs)]
    : [];
  return [rules, ...(facts ?? ["no site"]), ...(flags ?? []), ...day].join("|");
}
