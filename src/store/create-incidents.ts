import type { ReviewTransaction } from "../review/ports.ts";
import { incidentOfRow } from "./review-rows.ts";
import type { Rows } from "./review-statements.ts";

type Incidents = Pick<ReviewTransaction, "listIncidents" | "closeIncident">;

/** Incidents on either database. */
export function createIncidents(rows: Rows): Incidents {
  return {
    listIncidents: async (organizationId, isAll) => {
      const asked = organizationId === undefined ? "1 = 1" : "organization_id = $1";
      const open = isAll ? "" : " and closed_at_ms is null";
      return (
        await rows(
          `select * from review_incident where ${asked}${open} order by at_ms, message_id`,
          organizationId === undefined ? [] : [organizationId],
        )
      ).map(incidentOfRow);
    },
    closeIncident: async (messageId, by, atMs) => {
      const closed = await rows(
        `update review_incident set closed_at_ms = $1, closed_by = $2
          where message_id = $3 and closed_at_ms is null returning message_id`,
        [atMs, by, messageId],
      );
      return closed.length > 0;
    },
  };
}
