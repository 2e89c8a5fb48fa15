import { elementReader } from "./element-reader.ts";
import { findUnresolved } from "./find-unresolved.ts";
import { readAntigenFile } from "./read-antigen-file.ts";
import { readScheduleFile, type ScheduleFile } from "./read-schedule-file.ts";
import type { Antigen, Schedule } from "./schedule.ts";
import { SCHEDULE_LIMITS } from "./schedule-limits.ts";
import { readXml, type XmlElement } from "./xml-element.ts";

/** One XML file of a release, as text. */
export interface SupportingFile {
  readonly name: string;
  readonly text: string;
}

export type SupportingDataRead =
  | {
      readonly kind: "read";
      readonly schedule: Schedule;
      /** What CDC's own data names and does not define; it is kept and does no harm. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "bad"; readonly problems: readonly string[] };

/** Collects what is wrong, up to a bound. */
interface Problems {
  readonly list: string[];
  readonly report: (problem: string) => void;
}

function collectProblems(): Problems {
  const list: string[] = [];
  return {
    list,
    report: (problem) => {
      if (list.length < SCHEDULE_LIMITS.problemsMax) list.push(problem);
    },
  };
}

function documentOf(file: SupportingFile, problems: Problems): readonly XmlElement[] {
  try {
    return [readXml(file.text)];
  } catch (error) {
    problems.report(`${file.name}: ${error instanceof SyntaxError ? error.message : "cannot be read"}`);
    return [];
  }
}

interface Documents {
  readonly schedules: readonly ScheduleFile[];
  readonly antigens: readonly Antigen[];
}

function readDocuments(files: readonly SupportingFile[], problems: Problems): Documents {
  const schedules: ScheduleFile[] = [];
  const antigens: Antigen[] = [];
  for (const file of files) {
    for (const root of documentOf(file, problems)) {
      const reader = elementReader(root, file.name, problems.report);
      if (root.name === "scheduleSupportingData") schedules.push(readScheduleFile(reader));
      else if (root.name === "antigenSupportingData") antigens.push(readAntigenFile(reader));
      else problems.report(`${file.name}: the root element ${root.name} is unknown`);
    }
  }
  return { schedules, antigens };
}

/**
 * Reads one release of CDC's supporting data: one schedule file and one file for each antigen that it names.
 *
 * @returns `bad` when a file is not well-formed, a value is not understood, or an antigen or vaccine group that something
 *   refers to is missing
 */
export function readSupportingData(files: readonly SupportingFile[]): SupportingDataRead {
  const problems = collectProblems();
  const { schedules, antigens } = readDocuments(files, problems);
  const [scheduleFile] = schedules;
  if (scheduleFile === undefined || schedules.length > 1) {
    problems.report(`${schedules.length} files with scheduleSupportingData, expected 1`);
  }
  const byName = new Map(antigens.map((antigen) => [antigen.name, antigen]));
  if (byName.size < antigens.length) problems.report("an antigen stands in several files");
  if (scheduleFile === undefined || problems.list.length > 0) return { kind: "bad", problems: problems.list };
  const schedule = { ...scheduleFile, antigens: byName };
  const unresolved = findUnresolved(schedule);
  return unresolved.missing.length > 0
    ? { kind: "bad", problems: unresolved.missing.slice(0, SCHEDULE_LIMITS.problemsMax) }
    : { kind: "read", schedule, notes: unresolved.unknownCodes };
}
