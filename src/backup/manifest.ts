import type { JournalPosition } from "../journal/open-journal.ts";
import type { CopiedDatabase, CopiedFile } from "./ports.ts";

/** A key that a restored database needs; nothing of the key itself. */
export interface NeededKey {
  /** `pepper/1`. */
  readonly name: string;
  readonly fingerprint: string;
}

/** A key file as it lies in SECRETS_DIR, wrapped by the master key. */
export interface WrappedKeyFile {
  readonly file: string;
  readonly text: string;
}

/** What a backup is: written last, so that a folder without one is none. */
export interface Manifest {
  readonly format: 1;
  readonly madeAtMs: number;
  /** Version of the program. */
  readonly program: string;
  readonly engine: "sqlite" | "postgres";
  readonly databases: readonly CopiedDatabase[];
  readonly keys: readonly NeededKey[];
  /** Key files that only the master key opens; a restore puts back those that are missing. */
  readonly wrappedKeys: readonly WrappedKeyFile[];
  /** The cut: every answer noted before it is in the copy. Null: no journal was kept. */
  readonly journal: JournalPosition | null;
}

/** Name of the file in a backup's folder. */
export const MANIFEST_NAME = "manifest.json";
/** A manifest is some lines a table. */
export const MANIFEST_BYTES_MAX = 4_194_304;

type Mac = (text: string) => string;

function bodyOf(manifest: Manifest): string {
  const { format, madeAtMs, program, engine, databases, keys, wrappedKeys, journal } = manifest;
  const files = databases.map(({ name, schema, files: own }) => ({
    name,
    schema,
    files: own.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  }));
  const named = keys.map(({ name, fingerprint }) => ({ name, fingerprint }));
  const wrapped = wrappedKeys.map(({ file, text }) => ({ file, text }));
  const cut = journal && { id: journal.id, bytes: journal.bytes };
  return JSON.stringify({
    format,
    madeAtMs,
    program,
    engine,
    databases: files,
    keys: named,
    wrappedKeys: wrapped,
    journal: cut,
  });
}

/** The manifest's text, with a MAC under the audit key: a changed one is found. */
export function writeManifest(manifest: Manifest, mac: Mac): string {
  const body = bodyOf(manifest);
  return `${JSON.stringify({ ...JSON.parse(body), mac: mac(`backup manifest\n${body}`) }, null, 1)}\n`;
}

/** Whether the text's MAC is the one of its manifest under our key. */
export function isGenuine(read: ReadManifest, mac: Mac): boolean {
  return read.mac === mac(`backup manifest\n${bodyOf(read.manifest)}`);
}

export interface ReadManifest {
  readonly manifest: Manifest;
  readonly mac: string;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function listOf<T>(value: unknown, read: (fields: Fields) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.flatMap((one: unknown) => {
    const entry = isFields(one) ? read(one) : undefined;
    return entry === undefined ? [] : [entry];
  });
  return found.length === value.length ? found : undefined;
}

/** Names that we write: nothing that leads out of the folder. */
const FILE_PATH = /^[a-z][a-z0-9_]*(?:\/[a-z][a-z0-9_]*)?\.(?:db|jsonl)$/;

function fileOf({ path, bytes, sha256 }: Fields): CopiedFile | undefined {
  if (typeof path !== "string" || !FILE_PATH.test(path) || !isCount(bytes)) return undefined;
  return typeof sha256 === "string" ? { path, bytes, sha256 } : undefined;
}

function databaseOf({ name, schema, files }: Fields): CopiedDatabase | undefined {
  const own = listOf(files, fileOf);
  if (typeof name !== "string" || !isCount(schema) || own === undefined) return undefined;
  return { name, schema, files: own };
}

function keyOf({ name, fingerprint }: Fields): NeededKey | undefined {
  return typeof name === "string" && typeof fingerprint === "string" ? { name, fingerprint } : undefined;
}

function wrappedKeyOf({ file, text }: Fields): WrappedKeyFile | undefined {
  return typeof file === "string" && typeof text === "string" ? { file, text } : undefined;
}

function journalOf(value: unknown): JournalPosition | null | undefined {
  if (value === null) return null;
  if (!isFields(value) || typeof value["id"] !== "string" || !isCount(value["bytes"])) return undefined;
  return { id: value["id"], bytes: value["bytes"] };
}

/** @returns undefined when the text is no manifest of a form that this program reads */
export function readManifest(text: string): ReadManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(value) || value["format"] !== 1) return undefined;
  const { madeAtMs, program, engine, mac } = value;
  const databases = listOf(value["databases"], databaseOf);
  const keys = listOf(value["keys"], keyOf);
  const wrappedKeys = listOf(value["wrappedKeys"], wrappedKeyOf);
  const journal = journalOf(value["journal"]);
  if (databases === undefined || keys === undefined || wrappedKeys === undefined || journal === undefined)
    return undefined;
  if (!isCount(madeAtMs) || typeof program !== "string" || typeof mac !== "string") return undefined;
  if (engine !== "sqlite" && engine !== "postgres") return undefined;
  return { manifest: { format: 1, madeAtMs, program, engine, databases, keys, wrappedKeys, journal }, mac };
}
