import type { UnansweredFinding, WorkItem } from "../../console/views/work.ts";
import { counted } from "../../console/show-values.ts";
import { TIMER_ROLE } from "../../onboarding/open-tasks.ts";

/**
 * Tasks that findings raise when their day has passed without an answer: one for each organization, as late as its oldest
 * one. They are seen, not stored, and end with the answer.
 */
export function lateFindings(findings: readonly UnansweredFinding[]): readonly WorkItem[] {
  const late = findings.filter(({ daysLeft }) => daysLeft !== undefined && daysLeft < 0);
  const byOrganization = Map.groupBy(late, ({ organizationId }) => organizationId);
  return [...byOrganization.values()].flatMap((own): readonly WorkItem[] => {
    const [oldest] = own.toSorted((a, b) => a.dueOn.localeCompare(b.dueOn));
    if (oldest === undefined) return [];
    const { organizationId, organization, dueOn, daysLeft, owner } = oldest;
    const text = `${counted(own.length, "finding")} without an answer: ask ${owner}, then note the answer in the report`;
    const task = { kind: "finding-late", text, role: TIMER_ROLE, dueOn } as const;
    return [{ organizationId, organization, task, ...(daysLeft !== undefined && { daysLeft }) }];
  });
}
