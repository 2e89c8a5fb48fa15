import type { AccessEntry, AnswerEntry } from "../journal/journal-entry.ts";
import type { JournalPosition } from "../journal/open-journal.ts";
import { findJournalFiles, type JournalFile, readJournal } from "../journal/read-journal.ts";
import type { Realm } from "../kernel/realm.ts";

/**
 * `whole`: the file in which the cut lies was found, so that nothing after it is missing · `gap`: files were found, but not
 * that one, or the backup was made without a journal · `absent`: there is no journal.
 */
export type JournalCover = "whole" | "gap" | "absent";

/** What the journal says of the time after a backup. */
export interface AfterCut {
  readonly cover: JournalCover;
  /** Answered updates whose row the restored databases have not, oldest first; each transmission once. */
  readonly missing: readonly AnswerEntry[];
  /** More were missing than `missing` holds. */
  readonly isCut: boolean;
  /** The newest state of everything that opens the door. */
  readonly access: readonly AccessEntry[];
  /** Lines that could not be read: torn while a process died. */
  readonly torn: number;
}

export interface AfterCutDeps {
  /** Which of the ids are rows of the realm. */
  readonly storedMessages: (realm: Realm, ids: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Missing messages that are named one by one. */
const MISSING_MAX = 200_000;
/** Answers looked up at a time. */
const PORTION = 500;

type FileFrom = JournalFile & { readonly fromByte: number };

interface Start {
  readonly cover: JournalCover;
  readonly files: readonly FileFrom[];
}

function readFrom(file: JournalFile, fromByte: number): FileFrom {
  return { ...file, fromByte };
}

/** Where to begin in each file: behind the cut in its own, at the beginning of what was begun later or elsewhere. */
function startOf(
  own: readonly JournalFile[],
  others: readonly JournalFile[],
  cut: JournalPosition | null,
): Start {
  if (own.length + others.length === 0) return { cover: "absent", files: [] };
  const at = cut === null ? -1 : own.findIndex(({ id }) => id !== "" && id === cut.id);
  if (cut === null || at === -1)
    return { cover: "gap", files: [...own, ...others].map((file) => readFrom(file, 0)) };
  const after = own.slice(at).map((file, index) => readFrom(file, index === 0 ? cut.bytes : 0));
  return { cover: "whole", files: [...after, ...others.map((file) => readFrom(file, 0))] };
}

/** One transmission, however often it was answered. */
function transmissionOf({ realm, organizationId, controlId, payloadHash }: AnswerEntry): string {
  return JSON.stringify([realm, organizationId, controlId, payloadHash]);
}

/** An AR stored nothing, and a query changed nothing: neither is to be sent again. */
function mayBeMissing({ isQuery, ackCode }: AnswerEntry): boolean {
  return !isQuery && ackCode !== "AR";
}

class Missing {
  readonly #deps: AfterCutDeps;
  readonly #found = new Map<string, AnswerEntry>();
  #portion: AnswerEntry[] = [];
  isCut = false;

  constructor(deps: AfterCutDeps) {
    this.#deps = deps;
  }

  async add(entry: AnswerEntry): Promise<void> {
    this.#portion.push(entry);
    if (this.#portion.length >= PORTION) await this.#look();
  }

  async finish(): Promise<readonly AnswerEntry[]> {
    await this.#look();
    return [...this.#found.values()];
  }

  async #look(): Promise<void> {
    const portion = this.#portion;
    this.#portion = [];
    for (const [realm, entries] of Map.groupBy(portion, ({ realm: of }) => of)) {
      const stored = await this.#deps.storedMessages(realm, [
        ...new Set(entries.map((one) => one.messageId)),
      ]);
      for (const entry of entries.filter(({ messageId }) => !stored.has(messageId))) {
        if (this.#found.size >= MISSING_MAX) this.isCut = true;
        else this.#found.set(transmissionOf(entry), entry);
      }
    }
  }
}

/**
 * Read the journal behind a backup's cut.
 *
 * @param path `ACK_JOURNAL`, `""` when there is none; files moved away from it are found beside it
 * @param others journals of other hosts
 */
export async function readAfterCut(
  deps: AfterCutDeps,
  path: string,
  others: readonly string[],
  cut: JournalPosition | null,
): Promise<AfterCut> {
  const own = path === "" ? [] : await findJournalFiles(path);
  const elsewhere = (await Promise.all(others.map(findJournalFiles))).flat();
  const { cover, files } = startOf(own, elsewhere, cut);
  const missing = new Missing(deps);
  const access = new Map<string, AccessEntry>();
  let torn = 0;
  for (const { path: file, fromByte } of files) {
    for await (const entry of readJournal(file, fromByte)) {
      if (entry === undefined) torn += 1;
      else if (entry.kind === "answer" && mayBeMissing(entry)) await missing.add(entry);
      else if (
        entry.kind === "credential" ||
        entry.kind === "token" ||
        entry.kind === "user" ||
        entry.kind === "organization"
      )
        keepNewest(access, entry);
    }
  }
  const found = await missing.finish();
  return { cover, missing: found, isCut: missing.isCut, access: [...access.values()], torn };
}

/** Journals of several hosts are read one after the other: the instant decides. */
function keepNewest(access: Map<string, AccessEntry>, entry: AccessEntry): void {
  const key = `${entry.kind} ${entry.id}`;
  const known = access.get(key);
  if (known === undefined || known.atMs <= entry.atMs) access.set(key, entry);
}
