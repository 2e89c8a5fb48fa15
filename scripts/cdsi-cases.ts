import type { DateOnly } from "../src/kernel/dates.ts";
import { isDateOnly } from "../src/kernel/dates.ts";
import { type Day, dayOf } from "../src/forecast/day.ts";
import type { AdministeredDose, Patient, PatientObservation } from "../src/forecast/patient.ts";
import type { Gender } from "../src/forecast/schedule/schedule.ts";

/** One test case of CDC's workbooks: a patient and what is expected for one vaccine group. */
export interface CdsiCase {
  readonly id: string;
  readonly patient: Patient;
  readonly assessment: Day;
  /** As the workbook names it. */
  readonly vaccineGroup: string;
  readonly expected: ExpectedForecast;
}

export interface ExpectedForecast {
  /** In lower case. */
  readonly seriesStatus: string;
  /** Empty when there must be none. */
  readonly earliest: string;
  readonly recommended: string;
  readonly pastDue: string;
  readonly forecastNumber: string;
  readonly evaluations: readonly ExpectedEvaluation[];
}

export interface ExpectedEvaluation {
  readonly dose: AdministeredDose;
  /** In lower case; empty when the workbook expects nothing. */
  readonly status: string;
  readonly reason: string;
}

type Row = ReadonlyMap<string, string>;

function cell(row: Row, ...names: readonly string[]): string {
  for (const name of names) {
    const text = row.get(name)?.trim();
    if (text !== undefined) return text;
  }
  return "";
}

function dateOf(text: string, what: string): DateOnly {
  if (!isDateOnly(text)) throw new SyntaxError(`${what} "${text}" is no day`);
  return text;
}

const GENDERS: Readonly<Record<string, Gender>> = { F: "Female", M: "Male", T: "Transgender" };

/** CVX has two or three digits; one sheet writes a leading zero too many. */
function cvxOf(text: string): string {
  return /^\d+$/.test(text) ? `${Number(text)}`.padStart(2, "0") : text;
}

const SLOTS = [1, 2, 3, 4, 5, 6, 7] as const;

function evaluationsOf(row: Row): readonly ExpectedEvaluation[] {
  return SLOTS.flatMap((slot) => {
    const given = cell(row, `Date_Administered_${slot}`);
    if (given === "") return [];
    const mvx = cell(row, `MVX_${slot}`);
    return [
      {
        dose: {
          id: `${slot}`,
          day: dayOf(dateOf(given, `Date_Administered_${slot}`)),
          cvx: cvxOf(cell(row, `CVX_${slot}`)),
          mvx: mvx === "" ? undefined : mvx,
          expires: undefined,
          isSubstandard: false,
        },
        status: cell(row, `Evaluation_Status_${slot}`).toLowerCase(),
        reason: cell(row, `Evaluation_Reason_${slot}`),
      },
    ];
  });
}

function observationsOf(row: Row): readonly PatientObservation[] {
  return [1, 2, 3].flatMap((slot) => {
    const code = cell(row, `Observation_Code_${slot}`);
    const day = cell(row, `Observation_Date_${slot}`);
    return code === ""
      ? []
      : [{ code, day: day === "" ? undefined : dayOf(dateOf(day, "Observation_Date")) }];
  });
}

function dashless(text: string): string {
  return text === "-" ? "" : text;
}

/**
 * Reads one row of a workbook for healthy patients or for patients with underlying conditions.
 *
 * @returns undefined for a row without id or assessment date: the workbooks hold empty rows
 * @throws SyntaxError when a date is none
 */
export function readCase(row: Row): CdsiCase | undefined {
  const id = cell(row, "CDC_Test_ID");
  const assessment = cell(row, "Assessment_Date");
  if (id === "" || assessment === "") return undefined;
  const evaluations = evaluationsOf(row);
  return {
    id,
    patient: {
      born: dayOf(dateOf(cell(row, "DOB"), "DOB")),
      gender: GENDERS[cell(row, "gender", "Gender").slice(0, 1).toUpperCase()] ?? "Unknown",
      countryOfBirth: undefined,
      doses: evaluations.map((evaluation) => evaluation.dose),
      observations: observationsOf(row),
    },
    assessment: dayOf(dateOf(assessment, "Assessment_Date")),
    vaccineGroup: cell(row, "Vaccine_Group"),
    expected: {
      seriesStatus: cell(row, "Series_Status").toLowerCase(),
      earliest: dashless(cell(row, "Earliest_Date")),
      recommended: dashless(cell(row, "Recommended_Date")),
      pastDue: dashless(cell(row, "Past_Due_Date")),
      forecastNumber: dashless(cell(row, "Forecast_#")),
      evaluations,
    },
  };
}

/** The workbooks' short names of vaccine groups whose name in the schedule is another. */
const GROUP_NAMES: Readonly<Record<string, string>> = {
  dtap: "dtap/tdap/td",
  pol: "polio",
  ipol: "polio",
  pcv: "pneumococcal",
  var: "varicella",
  rota: "rotavirus",
  mcv: "meningococcal",
  menacwy: "meningococcal",
  menb: "meningococcal b",
  flu: "influenza",
  je: "japanese encephalitis",
  yf: "yellow fever",
  zos: "zoster",
  mpox: "orthopoxvirus",
};

/** The schedule's name of the vaccine group of a case; undefined when it has none. */
export function scheduleGroupOf(name: string, groups: Iterable<string>): string | undefined {
  const wanted = GROUP_NAMES[name.toLowerCase()] ?? name.toLowerCase();
  return [...groups].find((group) => group.toLowerCase() === wanted);
}
