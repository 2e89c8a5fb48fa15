import { authorize, checkLine, type DoneAct, perform } from "../accounts/administration.ts";
import type { Actor } from "../accounts/policy.ts";
import { endPending } from "./confirm-pending.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { AskedApproval, PendingAct } from "./pending-act.ts";

const REASON_LENGTH_MAX = 500;

/** What approving needs. */
export type ApprovalDeps = Pick<OnboardingDeps, "store" | "clock" | "calendarClock" | "newId" | "twoPerson">;

/** What came of asking: it holds, or waits for another person (decision D28). */
export type ApprovalOutcome =
  | { readonly kind: "approved" }
  | { readonly kind: "pending"; readonly pendingId: string };

/**
 * Accept a release of CDC's supporting data for forecasts in production, under one's own name; with the rule of two people,
 * ask for it.
 *
 * @throws RefusedError `usage` without a reason, `policy` for a role that may not
 */
export async function approveForecast(
  deps: ApprovalDeps,
  actor: Actor,
  asked: Omit<AskedApproval, "kind">,
): Promise<ApprovalOutcome> {
  const reason = checkLine("The reason", asked.reason, REASON_LENGTH_MAX);
  const { version, sha256 } = asked;
  const act = { act: "forecast.approve", object: version, reason } as const;
  return perform(deps, actor, act, async (tx): Promise<DoneAct<ApprovalOutcome>> => {
    if (!deps.twoPerson) {
      const approvedAtMs = deps.clock();
      await tx.saveForecastApproval({ sha256, version, approvedAtMs, approvedBy: actor.name, reason });
      return { value: { kind: "approved" }, object: version, detail: { version, sha256 } };
    }
    const pendingId = deps.newId();
    await tx.savePending({
      id: pendingId,
      organizationId: undefined,
      asked: { kind: "forecast.approve", version, sha256, reason },
      askedBy: actor.name,
      askedByOsUser: actor.osUser,
      askedAtMs: deps.calendarClock(),
    });
    const detail = { version, sha256, pending: pendingId };
    return { value: { kind: "pending", pendingId }, object: version, detail };
  });
}

/** An approval that waits for another person. */
export interface PendingApproval extends PendingAct {
  readonly asked: AskedApproval;
}

/**
 * Confirm what another person asked for: just those files are accepted, whatever lies in the folder by now.
 *
 * @throws RefusedError `policy` when the same person asked, when it was done, or when it is too old
 */
export async function confirmApproval(
  deps: ApprovalDeps,
  actor: Actor,
  { id, asked, askedBy }: PendingApproval,
): Promise<void> {
  const { version, sha256, reason } = asked;
  const act = { act: "forecast.approve", object: version, reason } as const;
  await authorize(deps, actor, act);
  await perform(deps, actor, act, async (tx) => {
    await endPending(tx, actor, id, deps.calendarClock());
    const approvedBy = `${askedBy}, ${actor.name}`;
    await tx.saveForecastApproval({ sha256, version, approvedAtMs: deps.clock(), approvedBy, reason });
    return { value: undefined, object: version, detail: { version, sha256, pending: id, askedBy } };
  });
}
