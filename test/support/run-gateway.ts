import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway, type GatewayProcess } from "../../scripts/gateway-process.ts";

/** The real server with a data folder of its own and everything it wrote. */
export interface RunningGateway extends GatewayProcess {
  readonly dataDir: string;
  /** Every line of stdout and stderr so far. */
  readonly lines: readonly string[];
}

/** A folder under the system's temporary one, for `removeFolder`. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "gateway-test-"));
}

/** Remove a folder of `temporaryFolder` with everything in it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Start `node src/main.ts` on free ports. The caller stops it.
 *
 * @param dataDir folder of the store; a fresh one unless given
 */
export async function runGateway(
  env: Readonly<Record<string, string>> = {},
  dataDir: string = temporaryFolder(),
): Promise<RunningGateway> {
  const lines: string[] = [];
  const running = await startGateway({ dataDir, env, onLine: (line) => lines.push(line) });
  return { ...running, dataDir, lines };
}
