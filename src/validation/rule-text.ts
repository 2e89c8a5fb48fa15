import type { ComponentCondition, PrimitiveType } from "../immunization/profiles/profile.ts";
import type { Loss, Rule } from "./rule.ts";

/** Longest text of a finding, so that `Not stored: ` before it still fits into the 250 characters of ERR-8. */
export const TEXT_LENGTH_MAX = 235;

const OUTCOMES: Readonly<Record<Loss, string>> = {
  message: "nothing of the message is stored",
  dose: "dose {dose} is not stored",
  segment: "this segment is not stored",
  field: "it is not stored",
  repetition: "it is not stored",
  component: "it is not stored",
  none: "stored as sent",
};

const QUERY_OUTCOMES: Readonly<Record<Loss, string>> = {
  message: "the query is not run",
  dose: "the query is not run",
  segment: "the query runs without it",
  field: "the query runs without it",
  repetition: "the query runs without it",
  component: "the query runs without it",
  none: "the query runs as sent",
};

/** What became of the data, in words, where a row does not say it better. */
export function outcomeText(loss: Loss, isQuery: boolean): string {
  return (isQuery ? QUERY_OUTCOMES : OUTCOMES)[loss];
}

const TIME_FORMS: Readonly<Partial<Record<PrimitiveType, string>>> = {
  TS_Z: "YYYYMMDDHHMMSS with the offset from UTC, as 20260114093012-0600",
  TS_NZ: "YYYYMMDD, without an offset",
  TS_M: "YYYYMMDD or YYYYMM",
  DT: "YYYYMMDD, YYYYMM or YYYY",
};

/** The form a date or time must have, in words. */
export function timeForm(type: PrimitiveType): string {
  return TIME_FORMS[type] ?? "YYYYMMDD";
}

export function conditionText(condition: ComponentCondition): string {
  const place = `component ${condition.component}`;
  if (condition.is !== undefined) return `${place} is ${condition.is}`;
  return condition.in === undefined
    ? `${place} is not ${(condition.notIn ?? []).join(" or ")}`
    : `${place} is ${condition.in.join(" or ")}`;
}

/** Fills one finding's text from its rule. `value` has passed `quotable`. */
export function findingText(rule: Rule, value: string, dose: number | undefined, isLost: boolean): string {
  const problem = rule.problem.replace("{value}", () => value);
  const outcome = isLost ? "" : `; ${rule.outcome.replace("{dose}", () => `${dose ?? ""}`)}`;
  return `${problem}${outcome}. ${rule.fix}`.slice(0, TEXT_LENGTH_MAX);
}
