import { type Command, InvalidArgumentError, Option } from "commander";
import { REALMS } from "../../src/kernel/realm.ts";

/** What a command takes from the process. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder from which relative paths of options count. */
  readonly calledFrom: string;
  /** Folder from which relative paths of the environment count, as in the server. */
  readonly projectFolder: string;
  readonly osUser: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Standard output. */
  readonly write: (text: string) => void;
  /** Standard error. */
  readonly warn: (text: string) => void;
  /** Standard error is a terminal: a person looks on. */
  readonly isTerminal?: boolean;
}

/** Puts a group's commands under its word. `exit` sets the exit code of a command that ends well but not with 0. */
export type CommandGroup = (group: Command, context: CommandContext, exit: (code: number) => void) => void;

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: true;
  readonly actor?: string;
}

/** Options that every command takes that changes something. */
export interface ChangeOptions extends CommonOptions {
  readonly reason?: string;
}

/**
 * Give a command what every command has.
 *
 * @param example words after `iis --`
 */
export function asCommand(command: Command, description: string, example: string): Command {
  return command
    .description(description)
    .option("--json", "print one JSON value")
    .option("--actor <name>", "who acts; a user's role then binds (default: the operating system's user)")
    .addHelpText("after", `\nExample:\n  $ npm run --silent iis -- ${example}`);
}

/** A command that changes something: it takes a reason for the audit trail. */
export function asChange(command: Command, description: string, example: string): Command {
  return asCommand(command, description, example).option("--reason <text>", "why; kept in the audit trail");
}

/** A command that says why, or is not done. */
export function asReasonedChange(command: Command, description: string, example: string): Command {
  return asCommand(command, description, example).requiredOption(
    "--reason <text>",
    "why; kept in the audit trail",
  );
}

/** `--realm test|production`, which must be given. */
export function realmOption(): Option {
  return new Option("--realm <realm>", "test or production").choices(REALMS).makeOptionMandatory();
}

/** `--ack AA|AE|AR`, which need not be given. */
export function ackOption(): Option {
  return new Option("--ack <code>", "only those answered so").choices(["AA", "AE", "AR"]);
}

/** Collects an option that may be given more than once. */
export function several(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}

/** Reads a whole number within bounds. */
export function wholeNumber(min: number, max: number): (word: string) => number {
  return (word) => {
    const value = /^\d{1,9}$/.test(word) ? Number(word) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`It takes ${min} to ${max}.`);
    return value;
  };
}
