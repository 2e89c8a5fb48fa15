import { canonicalJson } from "../review/canonical-json.ts";
import { snapshotOf } from "../review/report/build-report.ts";
import type { ReviewReport } from "../review/report/report.ts";
import { makeReport, type ReportDeps } from "./make-report.ts";
import type { OnboardingStore } from "./ports.ts";
import type { ReportQuestion, ReviewReports } from "./review-report-port.ts";
import { type FrozenReport, signableReport } from "./signable-report.ts";

/** What freezing a report needs. */
export interface FreezeDeps extends ReportDeps {
  readonly store: OnboardingStore;
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
}

/** Store a report unless the same one is there. */
async function storeOnce(
  { store, sha256, newId, calendarClock }: FreezeDeps,
  organizationId: string,
  report: ReviewReport,
): Promise<Pick<FrozenReport, "snapshotId" | "digest">> {
  const content = `sha256:${sha256(canonicalJson({ ...report, generatedAt: "" }))}`;
  const { json, digest } = snapshotOf(report, sha256);
  const frozen = await store.transaction(async (tx) => {
    const known = await tx.findReviewSnapshot(organizationId, content);
    if (known !== undefined) return known;
    const made = { id: newId(), digest };
    const madeAtMs = calendarClock();
    await tx.appendReviewSnapshot({ ...made, organizationId, contentDigest: content, json, madeAtMs });
    return made;
  });
  return { snapshotId: frozen.id, digest: frozen.digest };
}

/**
 * Reports for signatures: each is stored once, as canonical JSON with its hash, and never changes again. The same traffic,
 * marks and waivers give the snapshot that is there, whenever it is asked. A preview is not stored.
 */
export function createReviewReports(deps: FreezeDeps): ReviewReports {
  const made = async (question: ReportQuestion, isFrozen: boolean) => {
    const { organizationId, realm, from, to, dataKind } = question;
    const report = await makeReport(deps, { organizationId, realm, from, to, dataKind });
    // Numbers that mix two judgements are no ground for a signature.
    if (report.progress !== null) return undefined;
    const stored = isFrozen ? await storeOnce(deps, organizationId, report) : { snapshotId: "", digest: "" };
    const incidents = await deps
      .reviewOf(realm)
      .transaction(`report\n${organizationId}`, (tx) => tx.review.listIncidents(organizationId, false));
    return signableReport({ report, ...stored }, incidents.length);
  };
  return {
    freeze: (question) => made(question, true),
    preview: (question) => made(question, false),
  };
}
