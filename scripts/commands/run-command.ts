import { Command } from "commander";
import type { CommandContext, CommandGroup } from "./command-group.ts";
import { endWith } from "./end-with.ts";

/** The one group that is about all of them. */
const COMPLETION = "completion";

/** Groups of commands. Only the one that is called is loaded: the store takes longer to load than to answer. */
const GROUPS: readonly {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<CommandGroup>;
}[] = [
  {
    name: "org",
    description: "organizations and their sites",
    load: async () => (await import("./org.ts")).org,
  },
  {
    name: "credential",
    description: "credentials of the SOAP service",
    load: async () => (await import("./credential.ts")).credential,
  },
  {
    name: "message",
    description: "received messages",
    load: async () => (await import("./message.ts")).message,
  },
  {
    name: "patient",
    description: "people of the registry: candidates, merges, locks, disclosures",
    load: async () => (await import("./patient.ts")).patient,
  },
  {
    name: "review",
    description: "the technical message review of an organization",
    load: async () => (await import("./review.ts")).review,
  },
  {
    name: "incident",
    description: "social security numbers that came in messages",
    load: async () => (await import("./incident.ts")).incident,
  },
  {
    name: "onboarding",
    description: "the way from the invitation to the letter",
    load: async () => (await import("./onboarding.ts")).onboarding,
  },
  {
    name: "contact",
    description: "people of an organization whom letters go to",
    load: async () => (await import("./contact.ts")).contact,
  },
  {
    name: "letter",
    description: "letters of onboarding",
    load: async () => (await import("./letter.ts")).letter,
  },
  {
    name: "calendar",
    description: "business days, holidays and closings",
    load: async () => (await import("./calendar.ts")).calendar,
  },
  {
    name: "confirm",
    description: "confirm what another person asked for",
    load: async () => (await import("./confirm.ts")).confirm,
  },
  {
    name: "audit",
    description: "the trail of administrative acts",
    load: async () => (await import("./audit.ts")).audit,
  },
  {
    name: "user",
    description: "people who work with the gateway",
    load: async () => (await import("./user.ts")).user,
  },
  {
    name: "token",
    description: "tokens for REST and metrics",
    load: async () => (await import("./token.ts")).token,
  },
  {
    name: "explain",
    description: "a message as the service would judge it",
    load: async () => (await import("./explain.ts")).explainCommand,
  },
  {
    name: "codes",
    description: "code tables: CVX, MVX, NDC and the rest",
    load: async () => (await import("./codes.ts")).codes,
  },
  {
    name: "keys",
    description: "keys that seal data and hash secrets: status, rotation, escrow",
    load: async () => (await import("./keys.ts")).keys,
  },
  {
    name: "backup",
    description: "copy the databases while the server goes on",
    load: async () => (await import("./backup.ts")).backup,
  },
  {
    name: "restore",
    description: "load a backup and say what is to be sent again",
    load: async () => (await import("./restore.ts")).restore,
  },
  {
    name: "forecast",
    description: "forecast data: what is loaded, who accepted it, and why a forecast is as it is",
    load: async () => (await import("./forecast.ts")).forecast,
  },
  {
    name: "purge",
    description: "end what has been kept long enough",
    load: async () => (await import("./purge.ts")).purge,
  },
  {
    name: "cert",
    description: "client certificates that organizations must show",
    load: async () => (await import("./cert.ts")).cert,
  },
  {
    name: "ip",
    description: "networks that credentials may be used from",
    load: async () => (await import("./ip.ts")).ip,
  },
  {
    name: "maintenance",
    description: "planned maintenance: refuse messages until an instant",
    load: async () => (await import("./maintenance.ts")).maintenance,
  },
  {
    name: "doctor",
    description: "check everything the gateway needs",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: COMPLETION,
    description: "completion of commands and options for a shell",
    load: async () => (await import("./completion.ts")).completion,
  },
  {
    name: "config",
    description: "the environment as the gateway reads it",
    load: async () => (await import("./config.ts")).config,
  },
];

async function parse(words: readonly string[], context: CommandContext): Promise<number> {
  const program = new Command("iis")
    .description(
      "Administration of the immunization gateway. Exit codes: 0 done, 1 done and something is wrong (explain, audit verify), 2 usage, 3 not found, 4 refused, 5 unavailable.",
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
    if (group !== called && called?.name !== COMPLETION) continue;
    (await group.load())(command, context, (code) => {
      exitCode = code;
    });
    const [first] = command.commands;
    if (first !== undefined) {
      const example = `npm run --silent iis -- ${group.name} ${first.name()} --help`;
      command.addHelpText("after", `\nEach has --help with an example:\n  $ ${example}`);
    }
  }
  await program.parseAsync(words, { from: "user" });
  return exitCode;
}

/**
 * Run one administration command.
 *
 * @param words after `iis`
 * @returns the exit code
 */
export async function runCommand(words: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await parse(words, context);
  } catch (error) {
    return endWith(error, context.warn);
  }
}
