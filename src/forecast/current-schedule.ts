import type { DataRelease } from "./forecast-report.ts";
import { readSupportingData } from "./schedule/read-supporting-data.ts";
import type { Schedule } from "./schedule/schedule.ts";
import type { ScheduleFolder } from "./schedule-source.ts";

/** A release of the data that is in use. */
export interface LoadedSchedule extends DataRelease {
  readonly schedule: Schedule;
  /** How many XML files. */
  readonly files: number;
  readonly notes: readonly string[];
}

/** What came of looking at the folder. */
export type ScheduleLoad =
  | { readonly kind: "loaded"; readonly loaded: LoadedSchedule }
  /** Nothing of it is used; what was loaded before stays. */
  | { readonly kind: "bad"; readonly problems: readonly string[] }
  | { readonly kind: "unchanged" };

export interface CurrentSchedule {
  /** Undefined until a good release was read; another object after each reload. */
  current(): LoadedSchedule | undefined;
  /** Reads the folder again if it changed. The schedule is swapped whole or not at all. */
  refresh(): ScheduleLoad;
}

/** A place of supporting data, as the store sees it. */
export interface ScheduleSource {
  /** Changes when a file does; cheap. @throws when the folder cannot be read */
  stamp(): string;
  /** @throws when the folder cannot be read or exceeds its bounds */
  read(): ScheduleFolder;
}

/** Reads one release whole. */
export function loadSchedule({ files, version, sha256 }: ScheduleFolder): ScheduleLoad {
  const read = readSupportingData(files);
  if (read.kind === "bad") return read;
  const { schedule, notes } = read;
  return { kind: "loaded", loaded: { version, sha256, schedule, files: files.length, notes } };
}

function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code === "string") return `the folder cannot be read: ${code}`;
  return error instanceof Error ? error.message : "the folder cannot be read";
}

/** The schedule of a running process, which follows the folder. */
export function createCurrentSchedule(source: ScheduleSource): CurrentSchedule {
  let loaded: LoadedSchedule | undefined;
  let stamp: string | undefined;
  const look = (): ScheduleLoad => {
    const found = source.stamp();
    if (found === stamp) return { kind: "unchanged" };
    stamp = found;
    return loadSchedule(source.read());
  };
  return {
    current: () => loaded,
    refresh: () => {
      try {
        const load = look();
        if (load.kind === "loaded") ({ loaded } = load);
        return load;
      } catch (error) {
        const reason = reasonOf(error);
        // The same failure is told once.
        const isKnown = stamp === reason;
        stamp = reason;
        return isKnown ? { kind: "unchanged" } : { kind: "bad", problems: [reason] };
      }
    },
  };
}
