import type { Migration } from "../migrate.ts";
import { foundation } from "./foundation.ts";
import { messages } from "./realm/0002-messages.ts";
import { registry } from "./realm/0003-registry.ts";
import { awaitedCodes } from "./realm/0004-awaited-codes.ts";
import { review } from "./realm/0005-review.ts";
import { retention } from "./realm/0006-retention.ts";
import { reviewSums } from "./realm/0007-review-sums.ts";
import { queriesByControlId } from "./realm/0008-queries-by-control-id.ts";
import { reviewChanges } from "./realm/0009-review-changes.ts";
import { reviewPatients } from "./realm/0010-review-patients.ts";

/** Each realm database's schema, step by step; append only. */
export const REALM_MIGRATIONS: readonly Migration[] = [
  foundation,
  messages,
  registry,
  awaitedCodes,
  review,
  retention,
  reviewSums,
  queriesByControlId,
  reviewChanges,
  reviewPatients,
];
