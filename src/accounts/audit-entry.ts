/** A value that has one JSON text. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type JsonObject = Readonly<Record<string, JsonValue>>;

/** Where an act was asked for. */
export type AuditSource = "cli" | "console" | "rest" | "server";

/** One administrative act for the audit trail (decision D19). Holds no secret and no patient data. */
export interface AuditEntry {
  readonly atMs: number;
  /** Who is said to act: a user, or a label given with `--actor`. */
  readonly actor: string;
  /** Who is known to act: the operating system's user or the console's login (decision D28). */
  readonly osUser: string;
  readonly source: AuditSource;
  readonly action: string;
  /** Id of what is acted on, `""` when there is none. */
  readonly object: string;
  readonly outcome: "done" | "refused";
  readonly reason?: string;
  readonly detail: JsonObject;
}

/** An entry in its place of the chain. */
export interface AuditRow extends AuditEntry {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly hash: string;
}

/** JSON with the keys of every object in code point order and no space: one text for one value. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
