import { type LoadedSchedule, loadSchedule } from "../../src/forecast/current-schedule.ts";
import { createForecaster } from "../../src/forecast/forecaster.ts";
import type { Schedule } from "../../src/forecast/schedule/schedule.ts";
import type { SupportingFile } from "../../src/forecast/schedule/read-supporting-data.ts";
import { readScheduleFolder } from "../../src/store/schedule-folder.ts";
import type { ForecastService } from "../../src/submission/forecast-service.ts";

/**
 * A schedule in the form of CDC's XML with invented antigens, vaccines and ages: Alpha with three doses and a risk series,
 * Beta and Gamma with one live vaccine each in one group.
 */
export const FICTITIOUS_FOLDER = "test/fixtures/fictitious-schedule-1.0";

function loaded(files: readonly SupportingFile[]): LoadedSchedule {
  const load = loadSchedule({ ...readScheduleFolder(FICTITIOUS_FOLDER), files });
  if (load.kind !== "loaded") throw new Error("the fictitious schedule is not read");
  return load.loaded;
}

/** That schedule, read anew. */
export function fictitiousSchedule(): Schedule {
  return loaded(readScheduleFolder(FICTITIOUS_FOLDER).files).schedule;
}

/** Names of real vaccine groups and vaccines, so that a message can hold them; the ages stay invented. */
const REAL_NAMES: readonly (readonly [RegExp, string])[] = [
  [/(<name>|<vaccineGroup>)Alpha</g, "$1HepB<"],
  [/(<name>|<vaccineGroup>)Beta\/Gamma</g, "$1MMR<"],
  [/900000001/g, "371111005"],
  [/VXC99/g, "VXC18"],
  [/<cvx>901</g, "<cvx>08<"],
  [/901; 904/g, "08; 904"],
  [/<cvx>902</g, "<cvx>05<"],
  [/<cvx>903</g, "<cvx>03<"],
];

/** The files of that schedule with the names of {@link REAL_NAMES}. */
export function realNamedFiles(): readonly SupportingFile[] {
  return readScheduleFolder(FICTITIOUS_FOLDER).files.map(({ name, text }) => ({
    name,
    text: REAL_NAMES.reduce((changed, [from, to]) => changed.replaceAll(from, to), text),
  }));
}

/** A service that forecasts by those files. */
export function forecastService(isApproved = true): ForecastService {
  const release = loaded(realNamedFiles());
  return { loaded: () => release, isApproved: () => isApproved, forecast: createForecaster() };
}
