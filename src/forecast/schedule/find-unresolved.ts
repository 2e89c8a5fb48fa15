import type { AntigenSeries, Schedule, SeriesDose } from "./schedule.ts";

export interface Unresolved {
  /** Without these, nothing can be computed for somebody: an antigen, a vaccine group, a series group, a target dose. */
  readonly missing: readonly string[];
  /** Codes of vaccines and observations that the schedule file does not list: they match when a patient has them. */
  readonly unknownCodes: readonly string[];
}

function vaccinesOf(dose: SeriesDose): readonly string[] {
  const origins = dose.intervals.concat(dose.allowableIntervals).map((interval) => interval.from);
  const conditions = dose.skips.flatMap((skip) => skip.sets.flatMap((set) => set.conditions));
  const listed = dose.preferable.concat(dose.allowable).map((vaccine) => vaccine.cvx);
  const sets = [
    dose.inadvertent,
    ...origins.flatMap((from) => (from.kind === "most-recent" ? from.cvx : [])),
    ...conditions.flatMap((condition) => (condition.kind === "vaccine-count" ? condition.cvx : [])),
  ];
  return listed.concat(...sets.map((set) => Array.from(set)));
}

function observationsOf(series: AntigenSeries): readonly string[] {
  const origins = series.doses.flatMap((dose) => dose.intervals.map((interval) => interval.from));
  return [
    ...series.indications.map((indication) => indication.code),
    ...origins.flatMap((from) => (from.kind === "observation" ? [from.code] : [])),
  ];
}

/** Series groups and target doses that a series refers to and its antigen does not have. */
function missingInside(series: AntigenSeries, groups: ReadonlySet<string>): readonly string[] {
  const numbers = new Set(series.doses.map((dose) => dose.number));
  const conditions = series.doses
    .flatMap((dose) => dose.skips.flatMap((skip) => skip.sets))
    .flatMap((set) => set.conditions);
  const wantedGroups = [
    ...series.equivalentGroups,
    ...conditions.flatMap((condition) =>
      condition.kind === "completed-series" ? Array.from(condition.seriesGroups) : [],
    ),
  ];
  const wantedDoses = series.doses
    .flatMap((dose) => dose.intervals.concat(dose.allowableIntervals))
    .flatMap(({ from }) => (from.kind === "target-dose" ? [from.number] : []));
  return [
    ...wantedGroups.flatMap((group) =>
      groups.has(group) ? [] : [`${series.name}: no series group ${group}`],
    ),
    ...wantedDoses.flatMap((number) =>
      numbers.has(number) ? [] : [`${series.name}: no target dose ${number}`],
    ),
  ];
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}

/** What one part of a schedule refers to and no other part defines. */
export function findUnresolved(schedule: Schedule): Unresolved {
  const groupNames = new Set(schedule.vaccineGroups.map((group) => group.name));
  const antigens = [...schedule.antigens.values()];
  const series = antigens.flatMap((antigen) => antigen.series);
  const namedAntigens = [
    ...[...schedule.vaccines.values()].flat().map((association) => association.antigen),
    ...schedule.vaccineGroups.flatMap((group) => group.antigens),
  ];
  const cvx = [
    ...series.flatMap((one) => one.doses.flatMap(vaccinesOf)),
    ...antigens
      .flatMap((antigen) => antigen.vaccineContraindications.flatMap((row) => row.vaccines))
      .map((vaccine) => vaccine.cvx),
  ];
  const observations = [
    ...series.flatMap(observationsOf),
    ...antigens.flatMap((antigen) => [
      ...antigen.immunity.guidelineCodes,
      ...antigen.immunity.birthDates.flatMap((row) => row.exclusions),
      ...antigen.contraindications.map((row) => row.code),
      ...antigen.vaccineContraindications.map((row) => row.code),
    ]),
  ];
  return {
    missing: unique([
      ...namedAntigens.flatMap((name) =>
        schedule.antigens.has(name) ? [] : [`no file for the antigen ${name}`],
      ),
      ...series.flatMap((one) =>
        groupNames.has(one.vaccineGroup) ? [] : [`${one.name}: no vaccine group ${one.vaccineGroup}`],
      ),
      ...antigens.flatMap((antigen) => {
        const groups = new Set(antigen.series.map((one) => one.seriesGroup));
        return antigen.series.flatMap((one) => missingInside(one, groups));
      }),
    ]),
    unknownCodes: [
      ...unique(cvx.filter((code) => !schedule.vaccines.has(code))).map(
        (code) => `CVX ${code} holds no antigen`,
      ),
      ...unique(observations.filter((code) => !schedule.observations.has(code))).map(
        (code) => `observation ${code} is not described`,
      ),
    ],
  };
}
