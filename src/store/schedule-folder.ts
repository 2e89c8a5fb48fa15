import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { SCHEDULE_LIMITS } from "../forecast/schedule/schedule-limits.ts";
import type { ScheduleSource } from "../forecast/current-schedule.ts";
import type { ScheduleFolder } from "../forecast/schedule-source.ts";

/** The release that a folder's name tells, e.g. `4.61` of `supporting-data-4.61`: the files themselves name none. */
function versionOf(folder: string): string {
  return /\d+(?:\.\d+)+(?:-\d+)?/.exec(basename(folder))?.[0] ?? basename(folder);
}

function xmlFilesOf(path: string): readonly string[] {
  return readdirSync(path)
    .filter((name) => name.toLowerCase().endsWith(".xml"))
    .toSorted();
}

/**
 * Reads the XML files of a folder of CDC's supporting data.
 *
 * @throws an error of node:fs when the folder or a file cannot be read, RangeError when it exceeds {@link SCHEDULE_LIMITS}
 */
export function readScheduleFolder(folder: string): ScheduleFolder {
  const path = resolve(folder);
  const names = xmlFilesOf(path);
  if (names.length > SCHEDULE_LIMITS.filesMax)
    throw new RangeError(`more than ${SCHEDULE_LIMITS.filesMax} files`);
  const hash = createHash("sha256");
  const files = names.map((name) => {
    const file = join(path, name);
    if (statSync(file).size > SCHEDULE_LIMITS.fileBytesMax) throw new RangeError(`${name} is too large`);
    const bytes = readFileSync(file);
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
    return { name, text: bytes.toString("utf8") };
  });
  return { version: versionOf(path), sha256: hash.digest("hex"), files };
}

/** The folder as a source that tells a change by names, sizes and times of its files. */
export function scheduleFolderSource(folder: string): ScheduleSource {
  const path = resolve(folder);
  return {
    stamp: () =>
      xmlFilesOf(path)
        .map((name) => {
          const { size, mtimeMs } = statSync(join(path, name));
          return `${name} ${size} ${mtimeMs}`;
        })
        .join("\n"),
    read: () => readScheduleFolder(path),
  };
}
