import type { BusinessCalendar } from "../../kernel/business-days.ts";
import type { DateOnly } from "../../kernel/dates.ts";

/**
 * Business days from today to a due date, as a field of a view; negative when it has passed, also on the weekend after it,
 * absent when nothing is due.
 */
export function daysLeft(
  calendar: BusinessCalendar,
  today: DateOnly,
  dueOn: DateOnly | undefined,
): { readonly daysLeft?: number } {
  if (dueOn === undefined) return {};
  if (dueOn >= today) return { daysLeft: calendar.count(today, dueOn) };
  return { daysLeft: -Math.max(1, calendar.count(dueOn, today)) };
}
