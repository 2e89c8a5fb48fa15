import { userInfo } from "node:os";
import { Command } from "commander";
import { endWith } from "./commands/end-with.ts";
import type { CommandContext, CommandGroup } from "./commands/command-group.ts";

/** Groups of commands. Only the one that is called is loaded: the store takes longer to load than to answer. */
const GROUPS: readonly {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<CommandGroup>;
}[] = [
  {
    name: "org",
    description: "organizations and their sites",
    load: async () => (await import("./commands/org.ts")).org,
  },
  {
    name: "credential",
    description: "credentials of the SOAP service",
    load: async () => (await import("./commands/credential.ts")).credential,
  },
  {
    name: "message",
    description: "received messages",
    load: async () => (await import("./commands/message.ts")).message,
  },
  {
    name: "audit",
    description: "the trail of administrative acts",
    load: async () => (await import("./commands/audit.ts")).audit,
  },
  {
    name: "user",
    description: "people who work with the gateway",
    load: async () => (await import("./commands/user.ts")).user,
  },
  {
    name: "token",
    description: "tokens for REST and metrics",
    load: async () => (await import("./commands/token.ts")).token,
  },
  {
    name: "doctor",
    description: "check everything the gateway needs",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "config",
    description: "the environment as the gateway reads it",
    load: async () => (await import("./commands/config.ts")).config,
  },
];

/** The operating system's user; in a container the number may have no name. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}

const { env } = process;
const context: CommandContext = {
  env,
  // npm runs scripts in the project's folder and says where it was called.
  calledFrom: (env["npm_lifecycle_event"] === "iis" ? env["INIT_CWD"] : undefined) ?? process.cwd(),
  projectFolder: process.cwd(),
  osUser: osUser(),
  clock: Date.now,
  write: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
};

async function main(words: readonly string[]): Promise<number> {
  const program = new Command("iis")
    .description(
      "Administration of the immunization gateway. Exit codes: 0 done, 2 usage, 3 not found, 4 refused, 5 unavailable.",
    )
    .addHelpText("after", "\nExample:\n  $ npm run --silent iis -- org list\n\nEvery command has --help.");
  // What commander has to say about wrong words leaves with all other errors, as one line.
  program
    .exitOverride()
    .configureOutput({ writeOut: context.write, writeErr: () => {}, outputError: () => {} });
  const called = GROUPS.find((group) => group.name === words[0]);
  let exitCode = 0;
  for (const group of GROUPS) {
    const command = program.command(group.name).description(group.description);
    if (group !== called) continue;
    (await group.load())(command, context, (code) => {
      exitCode = code;
    });
  }
  await program.parseAsync(words, { from: "user" });
  return exitCode;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = endWith(error, context.warn);
}
