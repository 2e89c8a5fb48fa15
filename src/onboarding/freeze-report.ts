import { canonicalJson } from "../review/canonical-json.ts";
import { snapshotOf } from "../review/report/build-report.ts";
import { makeReport, type ReportDeps } from "./make-report.ts";
import type { OnboardingStore } from "./ports.ts";
import type { ReviewReports } from "./review-report-port.ts";
import { signableReport } from "./signable-report.ts";

/** What freezing a report needs. */
export interface FreezeDeps extends ReportDeps {
  readonly store: OnboardingStore;
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
}

/**
 * Reports for signatures: each is stored once, as canonical JSON with its hash, and never changes again. The same traffic,
 * marks and waivers give the snapshot that is there, whenever it is asked.
 */
export function createReviewReports(deps: FreezeDeps): ReviewReports {
  const { store, sha256 } = deps;
  return {
    freeze: async ({ organizationId, realm, from, to, dataKind }) => {
      const report = await makeReport(deps, { organizationId, realm, from, to, dataKind });
      // Numbers that mix two judgements are no ground for a signature.
      if (report.progress !== null) return undefined;
      const content = `sha256:${sha256(canonicalJson({ ...report, generatedAt: "" }))}`;
      const { json, digest } = snapshotOf(report, sha256);
      const frozen = await store.transaction(async (tx) => {
        const known = await tx.findReviewSnapshot(organizationId, content);
        if (known !== undefined) return known;
        const made = { id: deps.newId(), digest };
        const madeAtMs = deps.calendarClock();
        await tx.appendReviewSnapshot({ ...made, organizationId, contentDigest: content, json, madeAtMs });
        return made;
      });
      const incidents = await deps
        .reviewOf(realm)
        .transaction(`report\n${organizationId}`, (tx) => tx.review.listIncidents(organizationId, false));
      return signableReport({ report, snapshotId: frozen.id, digest: frozen.digest }, incidents.length);
    },
  };
}
