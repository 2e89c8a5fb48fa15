import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../scripts/commands/run-command.ts";
import type { TestPlace } from "./databases.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `iis WORDS` on one store. */
export type RunIis = (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;

function storeEnvironment({ location, secretsDir }: TestPlace): Readonly<Record<string, string>> {
  return location.kind === "sqlite"
    ? { DATA_DIR: location.dataDir, SECRETS_DIR: secretsDir }
    : { DATABASE_URL: location.url, SECRETS_DIR: secretsDir };
}

/** In this process: the same command without the time that a process takes to start. Called from the place's folder. */
export function iisHere(place: TestPlace, osUser = "tester"): RunIis {
  return async (words, env = {}) => {
    const written: string[] = [];
    const warned: string[] = [];
    const code = await runCommand(words, {
      env: { ...storeEnvironment(place), ...env },
      calledFrom: place.folder,
      projectFolder: PROJECT,
      osUser,
      clock: Date.now,
      write: (text) => void written.push(text),
      warn: (text) => void warned.push(text),
    });
    return { code, stdout: written.join(""), stderr: warned.join("") };
  };
}

/** In a process of its own, as a shell would. */
export function iisInShell(place: TestPlace): RunIis {
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
