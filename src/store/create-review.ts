import type { ReviewTransaction } from "../review/ports.ts";
import { createContributions } from "./create-contributions.ts";
import type { Execute, HoldWord } from "./create-curation.ts";
import { createIncidents } from "./create-incidents.ts";
import { createSums } from "./create-sums.ts";
import { countOf, type Rows, type Run, type Send } from "./review-statements.ts";
import type { Watch } from "./watch-work.ts";

/** The review on either database. */
export function createReview(execute: Execute, holdWord: HoldWord, watch: Watch): ReviewTransaction {
  const rows: Rows = (text, values, prepared) => watch.step(() => execute(text, values, prepared));
  const run: Run = async (text, values, prepared) => {
    await rows(text, values, prepared);
  };
  const send: Send = (name, text, values) => watch.send(async () => void (await execute(text, values, name)));
  return {
    ...createContributions(rows, run, send, holdWord),
    ...createSums(rows, run),
    ...createIncidents(rows),
    countReplays: async (organizationId, fromMs, toMs) => {
      const [row] = await rows(
        `select coalesce(sum(replays), 0) as count from message
          where organization_id = $1 and received_at_ms >= $2 and received_at_ms < $3 and replays > 0`,
        [organizationId, fromMs, toMs],
      );
      return countOf(row);
    },
  };
}
