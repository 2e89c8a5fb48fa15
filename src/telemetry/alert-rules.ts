/** What the rules look at, every `ALERT_LOOK_INTERVAL_MS`. */
export interface AlertSample {
  /** Parts of `/readyz` that say no. */
  readonly notReady: readonly string[];
  /** Since the last look. */
  readonly requests: number;
  readonly shed: number;
  readonly internalFaults: number;
  readonly unavailableFaults: number;
  /** Names that reached the tenth failed log-in. */
  readonly delayedNames: number;
  readonly loopDelayMs: number;
  /** Until the server's certificate ends; undefined without TLS. */
  readonly certificateLeftMs: number | undefined;
  /** Jobs of the server that failed since the last look. */
  readonly failedJobs: number;
  /** Infinite when none was made; undefined where nobody waits for one. */
  readonly backupAgeMs: number | undefined;
  /** Root keys that a backup waits for. */
  readonly unescrowedKeys: number;
  /** Credentials without a successor that end within ten days. */
  readonly endingCredentials: number;
  /** Sites that send daily and have fallen silent by their own measure (`silent-site` of the watches). */
  readonly silentSites: number;
}

/** One row: what is wrong, how long it must be so before somebody is told, and how long it must be well again. */
export interface AlertRule {
  /** Stable; in the log, in the mail, and the heading of the runbook. */
  readonly id: string;
  readonly severity: "warning" | "critical";
  readonly holds: (sample: AlertSample) => boolean;
  readonly forMs: number;
  readonly clearMs: number;
  /** For a person: what it means and what to do first. No patient data, no organization. */
  readonly text: string;
  readonly source: string;
}

export const ALERT_LOOK_INTERVAL_MS = 10_000;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CERTIFICATE_DAYS_MIN = 14;
const BACKUP_HOURS_MAX = 36;
/** A twentieth of the requests, and not a handful. */
const SHED_SHARE_MAX = 0.05;
const REQUESTS_MIN = 20;
const LOOP_DELAY_MS_MAX = 400;

export const ALERT_RULES: readonly AlertRule[] = [
  {
    id: "not-ready",
    severity: "critical",
    holds: ({ notReady }) => notReady.some((part) => part !== "serving"),
    forMs: 30_000,
    clearMs: MINUTE_MS,
    text: "A database, its disk or its keys do not take messages. Run doctor; senders get faults and send again.",
    source: "promises R4, R5",
  },
  {
    id: "faults-unavailable",
    severity: "critical",
    holds: ({ unavailableFaults }) => unavailableFaults > 0,
    forMs: MINUTE_MS,
    clearMs: 2 * MINUTE_MS,
    text: "Messages are answered with the fault 'unavailable'. Look at store-failed in the log, then at the database.",
    source: "promise R5",
  },
  {
    id: "faults-internal",
    severity: "critical",
    holds: ({ internalFaults }) => internalFaults > 0,
    forMs: 0,
    clearMs: 10 * MINUTE_MS,
    text: "A message met a defect of the gateway. The log line fault-answered names the place; report it.",
    source: "decision D13",
  },
  {
    id: "shedding",
    severity: "warning",
    holds: ({ requests, shed }) => requests >= REQUESTS_MIN && shed / requests > SHED_SHARE_MAX,
    forMs: MINUTE_MS,
    clearMs: 5 * MINUTE_MS,
    text: "More than a twentieth of the requests are refused as busy. See who sends; add processes (docs/scaling.md).",
    source: "promise R7",
  },
  {
    id: "event-loop-late",
    severity: "warning",
    holds: ({ loopDelayMs }) => loopDelayMs > LOOP_DELAY_MS_MAX,
    forMs: MINUTE_MS,
    clearMs: 2 * MINUTE_MS,
    text: "The process answers late by itself. Look for other work on the host; add processes (docs/scaling.md).",
    source: "promise R7",
  },
  {
    id: "log-ins-guessed",
    severity: "warning",
    holds: ({ delayedNames }) => delayedNames > 0,
    forMs: 0,
    clearMs: 10 * MINUTE_MS,
    text: "A username failed to log in ten times. Find its credential in the log and ask its organization.",
    source: "promise S4",
  },
  {
    id: "certificate-ends",
    severity: "warning",
    holds: ({ certificateLeftMs }) =>
      certificateLeftMs !== undefined && certificateLeftMs < CERTIFICATE_DAYS_MIN * DAY_MS,
    forMs: 0,
    clearMs: 0,
    text: "The TLS certificate ends within 14 days. Put the renewed one into the same files; it is taken by itself.",
    source: "promise S7",
  },
  {
    id: "backup-old",
    severity: "critical",
    holds: ({ backupAgeMs }) => backupAgeMs !== undefined && backupAgeMs > BACKUP_HOURS_MAX * HOUR_MS,
    forMs: 10 * MINUTE_MS,
    clearMs: 0,
    text: "The last backup is older than 36 hours, or none was made. See why the nightly one failed; run backup.",
    source: "promise R10",
  },
  {
    id: "keys-not-escrowed",
    severity: "warning",
    holds: ({ unescrowedKeys }) => unescrowedKeys > 0,
    forMs: HOUR_MS,
    clearMs: 0,
    text: "A root key is in no escrow, so no backup is made. Run keys escrow and take the file to a safe.",
    source: "promise S12",
  },
  {
    id: "credential-ends",
    severity: "warning",
    holds: ({ endingCredentials }) => endingCredentials > 0,
    forMs: 0,
    clearMs: 10 * MINUTE_MS,
    text: "A credential ends within ten days and has no successor. credential list --expiring 10 names it; rotate it.",
    source: "decision D12",
  },
  {
    id: "sites-silent",
    severity: "warning",
    holds: ({ silentSites }) => silentSites > 0,
    forMs: 0,
    clearMs: 10 * MINUTE_MS,
    text: "A site that sends daily sends nothing. The task under My work names it; ask its technical contact.",
    source: "decision D25; watch silent-site",
  },
  {
    id: "job-failed",
    severity: "warning",
    holds: ({ failedJobs }) => failedJobs > 0,
    forMs: 0,
    clearMs: 35 * MINUTE_MS,
    text: "A job of the server failed and is tried again in half an hour. The log line task-failed names job and place.",
    source: "decision D26",
  },
];
