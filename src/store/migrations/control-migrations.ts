import type { Migration } from "../migrate.ts";
import { accounts } from "./control/0002-accounts.ts";
import { audit } from "./control/0003-audit.ts";
import { codeImports } from "./control/0004-code-imports.ts";
import { onboarding } from "./control/0005-onboarding.ts";
import { review } from "./control/0006-review.ts";
import { catchUp } from "./control/0007-catch-up.ts";
import { consoleSessions } from "./control/0008-console-sessions.ts";
import { watches } from "./control/0009-watches.ts";
import { maintenance } from "./control/0010-maintenance.ts";
import { forecastApprovals } from "./control/0011-forecast-approvals.ts";
import { protection } from "./control/0012-protection.ts";
import { credentialDeliveries } from "./control/0013-credential-deliveries.ts";
import { siteCodes } from "./control/0014-site-codes.ts";
import { reviewThresholds } from "./control/0015-review-thresholds.ts";
import { findings } from "./control/0016-findings.ts";
import { frozenFindings } from "./control/0017-frozen-findings.ts";
import { pendingActs } from "./control/0018-pending-acts.ts";
import { board } from "./control/0019-board.ts";
import { refusals } from "./control/0020-refusals.ts";
import { foundation } from "./foundation.ts";

/** The control database's schema, step by step; append only. */
export const CONTROL_MIGRATIONS: readonly Migration[] = [
  foundation,
  accounts,
  audit,
  codeImports,
  onboarding,
  review,
  catchUp,
  consoleSessions,
  watches,
  maintenance,
  forecastApprovals,
  protection,
  credentialDeliveries,
  siteCodes,
  reviewThresholds,
  findings,
  frozenFindings,
  pendingActs,
  board,
  refusals,
];
