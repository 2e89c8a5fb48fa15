import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { SCHEDULE_LIMITS } from "../forecast/schedule/schedule-limits.ts";
import type { ScheduleFolder } from "../forecast/schedule-source.ts";

/** The release that a folder's name tells, e.g. `4.61` of `supporting-data-4.61`: the files themselves name none. */
function versionOf(folder: string): string {
  return /\d+(?:\.\d+)+(?:-\d+)?/.exec(basename(folder))?.[0] ?? basename(folder);
}

/**
 * Reads the XML files of a folder of CDC's supporting data.
 *
 * @throws an error of node:fs when the folder or a file cannot be read, RangeError when it exceeds {@link SCHEDULE_LIMITS}
 */
export function readScheduleFolder(folder: string): ScheduleFolder {
  const path = resolve(folder);
  const names = readdirSync(path)
    .filter((name) => name.toLowerCase().endsWith(".xml"))
    .toSorted();
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
