import type { SupportingFile } from "./schedule/read-supporting-data.ts";

/** A release of CDC's supporting data as found, not yet read. */
export interface ScheduleFolder {
  /** From the folder's name. */
  readonly version: string;
  /** Over names and content of its XML files, hexadecimal. */
  readonly sha256: string;
  readonly files: readonly SupportingFile[];
}
