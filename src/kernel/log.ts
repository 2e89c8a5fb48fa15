import type { Realm } from "./realm.ts";

/** What can happen, in the order of a process's life. A log line is one of these and the fields below, nothing else. */
export type LogEvent =
  | "starting"
  | "listening"
  | "not-started"
  | "ready-changed"
  | "request-answered"
  | "submission-answered"
  | "query-burst"
  | "candidates-capped"
  | "fault-answered"
  | "login-failed"
  | "login-delayed"
  | "store-failed"
  | "forecast-data-loaded"
  | "forecast-data-refused"
  | "credential-used"
  | "task-done"
  | "task-failed"
  | "task-left-out"
  | "alert-raised"
  | "alert-cleared"
  | "alert-not-told"
  | "certificate-reloaded"
  | "certificate-refused"
  | "worker-listening"
  | "worker-ended"
  | "draining"
  | "stopped";

/**
 * The closed set of fields of a log line. No field can hold a name, a birth date, a message or a secret: codes, ids that
 * we made, sizes and durations only (decision D14).
 */
export interface LogFields {
  /** Correlation id: the one in the fault's Detail and in `X-Request-Id`. */
  readonly requestId?: string;
  readonly realm?: Realm;
  readonly organizationId?: string;
  readonly credentialId?: string;
  readonly messageId?: string;
  readonly operation?: string;
  readonly httpStatus?: number;
  readonly ackCode?: string;
  readonly faultCode?: string;
  readonly ruleIds?: readonly string[];
  readonly replay?: boolean;
  readonly bytes?: number;
  readonly durationMs?: number;
  /** For a place to work in, part of the whole. */
  readonly waitedMs?: number;
  readonly soapVersion?: string;
  readonly port?: number;
  readonly consolePort?: number;
  readonly pid?: number;
  readonly reason?: string;
  /** Class name of an error of ours or of a library, and the place in our code; never its message. */
  readonly errorName?: string;
  readonly errorCode?: string;
  readonly errorAt?: string;
  readonly store?: string;
  readonly waiting?: number;
  readonly workers?: number;
  /** Of CDC's supporting data. */
  readonly dataVersion?: string;
  readonly dataSha256?: string;
  readonly problems?: number;
}

export type LogLevel = "debug" | "info" | "warn" | "error";
export type Log = (level: LogLevel, event: LogEvent, fields: LogFields) => void;

/**
 * The fields of a log line that tell where an unexpected error came from without its text, which may quote what a
 * sender wrote.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code: unknown = "code" in error ? error.code : undefined;
  const frame = /\n\s+at (?:.*\()?(?:file:\/\/)?[^\n]*?((?:src|node_modules|node:)[^\n)]*)/.exec(
    (error.stack ?? "").replace(error.message, ""),
  );
  return {
    errorName: error.name,
    ...(typeof code === "string" && { errorCode: code }),
    ...(frame?.[1] !== undefined && { errorAt: frame[1] }),
  };
}
