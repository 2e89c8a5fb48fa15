/** Bounds of a folder of supporting data; release 4.61 has 31 files of at most 0.5 MB. */
export const SCHEDULE_LIMITS = {
  filesMax: 500,
  fileBytesMax: 8_388_608,
  depthMax: 16,
  /** Problems told of one folder; the rest is counted. */
  problemsMax: 50,
} as const;
