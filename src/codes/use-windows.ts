import type { CodeSets, CvxCode } from "./code-sets.ts";
import { codeRows } from "./read-code-sets.ts";
import { SEASONAL_GROUPS, USED_ABROAD, VACCINE_WINDOWS } from "./vaccine-windows.ts";

/** When a vaccine was in use; days as `YYYYMMDD`. */
export interface UseWindow {
  /** Undefined when nothing tells it. */
  readonly from: string | undefined;
  /** Undefined while in use, and when nothing tells it. */
  readonly to: string | undefined;
  /** What the dates come from: for the evidence that a report shows. */
  readonly basis: "override" | "package or product" | "vaccine group";
  /** Days after `to` that a dose given here may still have: stock is used up; none of a season or an authorization. */
  readonly graceDays: number;
  /** In use abroad after `to`, so that a late historical dose may be right. */
  readonly abroad: boolean;
}

/** Windows by CVX; a code without one is not judged by date. */
export interface UseWindows {
  /** Names this state of the table of overrides. */
  readonly version: string;
  readonly byCvx: ReadonlyMap<string, UseWindow>;
  /** No window and no longer active: a dose given today should not carry it. */
  readonly retired: ReadonlySet<string>;
}

interface Override {
  readonly from: string;
  readonly to: string;
}

const GRACE_DAYS_SEASONAL = 30;
const GRACE_DAYS = 365;

function overrides(): ReadonlyMap<string, Override> {
  return new Map(codeRows(VACCINE_WINDOWS).map(([cvx = "", from = "", to = ""]) => [cvx, { from, to }]));
}

interface Dates {
  readonly starts: string[];
  readonly ends: string[];
  isOpen: boolean;
}

/** First and last days of all packages and products of each CVX. */
function datesByCvx(codes: CodeSets): ReadonlyMap<string, Dates> {
  const dates = new Map<string, Dates>();
  const of = (cvx: string): Dates => {
    const found = dates.get(cvx) ?? { starts: [], ends: [], isOpen: false };
    dates.set(cvx, found);
    return found;
  };
  for (const rows of codes.ndc.values()) {
    for (const { cvx, from, to } of rows) {
      const own = of(cvx);
      if (from !== "") own.starts.push(from);
      if (to === "") own.isOpen = true;
      else own.ends.push(to);
    }
  }
  for (const { cvx, from } of codes.products) if (from !== "") of(cvx).starts.push(from);
  return dates;
}

const least = (days: readonly string[]): string | undefined => days.toSorted()[0];

function windowOf(
  code: CvxCode,
  dates: Dates | undefined,
  override: Override | undefined,
): UseWindow | undefined {
  const from = (override?.from ?? "") === "" ? least(dates?.starts ?? []) : override?.from;
  const isOpen = code.status === "active" || dates?.isOpen === true;
  const computedTo = isOpen ? undefined : dates?.ends.toSorted().at(-1);
  const to = override === undefined || override.to === "" ? computedTo : override.to;
  const end = to === "open" ? undefined : to;
  if (from === undefined && end === undefined) return undefined;
  const isSeasonal = override !== undefined || code.groups.some((group) => SEASONAL_GROUPS.has(group));
  return {
    from,
    to: end,
    basis: override === undefined ? "package or product" : "override",
    graceDays: isSeasonal ? GRACE_DAYS_SEASONAL : GRACE_DAYS,
    abroad: code.status === "non-us" || USED_ABROAD.has(code.code),
  };
}

/** A code that names a group only was right from the group's first vaccine on, and stays right for history. */
function groupWindow(
  code: CvxCode,
  codes: CodeSets,
  specific: ReadonlyMap<string, UseWindow>,
): UseWindow | undefined {
  const members = codes.groups
    .filter(({ cvx, members: all }) => cvx === code.code || all.includes(code.code))
    .flatMap((group) => group.members);
  const from = least(members.flatMap((member) => specific.get(member)?.from ?? []));
  if (from === undefined) return undefined;
  return { from, to: undefined, basis: "vaccine group", graceDays: GRACE_DAYS, abroad: true };
}

/**
 * The window of each vaccine: the table of overrides before packages and products before CDC's status. Never the use dates of
 * the CVX table, most of which are the day on which a row was edited.
 */
export function useWindows(codes: CodeSets): UseWindows {
  const rows = overrides();
  const dates = datesByCvx(codes);
  const specific = new Map<string, UseWindow>();
  for (const code of codes.cvx.values()) {
    const found = windowOf(code, dates.get(code.code), rows.get(code.code));
    if (found !== undefined && (!code.unspecified || rows.has(code.code))) specific.set(code.code, found);
  }
  const byCvx = new Map(specific);
  for (const code of codes.cvx.values()) {
    if (!code.unspecified || byCvx.has(code.code)) continue;
    const found = groupWindow(code, codes, specific);
    if (found !== undefined) byCvx.set(code.code, found);
  }
  const retired = [...codes.cvx.values()].filter(
    ({ code, status, unspecified }) => !byCvx.has(code) && status === "inactive" && !unspecified,
  );
  return {
    version: VACCINE_WINDOWS.asOf,
    byCvx,
    retired: new Set(retired.map(({ code }) => code)),
  };
}
