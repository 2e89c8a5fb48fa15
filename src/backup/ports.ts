/** One file of a backup, as it was written. */
export interface CopiedFile {
  /** Relative to the backup's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One database of a backup. */
export interface CopiedDatabase {
  readonly name: string;
  /** Number of its newest migration. */
  readonly schema: number;
  readonly files: readonly CopiedFile[];
}

/** Copies the databases of an installation and loads copies into an empty one. */
export interface DatabaseCopier {
  readonly engine: "sqlite" | "postgres";
  /**
   * Copy every database while servers go on. Whatever was acknowledged before the call is in the copy, and every
   * organization that a message of it names.
   *
   * @param folder empty, ours alone
   */
  copyTo(folder: string): Promise<readonly CopiedDatabase[]>;
  /** Names of databases that hold anything; a restore wants none. */
  findExisting(): Promise<readonly string[]>;
  /**
   * Load verified copies, all or none.
   *
   * @returns lets servers and commands in; until it has, none gets hold of what was loaded, also when this process dies
   * @throws RefusedError `policy` when the place is not empty or a server uses it
   */
  load(folder: string, databases: readonly CopiedDatabase[]): Promise<() => Promise<void>>;
}
