import { createHash } from "node:crypto";
import { createReadStream, promises } from "node:fs";
import { join } from "node:path";
import type { CopiedFile } from "./ports.ts";

/** Size and SHA-256 of a file of a backup, which is on the disk when this resolves. */
export async function hashFile(folder: string, path: string): Promise<CopiedFile> {
  const whole = join(folder, path);
  const handle = await promises.open(whole, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(whole)) {
    if (!Buffer.isBuffer(chunk)) continue;
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { path, bytes, sha256: hash.digest("hex") };
}
