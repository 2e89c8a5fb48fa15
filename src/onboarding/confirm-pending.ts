import type { Actor } from "../accounts/policy.ts";
import type { BusinessCalendar } from "../kernel/business-days.ts";
import { dayInZone } from "../kernel/dates.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import { calendarWith } from "./closings.ts";
import type { PendingAct } from "./pending-act.ts";
import type { OnboardingTransaction } from "./ports.ts";

const PENDING_BUSINESS_DAYS_MAX = 5;

export function nothingPending(pendingId: string): RefusedError {
  return new RefusedError("not-found", `Nothing is pending under ${pendingId}. The first call tells the id.`);
}

/**
 * Check that another person may confirm an act now (decision D28).
 *
 * @param nowMs calendar time
 * @throws RefusedError `policy` when it was done, when the same person asked, or when it is too old
 */
export function checkConfirmable(
  actor: Actor,
  pending: PendingAct,
  calendar: BusinessCalendar,
  nowMs: number,
): void {
  const { doneAtMs, askedByOsUser, askedAtMs, askedBy } = pending;
  if (doneAtMs !== undefined) throw new RefusedError("policy", `${pending.id} was confirmed already.`);
  if (askedByOsUser === actor.osUser)
    throw new RefusedError(
      "policy",
      `${askedBy} asked for this as ${askedByOsUser}; another person must confirm it, logged in as themselves.`,
    );
  if (calendar.count(dayInZone(askedAtMs), dayInZone(nowMs)) > PENDING_BUSINESS_DAYS_MAX)
    throw new RefusedError(
      "policy",
      `${pending.id} is older than ${PENDING_BUSINESS_DAYS_MAX} business days. Ask for it again.`,
    );
}

/**
 * Check that another person may confirm an act now, and mark it as confirmed: it cannot be confirmed again.
 *
 * @param nowMs calendar time
 * @throws RefusedError `not-found`, or `policy` as {@link checkConfirmable}
 */
export async function endPending(
  tx: OnboardingTransaction,
  actor: Actor,
  pendingId: string,
  nowMs: number,
): Promise<void> {
  const pending = await tx.findPending(pendingId);
  if (pending === undefined) throw nothingPending(pendingId);
  checkConfirmable(actor, pending, calendarWith(await tx.findClosings()), nowMs);
  await tx.savePending({ ...pending, doneAtMs: nowMs });
}
