import type { Kysely } from "kysely";
import { REALMS, type Realm } from "../kernel/realm.ts";
import type { ControlSchema } from "./control-schema.ts";
import { findLastAct } from "./find-last-act.ts";
import type { OnboardingSchema } from "./onboarding-schema.ts";
import { orUnavailable } from "./or-unavailable.ts";

/** Credentials of one realm that can log in, as numbers. */
export interface CredentialUpkeep {
  readonly realm: Realm;
  /** Newest use of any of them; undefined when none was ever used. */
  readonly lastUseMs: number | undefined;
  /** Earliest end of one that no rotation has replaced. */
  readonly nextEndMs: number | undefined;
  /** Those that end within so many days. */
  readonly ending: readonly { readonly days: number; readonly credentials: number }[];
  /** Organizations that came before, and of which nothing came for so many days. */
  readonly quiet: readonly { readonly days: number; readonly organizations: number }[];
}

/** What the control database tells of the work of those who run the gateway. */
export interface StoredUpkeep {
  readonly lastBackupMs: number | undefined;
  readonly credentials: readonly CredentialUpkeep[];
  /** Open tasks of onboarding and of the watches, by kind. */
  readonly openTasks: Readonly<Record<string, number>>;
}

const DAY_MS = 86_400_000;
const ENDING_DAYS = [10, 30] as const;
const QUIET_DAYS = [1, 3, 7, 30] as const;

interface Usable {
  readonly organization_id: string;
  readonly realm: Realm;
  readonly expires_at_ms: number;
  readonly superseded_by: string | null;
  readonly last_used_at_ms: number | null;
}

function lastUses(usable: readonly Usable[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { organization_id: id, last_used_at_ms: atMs } of usable)
    if (atMs !== null) uses.set(id, Math.max(atMs, uses.get(id) ?? 0));
  return uses;
}

function credentialUpkeep(realm: Realm, usable: readonly Usable[], nowMs: number): CredentialUpkeep {
  const uses = [...lastUses(usable).values()];
  const ends = usable.filter((row) => row.superseded_by === null).map((row) => row.expires_at_ms);
  return {
    realm,
    lastUseMs: uses.length === 0 ? undefined : Math.max(...uses),
    nextEndMs: ends.length === 0 ? undefined : Math.min(...ends),
    ending: ENDING_DAYS.map((days) => ({
      days,
      credentials: ends.filter((endMs) => endMs - nowMs <= days * DAY_MS).length,
    })),
    quiet: QUIET_DAYS.map((days) => ({
      days,
      organizations: uses.filter((atMs) => nowMs - atMs >= days * DAY_MS).length,
    })),
  };
}

/**
 * Count what somebody has to look after; no organization is named.
 *
 * @param nowMs calendar time, by which credentials end
 */
export async function readUpkeep(
  control: Kysely<ControlSchema & OnboardingSchema>,
  nowMs: number,
): Promise<StoredUpkeep> {
  const usable = control
    .selectFrom("credential")
    .innerJoin("organization", "organization.id", "credential.organization_id")
    .select(["organization_id", "realm", "expires_at_ms", "superseded_by", "last_used_at_ms"])
    .where("organization.suspended", "=", 0)
    .where("revoked_at_ms", "is", null)
    .where("suspended_at_ms", "is", null)
    .where("expires_at_ms", ">", nowMs);
  const tasks = control
    .selectFrom("onboarding_task")
    .select(({ fn }) => ["kind", fn.countAll<number>().as("open")])
    .where("closed_at_ms", "is", null)
    .groupBy("kind");
  const rows = await orUnavailable(usable.execute());
  const open = await orUnavailable(tasks.execute());
  return {
    lastBackupMs: await findLastAct(control, "system.backup"),
    credentials: REALMS.map((realm) =>
      credentialUpkeep(
        realm,
        rows.filter((row) => row.realm === realm),
        nowMs,
      ),
    ),
    openTasks: Object.fromEntries(open.map(({ kind, open: count }) => [kind, count])),
  };
}
