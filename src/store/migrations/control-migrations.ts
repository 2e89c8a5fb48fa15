import type { Migration } from "../migrate.ts";
import { foundation } from "./foundation.ts";

/** The control database's schema, step by step; append only. */
export const CONTROL_MIGRATIONS: readonly Migration[] = [foundation];
