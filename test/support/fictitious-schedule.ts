import type { Schedule } from "../../src/forecast/schedule/schedule.ts";
import { readSupportingData } from "../../src/forecast/schedule/read-supporting-data.ts";
import { readScheduleFolder } from "../../src/store/schedule-folder.ts";

/**
 * A schedule in the form of CDC's XML with invented antigens, vaccines and ages: Alpha with three doses and a risk series,
 * Beta and Gamma with one live vaccine each in one group.
 */
export const FICTITIOUS_FOLDER = "test/fixtures/fictitious-schedule-1.0";

/** That schedule, read anew. */
export function fictitiousSchedule(): Schedule {
  const read = readSupportingData(readScheduleFolder(FICTITIOUS_FOLDER).files);
  if (read.kind === "bad") throw new Error(read.problems.join("; "));
  return read.schedule;
}
