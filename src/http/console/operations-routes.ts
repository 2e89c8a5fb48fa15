import { renderAudit } from "../../console/audit-page.ts";
import { renderOperations } from "../../console/operations-page.ts";
import { PATHS } from "../../console/paths.ts";
import type { AuditView } from "../../console/views/operations.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { loadOperations } from "./load-operations.ts";
import { page, type SignedVisit } from "./visit.ts";

const ROWS = 100;

async function loadAudit({ accounts }: ConsoleDeps, { query }: SignedVisit): Promise<AuditView> {
  const { action, object, before = "" } = query;
  const beforeSeq = /^\d{1,15}$/.test(before) ? Number(before) : undefined;
  const asked = { ...(action && { action }), ...(object && { object }) };
  const filter = { ...asked, ...(beforeSeq !== undefined && { beforeSeq }) };
  const found = await accounts.store.listAudit(ROWS + 1, filter);
  const rows = found.slice(0, ROWS);
  const last = found.length > ROWS ? rows.at(-1) : undefined;
  return {
    rows,
    ...(last && { older: PATHS.audit({ ...asked, before: String(last.seq) }) }),
    ...(beforeSeq !== undefined && { newest: PATHS.audit(asked) }),
    asked,
  };
}

/** What operators look at, and the audit trail. */
export function operationsRoutes(
  deps: ConsoleDeps,
): Pick<ConsoleHandlers["signed"], "GET /operations" | "GET /audit"> {
  return {
    "GET /operations": async ({ frame, actor }) =>
      page(renderOperations(frame, await loadOperations(deps, actor))),
    "GET /audit": async (visit) => page(renderAudit(visit.frame, await loadAudit(deps, visit))),
  };
}
