import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestPlace } from "./databases.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `node scripts/iis.ts` on one store, as a shell would. */
export type RunCommand = (
  words: readonly string[],
  env?: Readonly<Record<string, string>>,
) => Promise<Ended>;

/** The environment by which a command finds the store of a test. */
export function storeEnvironment({ location, secretsDir }: TestPlace): Readonly<Record<string, string>> {
  return location.kind === "sqlite"
    ? { DATA_DIR: location.dataDir, SECRETS_DIR: secretsDir }
    : { DATABASE_URL: location.url, SECRETS_DIR: secretsDir };
}

export function commandRunner(place: TestPlace): RunCommand {
  return (words, env = {}) =>
    new Promise((resolve, reject) => {
      const options = {
        cwd: PROJECT,
        env: { PATH: process.env["PATH"], ...storeEnvironment(place), ...env },
      };
      execFile(process.execPath, ["scripts/iis.ts", ...words], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === "number") resolve({ code, stdout, stderr });
        else reject(error ?? new Error("the command did not end"));
      });
    });
}
