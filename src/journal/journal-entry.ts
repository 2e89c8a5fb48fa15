import { REALMS, type Realm } from "../kernel/realm.ts";

/** An answer that left, or was about to. No patient data: hashes, codes and ids; MSH-10 is cut and escaped. */
export interface AnswerEntry {
  readonly kind: "answer";
  readonly atMs: number;
  readonly realm: Realm;
  readonly organizationId: string;
  /** MSH-10, cut to {@link CONTROL_ID_LENGTH_MAX}. */
  readonly controlId: string;
  /** Keyed hash (decision D7); tells apart messages whose control ids were cut. */
  readonly payloadHash: string;
  /** Row of the message: whether a restored database has it decides whether it is to be resent. */
  readonly messageId: string;
  readonly ackCode: "AA" | "AE" | "AR";
  readonly isQuery: boolean;
}

/** What an administrative act left of something that opens the door; the newest entry of an id holds. */
export type AccessEntry =
  | {
      readonly kind: "credential";
      readonly atMs: number;
      readonly id: string;
      readonly organizationId: string;
      readonly realm: Realm;
      readonly expiresAtMs: number;
      readonly revokedAtMs: number | null;
      readonly suspendedAtMs: number | null;
      /** Digest of its address rules; absent in lines of older programs. */
      readonly addressRules?: string;
    }
  | {
      readonly kind: "token";
      readonly atMs: number;
      readonly id: string;
      readonly revokedAtMs: number | null;
    }
  | {
      readonly kind: "user";
      readonly atMs: number;
      readonly id: string;
      readonly disabled: boolean;
      /** Grows with each new password and second factor; absent in lines of older programs. */
      readonly epoch?: number;
    }
  | {
      readonly kind: "organization";
      readonly atMs: number;
      readonly id: string;
      readonly suspended: boolean;
      /** Digest of its certificate pins; absent in lines of older programs. */
      readonly certificatePins?: string;
    };

/** `begun` opens a file and names it; `alive` proves that it takes writes. */
export type JournalEntry =
  | AnswerEntry
  | AccessEntry
  | { readonly kind: "begun"; readonly atMs: number; readonly id: string }
  | { readonly kind: "alive"; readonly atMs: number };

/** MSH-10 in UTF-16 units; HL7 v2.5.1 allows 20, the sender's text may be anything. */
const CONTROL_ID_LENGTH_MAX = 64;

/** Longest line that is written or read, in bytes. */
export const JOURNAL_LINE_BYTES_MAX = 2_048;

/** One line: JSON in ASCII, ended by LF. */
export function encodeEntry(entry: JournalEntry): string {
  const bounded =
    entry.kind === "answer"
      ? { ...entry, controlId: entry.controlId.slice(0, CONTROL_ID_LENGTH_MAX) }
      : entry;
  const json = JSON.stringify({ v: 1, ...bounded });
  const ascii = json.replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${ascii}\n`;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): boolean => typeof value === "string";
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);
const isNumber = (value: unknown): boolean => Number.isSafeInteger(value);
const isNumberOrNull = (value: unknown): boolean => value === null || isNumber(value);
const isNumberOrAbsent = (value: unknown): boolean => value === undefined || isNumber(value);
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isRealm = (value: unknown): boolean => REALMS.some((realm) => realm === value);
const isAck = (value: unknown): boolean => value === "AA" || value === "AE" || value === "AR";

/** What the fields of each kind must be, beside `atMs`. */
const SHAPES: Readonly<Record<JournalEntry["kind"], Readonly<Record<string, (value: unknown) => boolean>>>> =
  {
    answer: {
      realm: isRealm,
      organizationId: isText,
      controlId: isText,
      payloadHash: isText,
      messageId: isText,
      ackCode: isAck,
      isQuery: isFlag,
    },
    credential: {
      id: isText,
      organizationId: isText,
      realm: isRealm,
      expiresAtMs: isNumber,
      revokedAtMs: isNumberOrNull,
      suspendedAtMs: isNumberOrNull,
      addressRules: isTextOrAbsent,
    },
    token: { id: isText, revokedAtMs: isNumberOrNull },
    user: { id: isText, disabled: isFlag, epoch: isNumberOrAbsent },
    organization: { id: isText, suspended: isFlag, certificatePins: isTextOrAbsent },
    begun: { id: isText },
    alive: {},
  };

function isKind(kind: unknown): kind is JournalEntry["kind"] {
  return typeof kind === "string" && Object.hasOwn(SHAPES, kind);
}

function isEntry(value: unknown): value is JournalEntry {
  if (!isFields(value) || value["v"] !== 1 || !isNumber(value["atMs"])) return false;
  const { kind } = value;
  return isKind(kind) && Object.entries(SHAPES[kind]).every(([name, holds]) => holds(value[name]));
}

/** @returns undefined when the line is torn or not ours */
export function decodeEntry(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
