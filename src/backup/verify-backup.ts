import { promises } from "node:fs";
import { join } from "node:path";
import { RefusedError } from "../kernel/refused-error.ts";
import { hashFile } from "./hash-file.ts";
import {
  type Manifest,
  MANIFEST_BYTES_MAX,
  MANIFEST_NAME,
  readManifest,
  type ReadManifest,
} from "./manifest.ts";

/** @throws RefusedError `not-found` when there is no manifest, `policy` when it is not one we read */
export async function openManifest(folder: string): Promise<ReadManifest> {
  const path = join(folder, MANIFEST_NAME);
  const found = await promises.stat(path).catch(() => undefined);
  if (found === undefined)
    throw new RefusedError("not-found", `${folder} is no backup: it has no ${MANIFEST_NAME}.`);
  const text = found.size > MANIFEST_BYTES_MAX ? "" : await promises.readFile(path, "utf8");
  const read = readManifest(text);
  if (read === undefined)
    throw new RefusedError(
      "policy",
      `${MANIFEST_NAME} is damaged or of a newer program. Take another backup.`,
    );
  return read;
}

/**
 * Read every file of a backup and compare with its manifest.
 *
 * @throws RefusedError `policy` naming the files that are missing or changed
 */
export async function verifyFiles(folder: string, { databases }: Manifest): Promise<void> {
  const bad: string[] = [];
  for (const { files } of databases) {
    for (const expected of files) {
      const found = await hashFile(folder, expected.path).catch(() => undefined);
      if (found?.sha256 !== expected.sha256 || found.bytes !== expected.bytes) bad.push(expected.path);
    }
  }
  if (bad.length > 0)
    throw new RefusedError(
      "policy",
      `The backup is damaged: ${bad.join(", ")} missing or changed. Take another backup; nothing was touched.`,
    );
}
