import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

const execute = promisify(execFile);

/**
 * Run one administration command as an operator would, beside a running server or without one.
 *
 * @param env where the store is: `DATA_DIR`, `DATABASE_URL`, `SECRETS_DIR`
 * @param args words of the command; `--json` is added
 * @returns the one JSON value of its stdout
 * @throws Error with its stderr when the exit code is not 0
 */
export async function runIis(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<unknown> {
  const { stdout } = await execute(process.execPath, ["scripts/iis.ts", ...args, "--json"], {
    cwd: PROJECT,
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      USER: process.env["USER"] ?? "",
      ...env,
    },
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const value: unknown = JSON.parse(stdout);
  return value;
}
