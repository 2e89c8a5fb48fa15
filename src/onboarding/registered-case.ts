import type { Organization } from "../accounts/organization.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { OnboardingCase } from "./onboarding-case.ts";

/** The case of an organization for which nothing has happened yet; it is not stored before the first event. */
export function registeredCase(
  organization: Pick<Organization, "id" | "stage">,
  made: { readonly id: string; readonly today: DateOnly; readonly atMs: number },
): OnboardingCase {
  return {
    id: made.id,
    organizationId: organization.id,
    number: 1,
    interfaceName: "",
    stage: "REGISTERED",
    clock: { startedOn: made.today, daysBefore: 0 },
    letterStands: false,
    calendarVersion: 0,
    trafficSinceMs: 0,
    openedAtMs: made.atMs,
    lastEventAtMs: 0,
  };
}
