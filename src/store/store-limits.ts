/** Bounds of a realm's store. */
export const STORE_LIMITS = {
  /** Works that may wait for a commit; one more is turned away as busy. */
  worksWaitingMax: 512,
  /** Works that share one commit. */
  worksPerCommitMax: 64,
  /** After this the works of one commit let everything else go on for a turn of the event loop. */
  worksPerTurnMsMax: 5,
  /** One work, from its wait for a connection to its commit; longer and it is undone (promise R5: a fault within 2.5 s). */
  workDurationMsMax: 2400,
  /** Wait for another process's write lock on the file; the command line holds it for milliseconds. */
  lockWaitMsMax: 2000,
  /** Rows of one `list`. */
  listRowsMax: 1000,
} as const;
