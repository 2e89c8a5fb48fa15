/** Numbers of decision D33: a growing delay for one username from one network. */
export const LOGIN_DELAY = {
  /** Failures after which attempts wait. */
  freeFailures: 10,
  delayMsFirst: 1_000,
  delayMsMax: 64_000,
  /** A failure this old is forgotten. */
  memoryMs: 86_400_000,
  /** Rows kept; beyond it the oldest go, so that made-up usernames cannot fill the disk. */
  rowsMax: 100_000,
  /** Failures in this process between two purges. */
  failuresPerPurge: 1_000,
} as const;

/** Failed log-ins of one username from one network. */
export interface LoginFailureCount {
  readonly failures: number;
  readonly lastAtMs: number;
}

/**
 * How long after the last failure the next attempt is refused unread: 0 below the tenth failure, then 1, 2, 4 … 64
 * seconds.
 */
export function loginDelayMs(failures: number): number {
  if (failures < LOGIN_DELAY.freeFailures) return 0;
  const doublings = Math.min(failures - LOGIN_DELAY.freeFailures, 30);
  return Math.min(LOGIN_DELAY.delayMsFirst * 2 ** doublings, LOGIN_DELAY.delayMsMax);
}
