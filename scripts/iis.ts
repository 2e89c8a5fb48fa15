import { userInfo } from "node:os";
import { runCommand } from "./commands/run-command.ts";

/** The operating system's user; in a container the number may have no name. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}

const { env } = process;
process.exitCode = await runCommand(process.argv.slice(2), {
  env,
  // npm runs scripts in the project's folder and says where it was called.
  calledFrom: (env["npm_lifecycle_event"] === "iis" ? env["INIT_CWD"] : undefined) ?? process.cwd(),
  projectFolder: process.cwd(),
  osUser: osUser(),
  clock: Date.now,
  write: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
});
