import type { ReviewSnapshot } from "../onboarding/ports.ts";
import type { ReviewAct } from "../onboarding/review-acts.ts";
import { restoreThresholds, type ThresholdsVersion } from "../review/thresholds.ts";
import type { ReviewActRow, ReviewSnapshotRow, ReviewThresholdsRow } from "./onboarding-schema.ts";

/** @returns the row of an act */
export function reviewActRow(act: ReviewAct): ReviewActRow {
  return {
    id: act.id,
    organization_id: act.organizationId,
    realm: act.realm,
    kind: act.kind,
    rule: act.rule,
    finding_key: act.findingKey ?? null,
    until_ms: act.untilMs ?? null,
    at_ms: act.atMs,
    by_name: act.by,
    reason: act.reason,
  };
}

/** @returns the act of a row */
export function reviewActOf(row: ReviewActRow): ReviewAct {
  return {
    id: row.id,
    organizationId: row.organization_id,
    realm: row.realm,
    kind: row.kind,
    rule: row.rule,
    atMs: row.at_ms,
    by: row.by_name,
    reason: row.reason,
    ...(row.finding_key !== null && { findingKey: row.finding_key }),
    ...(row.until_ms !== null && { untilMs: row.until_ms }),
  };
}

/** @returns the row of a frozen report */
export function reviewSnapshotRow(snapshot: ReviewSnapshot): ReviewSnapshotRow {
  return {
    id: snapshot.id,
    organization_id: snapshot.organizationId,
    content_digest: snapshot.contentDigest,
    digest: snapshot.digest,
    made_at_ms: snapshot.madeAtMs,
    document: snapshot.json,
  };
}

/** @returns the frozen report of a row */
export function reviewSnapshotOf(row: ReviewSnapshotRow): ReviewSnapshot {
  return {
    id: row.id,
    organizationId: row.organization_id,
    contentDigest: row.content_digest,
    digest: row.digest,
    json: row.document,
    madeAtMs: row.made_at_ms,
  };
}

/** @returns the row of a set of thresholds */
export function thresholdsRow(set: ThresholdsVersion): ReviewThresholdsRow {
  return {
    version: set.version,
    at_ms: set.atMs,
    by_name: set.by,
    reason: set.reason,
    document: JSON.stringify(set.thresholds),
  };
}

/** @returns the set of thresholds of a row */
export function thresholdsOf(row: ReviewThresholdsRow): ThresholdsVersion {
  return {
    version: row.version,
    thresholds: restoreThresholds(row.document),
    atMs: row.at_ms,
    by: row.by_name,
    reason: row.reason,
  };
}
