import type { CodeSets, CvxCode } from "../../codes/code-sets.ts";
import {
  resolveVaccineCode,
  type VaccineCode,
  vaccineCodeSystem,
  type VaccineCodeSystem,
} from "../../codes/vaccine-code.ts";
import type { Coded, VaccinationContent } from "./vaccination-report.ts";

/** The vaccine of a report under the code tables of the day. */
export interface VaccineMeant {
  /** `""` when no code of the report is in the tables. */
  readonly cvx: string;
  readonly name: string;
  /** Names a vaccine group only. */
  readonly unspecified: boolean;
  /** CVX that name its vaccine groups; empty for what is no vaccine and for unknown codes. */
  readonly groups: readonly string[];
  /**
   * What two reports must share to be about the same vaccination: the groups; where there are none the code itself, so
   * that an immune globulin or an unknown code equals only itself.
   */
  readonly families: readonly string[];
}

function systemOf({ code, system }: Coded): VaccineCodeSystem | undefined {
  if (system !== "") return vaccineCodeSystem(system);
  if (/^\d{2,3}$/.test(code)) return "CVX";
  return /^\d{4}[0-9A-Z]$/.test(code) ? "CPT" : "NDC";
}

interface Choice {
  readonly system: VaccineCodeSystem;
  readonly cvx: readonly string[];
}

function resolved(codes: CodeSets, coded: Coded): VaccineCode | undefined {
  const system = systemOf(coded);
  return system && resolveVaccineCode(codes, coded.code, system);
}

function choiceOf(codes: CodeSets, coded: Coded): Choice | undefined {
  const found = resolved(codes, coded);
  return found?.kind === "known" && found.cvx.length > 0
    ? { system: found.system, cvx: found.cvx }
    : undefined;
}

/** A code that means one CVX says more than one that may mean several; among several a named product more than a group. */
function bestCvx(codes: CodeSets, choices: readonly Choice[]): string | undefined {
  const own = choices.find(({ system }) => system === "CVX");
  if (own !== undefined) return own.cvx[0];
  const single = choices.find(({ cvx }) => cvx.length === 1);
  if (single !== undefined) return single.cvx[0];
  const [first, second] = choices;
  const both = first?.cvx.filter((cvx) => second === undefined || second.cvx.includes(cvx)) ?? [];
  const open = both.length > 0 ? both : (first?.cvx ?? []);
  return open.find((cvx) => codes.cvx.get(cvx)?.unspecified === false) ?? open[0];
}

function meant(row: CvxCode): VaccineMeant {
  return {
    cvx: row.code,
    name: row.name,
    unspecified: row.unspecified,
    groups: row.groups,
    families: row.groups.length > 0 ? row.groups : [`CVX ${row.code}`],
  };
}

/**
 * The vaccine that RXA-5 means: its CVX where one is sent, else what NDC or CPT stand for. Codes that were unknown when the
 * report came are found as soon as an import brings them (decision D9).
 */
export function vaccineMeant(
  codes: CodeSets,
  content: Pick<VaccinationContent, "vaccineCodes">,
): VaccineMeant {
  const choices = content.vaccineCodes
    .map((coded) => choiceOf(codes, coded))
    .filter((choice) => choice !== undefined);
  const row = codes.cvx.get(bestCvx(codes, choices) ?? "");
  if (row !== undefined) return meant(row);
  const sent = content.vaccineCodes[0];
  const family = sent === undefined ? "none" : `${sent.system} ${sent.code}`;
  return { cvx: "", name: sent?.text ?? "", unspecified: false, groups: [], families: [family] };
}

/**
 * Whether an import of code tables may change what a report means: one of its codes is well-formed and in no table, and no
 * CVX that is known decides already.
 */
export function awaitsCodes(
  codes: CodeSets,
  { vaccineCodes }: Pick<VaccinationContent, "vaccineCodes">,
): boolean {
  const all = vaccineCodes.map((coded) => resolved(codes, coded));
  const isDecided = all.some((one) => one?.kind === "known" && one.system === "CVX");
  return !isDecided && all.some((one) => one?.kind === "unknown");
}

/** @returns whether two vaccines share a group, or are the same code where there is none */
export function shareFamily(a: VaccineMeant, b: VaccineMeant): boolean {
  return a.families.some((family) => b.families.includes(family));
}
