import type { CodeSets } from "../../codes/code-sets.ts";
import { REVIEW_DAYS_MAX } from "./consolidation-rules.ts";
import { bySource } from "./current-state.ts";
import { statedFacts } from "./stated-facts.ts";
import type { StoredReport } from "./stored-report.ts";
import type { VaccinationContent, VaccinationReport } from "./vaccination-report.ts";
import { shareFamily, vaccineMeant, type VaccineMeant } from "./vaccine-meant.ts";
import type { LastSaid } from "./working-records.ts";

/** A report beside the vaccine it means. */
interface Meant {
  readonly report: VaccinationReport;
  readonly vaccine: VaccineMeant;
}

/** How many of vaccine and day agree, 0 to 2. */
function agreement(codes: CodeSets, content: VaccinationContent, { report, vaccine }: Meant): number {
  const sameVaccine = shareFamily(vaccineMeant(codes, content), vaccine);
  return Number(sameVaccine) + Number(content.date === report.date);
}

interface Ranked extends LastSaid {
  /** With the state that agrees best: a message that repeats an old state means the record that was in it. */
  readonly ever: number;
  readonly now: number;
}

function ranked(codes: CodeSets, said: LastSaid, meant: Meant): Ranked {
  const agreements = said.stored.revisions.map(({ content }) => agreement(codes, content, meant));
  return { ...said, ever: Math.max(...agreements), now: agreement(codes, said.content, meant) };
}

/** RXA-21 U replaces whatever its number named: the newer of the two messages decides, whichever came first. */
function isReplacement({ source }: LastSaid, report: VaccinationReport): boolean {
  return report.source.action === "U" || (source.action === "U" && bySource(report.source, source) < 0);
}

/** Days that a corrected date of one dose may be off; further away it is the next dose under an old number. */
const CORRECTED_DAYS_MAX = REVIEW_DAYS_MAX;
const MS_PER_DAY = 86_400_000;

function daysApart(a: VaccinationContent, b: VaccinationContent): number {
  return Math.abs(Date.parse(a.date) - Date.parse(b.date)) / MS_PER_DAY;
}

function isSameLot(a: VaccinationContent, b: VaccinationContent): boolean {
  return a.lot !== "" && a.lot.toUpperCase() === b.lot.toUpperCase();
}

/**
 * Whether an A under a known number, of the same vaccine on another day, is another dose: some systems give this year's
 * influenza dose the number of the last. One lot at two dates is a corrected date, however far.
 */
function isNextDose({ stored }: LastSaid, report: VaccinationReport): boolean {
  if (report.source.action !== "A") return false;
  return stored.revisions.every(
    ({ content }) => daysApart(content, report) > CORRECTED_DAYS_MAX && !isSameLot(content, report),
  );
}

/**
 * The source record that an order number means (decision D22): the one that agrees best in vaccine group and day; RXA-21 U
 * also means a record that agrees in neither. An A of the same vaccine far from every day of the record means none.
 *
 * @param sharing records of the person under this number
 * @returns undefined when it means none, or when a delete could mean two
 */
export function findByKey(
  codes: CodeSets,
  sharing: readonly LastSaid[],
  report: VaccinationReport,
): StoredReport | undefined {
  const meant = { report, vaccine: vaccineMeant(codes, report) };
  const [best, next] = sharing
    .filter((said) => !isNextDose(said, report) || isReplacement(said, report))
    .map((said) => ranked(codes, said, meant))
    .toSorted((a, b) => b.ever - a.ever || b.now - a.now || bySource(b.source, a.source));
  if (best === undefined || (best.ever === 0 && !isReplacement(best, report))) return undefined;
  const isDoubtful = report.source.action === "D" && next?.ever === best.ever && next.now === best.now;
  return isDoubtful ? undefined : best.stored;
}

/** Kinds that are about the same happening although RXA-9 changed. */
function happening({ kind }: VaccinationContent): string {
  return kind === "given" || kind === "historical" ? "dose" : kind;
}

/**
 * The source record without a number that says the same: same happening, same vaccine. Several of one kind are taken one after
 * the other, so that an export which holds two keeps two.
 *
 * @param sharing records of the person without a number, of the same site and day
 * @param taken records that an earlier order of the same message means
 */
export function findWithoutKey(
  codes: CodeSets,
  sharing: readonly LastSaid[],
  report: VaccinationReport,
  taken: ReadonlySet<string>,
): StoredReport | undefined {
  const vaccine = vaccineMeant(codes, report);
  const stated = report.kind === "statement" ? statedFacts(report) : "";
  const same = sharing.filter(
    (said) =>
      !taken.has(said.stored.id) &&
      happening(said.content) === happening(report) &&
      said.vaccine.cvx === vaccine.cvx &&
      shareFamily(said.vaccine, vaccine) &&
      said.stated === stated,
  );
  return (same.find(({ content }) => content.lot === report.lot) ?? same[0])?.stored;
}
