import { GatewayError } from "../kernel/gateway-error.ts";
import type { DateOnly } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { ComparisonDigest, DigestedDose, GivenDoses, MessageHead } from "../onboarding/given-doses.ts";
import type { DoseForComparison } from "../registry/dose-for-comparison.ts";
import type { PatientSource } from "../registry/ports.ts";
import type { StoredReport } from "../registry/vaccination/stored-report.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { RealmDatabase } from "./databases.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { createRegistryDocuments } from "./registry-documents.ts";

/** Charts of one comparison; an organization gives fewer doses in a review and its monitoring. */
const CHARTS_MAX = 200_000;
/** Ids of one statement. */
const IDS_AT_ONCE_MAX = 200;

/** Says what a record is compared by; undefined when it is no dose given since then. */
export type DescribeDose = (
  record: { readonly chart: PatientSource; readonly report: StoredReport },
  givenFrom: DateOnly,
) => DoseForComparison | undefined;

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / IDS_AT_ONCE_MAX) }, (_none, at) =>
    ids.slice(at * IDS_AT_ONCE_MAX, (at + 1) * IDS_AT_ONCE_MAX),
  );
}

/** The given doses of one realm on either database; what tells who got them is digested in here (decision D5). */
export function createRealmDoses(
  { kysely, keys: check }: RealmDatabase,
  keys: RealmKeys,
  describe: DescribeDose,
): GivenDoses {
  const documents = createRegistryDocuments(keys);

  const chartsOf = async (organizationId: string, receivedFromMs: number): Promise<readonly string[]> => {
    const rows = await kysely
      .selectFrom("message as m")
      .innerJoin("message_source as s", "s.message_id", "m.id")
      .select("s.source_id")
      .distinct()
      .where("m.organization_id", "=", organizationId)
      .where("m.received_at_ms", ">=", receivedFromMs)
      .limit(CHARTS_MAX + 1)
      .execute();
    if (rows.length > CHARTS_MAX)
      throw new RefusedError("policy", `More than ${CHARTS_MAX} charts are to be compared. Ask MN.IT.`);
    return rows.map(({ source_id: id }) => id).toSorted();
  };

  const dosesOf = async (
    sourceIds: readonly string[],
    givenFrom: DateOnly,
    digest: ComparisonDigest,
  ): Promise<readonly DigestedDose[]> => {
    const charts = await kysely
      .selectFrom("patient_source")
      .select(["id", "organization_id", "site", "document"])
      .where("id", "in", sourceIds)
      .execute();
    const opened = new Map(charts.map((row) => [row.id, documents.openSource(row)]));
    const reports = await kysely
      .selectFrom("vaccination_report")
      .select(["id", "source_id", "document"])
      .where("source_id", "in", sourceIds)
      .orderBy("id")
      .execute();
    return reports.flatMap((row) => {
      const chart = opened.get(row.source_id);
      const dose =
        chart === undefined ? undefined : describe({ chart, report: documents.openReport(row) }, givenFrom);
      if (dose === undefined) return [];
      return [{ id: row.id, messageId: dose.messageId, digests: dose.texts.map(digest) }];
    });
  };

  return {
    listGiven: async ({ organizationId, givenFrom, receivedFromMs, digest }) => {
      if (check.kind !== "keys-fit") throw new GatewayError("unavailable");
      const doses: DigestedDose[] = [];
      for (const ids of chunks(await orUnavailable(chartsOf(organizationId, receivedFromMs))))
        doses.push(...(await orUnavailable(dosesOf(ids, givenFrom, digest))));
      return doses;
    },
    headsOf: async (messageIds) => {
      const heads = new Map<string, MessageHead>();
      for (const ids of chunks(messageIds)) {
        const rows = await orUnavailable(
          kysely
            .selectFrom("message")
            .select(["id", "control_id", "processing_id", "received_at_ms"])
            .where("id", "in", ids)
            .execute(),
        );
        for (const { id, control_id, processing_id, received_at_ms } of rows)
          heads.set(id, {
            controlId: control_id,
            processingId: processing_id,
            receivedAtMs: received_at_ms,
          });
      }
      return heads;
    },
  };
}
