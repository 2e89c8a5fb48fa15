import type { CodeSets } from "../../codes/code-sets.ts";
import { bySource, currentState } from "./current-state.ts";
import type { StoredReport } from "./stored-report.ts";
import type { ReportSource, VaccinationContent, VaccinationReport } from "./vaccination-report.ts";
import { shareFamily, vaccineMeant } from "./vaccine-meant.ts";

/** What a source record said last, withdrawn or not: what a number is compared with. */
interface LastSaid {
  readonly stored: StoredReport;
  readonly content: VaccinationContent;
  readonly source: ReportSource;
}

function lastSaid(stored: StoredReport): LastSaid {
  const state = currentState(stored);
  if (state.kind !== "withdrawn") return { stored, content: state.content, source: state.source };
  const [first, ...others] = stored.revisions;
  const revision = others.at(-1) ?? first;
  const [head, ...rest] = revision.sources;
  return { stored, content: revision.content, source: rest.at(-1) ?? head };
}

/** How many of vaccine and day agree, 0 to 2. */
function agreement(codes: CodeSets, a: VaccinationContent, b: VaccinationContent): number {
  const sameVaccine = shareFamily(vaccineMeant(codes, a), vaccineMeant(codes, b));
  return Number(sameVaccine) + Number(a.date === b.date);
}

interface Ranked extends LastSaid {
  /** With the state that agrees best: a message that repeats an old state means the record that was in it. */
  readonly ever: number;
  readonly now: number;
}

function ranked(codes: CodeSets, said: LastSaid, report: VaccinationReport): Ranked {
  const agreements = said.stored.revisions.map(({ content }) => agreement(codes, content, report));
  return { ...said, ever: Math.max(...agreements), now: agreement(codes, said.content, report) };
}

/** RXA-21 U replaces whatever its number named: the newer of the two messages decides, whichever came first. */
function isReplacement({ source }: LastSaid, report: VaccinationReport): boolean {
  return report.source.action === "U" || (source.action === "U" && bySource(report.source, source) < 0);
}

/**
 * The source record that an order number means, among those of one person (decision D22): the one that agrees best in vaccine
 * group and day; RXA-21 U also means a record that agrees in neither.
 *
 * @returns undefined when it means none, or when a delete could mean two
 */
export function findByKey(
  codes: CodeSets,
  existing: readonly StoredReport[],
  report: VaccinationReport,
): StoredReport | undefined {
  const [best, next] = existing
    .filter(({ key }) => key === report.key)
    .map((stored) => ranked(codes, lastSaid(stored), report))
    .toSorted((a, b) => b.ever - a.ever || b.now - a.now || bySource(b.source, a.source));
  if (best === undefined || (best.ever === 0 && !isReplacement(best, report))) return undefined;
  const isDoubtful = report.source.action === "D" && next?.ever === best.ever && next.now === best.now;
  return isDoubtful ? undefined : best.stored;
}

/** Kinds that are about the same happening although RXA-9 changed. */
function happening({ kind }: VaccinationContent): string {
  return kind === "given" || kind === "historical" ? "dose" : kind;
}

/** Observations of a statement: without them two statements of one day are the same, with them they are what is stated. */
function stated(content: VaccinationContent): string {
  if (content.kind !== "statement") return "";
  const facts = content.segments.filter(({ name }) => name === "OBX");
  return JSON.stringify(facts.map(({ fields }) => [fields[2]?.[0]?.[0], fields[4]]).toSorted());
}

/**
 * The source record without a number that says the same: same site, same happening, same day and vaccine. Several of one kind
 * are taken one after the other, so that an export which holds two keeps two.
 *
 * @param taken records that an earlier order of the same message means
 */
export function findWithoutKey(
  codes: CodeSets,
  existing: readonly StoredReport[],
  report: VaccinationReport,
  taken: ReadonlySet<string>,
): StoredReport | undefined {
  const vaccine = vaccineMeant(codes, report);
  const isSame = ({ stored, content }: LastSaid): boolean => {
    const other = vaccineMeant(codes, content);
    return (
      stored.key === undefined &&
      stored.site === report.site &&
      !taken.has(stored.id) &&
      happening(content) === happening(report) &&
      content.date === report.date &&
      other.cvx === vaccine.cvx &&
      shareFamily(other, vaccine) &&
      stated(content) === stated(report)
    );
  };
  const same = existing.map(lastSaid).filter(isSame);
  return (same.find(({ content }) => content.lot === report.lot) ?? same[0])?.stored;
}
