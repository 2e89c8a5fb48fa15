import { promises } from "node:fs";
import { join } from "node:path";
import type { Journal } from "../journal/open-journal.ts";
import type { Clock } from "../kernel/clock.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import {
  type Manifest,
  MANIFEST_NAME,
  type NeededKey,
  type WrappedKeyFile,
  writeManifest,
} from "./manifest.ts";
import type { DatabaseCopier } from "./ports.ts";

export interface BackupDeps {
  readonly copier: DatabaseCopier;
  readonly journal: Pick<Journal, "position"> | undefined;
  readonly keys: readonly NeededKey[];
  readonly wrappedKeys: readonly WrappedKeyFile[];
  /** HMAC under the audit key. */
  readonly mac: (text: string) => string;
  readonly program: string;
  readonly clock: Clock;
}

async function makeFolder(folder: string): Promise<void> {
  await promises.mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await promises.readdir(folder)).length > 0)
    throw new RefusedError("usage", `${folder} is not empty. Name a new folder for each backup.`);
  await promises.chmod(folder, 0o700);
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await promises.open(path, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await promises.open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Copy the databases into a new folder, online. The journal's position is taken first: every answer noted before it is in
 * the copy, so that a restore has to look only behind it.
 *
 * @throws RefusedError `usage` when the folder is not empty
 */
export async function makeBackup(deps: BackupDeps, folder: string): Promise<Manifest> {
  await makeFolder(folder);
  const journal = (await deps.journal?.position()) ?? null;
  const madeAtMs = deps.clock();
  const databases = await deps.copier.copyTo(folder);
  const { keys, wrappedKeys, program } = deps;
  const { engine } = deps.copier;
  const manifest: Manifest = { format: 1, madeAtMs, program, engine, databases, keys, wrappedKeys, journal };
  await writeSynced(join(folder, MANIFEST_NAME), writeManifest(manifest, deps.mac));
  await syncFolder(folder);
  return manifest;
}
