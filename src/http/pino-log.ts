import { pino } from "pino";
import type { Clock } from "../kernel/clock.ts";
import type { Log, LogEvent, LogFields, LogLevel } from "../kernel/log.ts";

/** Longest text of one field in UTF-16 units; an id, a code or a place in our code is far shorter. */
const FIELD_LENGTH_MAX = 200;
/** Most entries of a list, such as rule ids. */
const FIELD_ENTRIES_MAX = 100;

type FieldKind = "text" | "number" | "boolean" | "texts";

/**
 * The allow-list at run time: every field that a line may hold, with its type. Compiled against `LogFields`, so that a
 * new field is added in both places or not at all. What is not here is dropped, whoever hands it in.
 */
const FIELD_KINDS: Readonly<Record<keyof LogFields, FieldKind>> = {
  requestId: "text",
  realm: "text",
  organizationId: "text",
  credentialId: "text",
  messageId: "text",
  operation: "text",
  httpStatus: "number",
  ackCode: "text",
  faultCode: "text",
  ruleIds: "texts",
  replay: "boolean",
  bytes: "number",
  durationMs: "number",
  waitedMs: "number",
  soapVersion: "text",
  port: "number",
  consolePort: "number",
  pid: "number",
  reason: "text",
  errorName: "text",
  errorCode: "text",
  errorAt: "text",
  store: "text",
  waiting: "number",
  workers: "number",
  dataVersion: "text",
  dataSha256: "text",
  problems: "number",
};

/** Where finished lines go. Must not throw: a service that cannot log goes on answering. */
export interface LogDestination {
  write(line: string): void;
}

/** What others wait for: written whatever the level. */
const ALWAYS: ReadonlySet<LogEvent> = new Set(["listening"]);

export interface PinoLogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  readonly clock: Clock;
  readonly destination: LogDestination;
}

/**
 * The log: one JSON line an event, `{"level":"info","time":"2026-01-14T15:00:00.000Z","event":"listening",…}`, without a
 * message text (decision D14).
 */
export function createPinoLog(options: PinoLogOptions): Log {
  const logger = pino(
    {
      base: null,
      level: options.level,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date(options.clock()).toISOString()}"`,
    },
    options.destination,
  );
  const always = logger.child({}, { level: "info" });
  return (level, event, fields) =>
    (ALWAYS.has(event) ? always : logger)[level]({ event, ...allowed(fields) });
}

/** The fields of the allow-list whose values have the type that the list gives. */
function allowed(fields: LogFields): Readonly<Record<string, unknown>> {
  const known: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(FIELD_KINDS)) {
    if (!Object.hasOwn(fields, name)) continue;
    const value: unknown = Object.getOwnPropertyDescriptor(fields, name)?.value;
    const clean = cleaned(value, kind);
    if (clean !== undefined) known[name] = clean;
  }
  return known;
}

function cleaned(value: unknown, kind: FieldKind): unknown {
  if (kind === "texts") return Array.isArray(value) ? cleanedTexts(value) : undefined;
  if (kind === "text") return typeof value === "string" ? cleanedText(value) : undefined;
  if (kind === "number") return Number.isFinite(value) ? value : undefined;
  return typeof value === "boolean" ? value : undefined;
}

function cleanedTexts(values: readonly unknown[]): readonly string[] {
  return values
    .slice(0, FIELD_ENTRIES_MAX)
    .filter((value) => typeof value === "string")
    .map((value) => cleanedText(value));
}

/** Without control and direction characters, which could forge what a terminal shows, and cut to its bound. */
function cleanedText(text: string): string {
  return text
    .slice(0, FIELD_LENGTH_MAX)
    .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, "");
}
