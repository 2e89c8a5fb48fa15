import type { PeopleBrowser } from "../registry/people-browser.ts";
import type { RealmKeys } from "../vault/load-vault.ts";
import type { RealmDatabase } from "./databases.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { createRegistryDocuments } from "./registry-documents.ts";
import { byDate } from "./registry-rows.ts";
import { STORE_LIMITS } from "./store-limits.ts";

/** Merges in a row that are followed back. */
const GENERATIONS_MAX = 20;

function rowsOf(limit: number): number {
  return Math.max(1, Math.min(Math.trunc(limit), STORE_LIMITS.listRowsMax));
}

/** The people of one realm on either database. */
export function createPeopleBrowser({ kysely }: RealmDatabase, keys: RealmKeys): PeopleBrowser {
  const documents = createRegistryDocuments(keys);

  /** The person and all that were merged into it. */
  const idsOf = async (personId: string): Promise<readonly string[]> => {
    const ids = [personId];
    let last: readonly string[] = ids;
    for (let left = GENERATIONS_MAX; last.length > 0 && left > 0; left -= 1) {
      const rows = await kysely.selectFrom("patient").select("id").where("merged_into", "in", last).execute();
      last = rows.map(({ id }) => id);
      ids.push(...last);
    }
    return ids;
  };

  return {
    openPairs: (limit) =>
      orUnavailable(
        kysely
          .selectFrom("match_review")
          .select(["patient_id", "other_id", "reason", "score_tenths", "message_id", "created_at_ms"])
          .where("decision", "is", null)
          .orderBy("created_at_ms")
          .orderBy("patient_id")
          .limit(rowsOf(limit))
          .execute()
          .then((rows) =>
            rows.map((row) => ({
              personId: row.patient_id,
              otherId: row.other_id,
              reason: row.reason,
              score: row.score_tenths / 10,
              messageId: row.message_id,
              noticedAt: new Date(row.created_at_ms).toISOString(),
            })),
          ),
      ),
    disclosures: (personId, limit) =>
      orUnavailable(
        idsOf(personId)
          .then((ids) =>
            kysely
              .selectFrom("query_disclosure as d")
              .innerJoin("message as m", "m.id", "d.message_id")
              .select(["m.id", "m.received_at_ms", "m.organization_id", "m.credential_id", "d.patient_id"])
              .where("d.patient_id", "in", ids)
              .orderBy("m.received_at_ms", "desc")
              .orderBy("m.id", "desc")
              .limit(rowsOf(limit))
              .execute(),
          )
          .then((rows) =>
            rows.map((row) => ({
              messageId: row.id,
              at: new Date(row.received_at_ms).toISOString(),
              organizationId: row.organization_id,
              credentialId: row.credential_id,
              personId: row.patient_id,
            })),
          ),
      ),
    show: async (personId) => {
      const read = async () => {
        const [person] = await kysely
          .selectFrom("patient")
          .select(["id", "scope", "merged_into", "document"])
          .where("id", "=", personId)
          .execute();
        const sources = await kysely
          .selectFrom("patient_source")
          .select(["id", "organization_id", "site", "document"])
          .where("patient_id", "=", personId)
          .orderBy("id")
          .execute();
        const reports = await kysely
          .selectFrom("vaccination_report")
          .select(["id", "source_id", "document"])
          .where("patient_id", "=", personId)
          .orderBy("id")
          .execute();
        const events = await kysely
          .selectFrom("vaccination_event")
          .select(["id", "gone", "document"])
          .where("patient_id", "=", personId)
          .orderBy("id")
          .execute();
        return { person, sources, reports, events };
      };
      const { person, sources, reports, events } = await orUnavailable(read());
      if (person === undefined) return undefined;
      const living = events.filter(({ gone }) => gone === 0);
      const former = events.filter(({ gone }) => gone !== 0);
      return {
        person: { ...documents.openPerson(person), mergedInto: person.merged_into ?? undefined },
        records: {
          sources: sources.map((row) => documents.openSource(row)),
          reports: reports.map((row) => ({ sourceId: row.source_id, report: documents.openReport(row) })),
          events: living.map((row) => documents.openEvent(row)).toSorted(byDate),
          formerEvents: former.map((row) => documents.openEvent(row)),
        },
      };
    },
  };
}
