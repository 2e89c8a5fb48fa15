import type { BusinessCalendar } from "../kernel/business-days.ts";
import type { Clock, IdSource } from "../kernel/clock.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { AuditEntry, JsonObject } from "./audit-entry.ts";
import { type Act, type Actor, permits } from "./policy.ts";
import type { ControlStore, ControlTransaction } from "./ports.ts";
import type { RandomBytes } from "./random-bytes.ts";
import type { SecretHasher } from "./secret-hasher.ts";

/** What administrative acts need. */
export interface AdministrationDeps {
  readonly store: ControlStore;
  readonly hasher: SecretHasher;
  /** Real time: the audit trail. */
  readonly clock: Clock;
  /** Calendar time, which `IIS_NOW` may fix: expiry and days. */
  readonly calendarClock: Clock;
  readonly newId: IdSource;
  readonly randomBytes: RandomBytes;
  readonly calendar: BusinessCalendar;
}

/** What doing one audited act needs: time, and the database's transaction, which may know more than accounts. */
export interface ActDeps<Tx extends ControlTransaction = ControlTransaction> {
  readonly store: { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> };
  /** Real time: the audit trail. */
  readonly clock: Clock;
}

/** One act as it is asked for. */
export interface AskedAct {
  readonly act: Act;
  /** Whose act it is for an integrator; absent when it reaches more than one organization. */
  readonly organizationId?: string;
  /** Id of what is acted on, as far as it is known before. */
  readonly object?: string;
  /** When the act asks for one of its own; else the actor's holds. */
  readonly reason?: string;
}

/** What an act did. */
export interface DoneAct<T> {
  readonly value: T;
  /** Id of what was acted on. */
  readonly object: string;
  /** What changed, for the audit trail; no secret, no patient data. */
  readonly detail: JsonObject;
}

const REASON_LENGTH_MAX = 500;

/** @throws RefusedError `usage` unless the text is 1 to `lengthMax` characters on one line */
export function checkLine(what: string, text: string, lengthMax: number): string {
  const line = text.trim();
  if (line === "" || line.length > lengthMax || /\p{Cc}/u.test(line))
    throw new RefusedError("usage", `${what} must be one line of 1 to ${lengthMax} characters.`);
  return line;
}

function entryOf<Tx extends ControlTransaction>(
  deps: ActDeps<Tx>,
  actor: Actor,
  asked: AskedAct,
): Omit<AuditEntry, "outcome" | "detail"> {
  const { act, object = asked.organizationId ?? "", reason } = asked;
  const { name, osUser, source } = actor;
  const common = { atMs: deps.clock(), actor: name, osUser, source, action: act, object };
  return reason === undefined ? common : { ...common, reason };
}

const HOUR_MS = 3_600_000;

/**
 * Refusals of one actor that are written: of each act the first ones of an hour, then one from time to time that stands for many.
 * Rows are never deleted: else anybody who may log in could fill the disk by asking for what is refused. One act's do not
 * hide another's.
 */
export const REFUSALS_WRITTEN = { perHourMax: 100, thenEveryMs: 60_000 } as const;

async function recordRefusal<Tx extends ControlTransaction>(
  deps: ActDeps<Tx>,
  actor: Actor,
  asked: AskedAct,
  refusal: RefusedError,
): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const nowMs = deps.clock();
    const { perHourMax, thenEveryMs } = REFUSALS_WRITTEN;
    const { count, lastMs = -Infinity } = await tx.countRefusals(
      actor.name,
      asked.act,
      nowMs - HOUR_MS,
      perHourMax,
    );
    const isOften = count >= perHourMax;
    if (isOften && nowMs - lastMs < thenEveryMs) return;
    const object = await refusedObject(tx, asked);
    const detail = { refusal: refusal.message, ...(isOften && { oneForMany: true }) };
    await tx.appendAudit({ ...entryOf(deps, actor, { ...asked, object }), outcome: "refused", detail });
  });
}

/** An organization that there is: what else somebody wrote into an address must not stay in the trail for ever. */
async function refusedObject(
  tx: Pick<ControlTransaction, "findOrganization">,
  { object, organizationId = "" }: AskedAct,
): Promise<string> {
  return object ?? (await tx.findOrganization(organizationId))?.id ?? "";
}

function checkPolicy(actor: Actor, asked: AskedAct): void {
  if (permits(actor, asked.act, asked.organizationId)) return;
  const text = `${actor.name} (${actor.user?.role ?? "host"}) may not do ${asked.act} here. Ask someone with the role.`;
  throw new RefusedError("policy", text);
}

/**
 * Run `work` when the policy lets the actor, and write it to the audit trail; a refusal by policy is written too.
 *
 * @throws RefusedError when it is refused; GatewayError `unavailable` when the database does not take it
 */
export async function perform<T, Tx extends ControlTransaction = ControlTransaction>(
  deps: ActDeps<Tx>,
  actor: Actor,
  asked: AskedAct,
  work: (tx: Tx) => Promise<DoneAct<T>>,
): Promise<T> {
  const reason = asked.reason ?? actor.reason;
  const checked =
    reason === undefined ? asked : { ...asked, reason: checkLine("The reason", reason, REASON_LENGTH_MAX) };
  try {
    checkPolicy(actor, checked);
    return await deps.store.transaction(async (tx) => {
      const { value, object, detail } = await work(tx);
      await tx.appendAudit({ ...entryOf(deps, actor, { ...checked, object }), outcome: "done", detail });
      return value;
    });
  } catch (error) {
    if (error instanceof RefusedError && error.kind === "policy")
      await recordRefusal(deps, actor, checked, error);
    throw error;
  }
}

/**
 * Let an actor read or begin, or refuse and write that to the audit trail.
 *
 * @throws RefusedError `policy`
 */
export async function authorize<Tx extends ControlTransaction>(
  deps: ActDeps<Tx>,
  actor: Actor,
  asked: AskedAct,
): Promise<void> {
  try {
    checkPolicy(actor, asked);
  } catch (error) {
    if (error instanceof RefusedError) await recordRefusal(deps, actor, asked, error);
    throw error;
  }
}
