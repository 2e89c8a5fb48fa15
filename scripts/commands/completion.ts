import type { Command } from "commander";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import type { CommandGroup, CommonOptions } from "./command-group.ts";
import { print } from "./print.ts";

/** Shells that complete words. */
const SHELLS = ["bash", "zsh"] as const;

/** What may follow some words: commands and options; after an option that takes one of few words, these. */
interface Continuation {
  /** `org create`, `org create --realm`; `""` at the beginning. */
  readonly after: string;
  readonly words: readonly string[];
}

function continuationsOf(command: Command, path: string): readonly Continuation[] {
  const subcommands = command.commands.filter((one) => one.name() !== "help");
  const options = command.options.flatMap(({ long }) => (long === null || long === undefined ? [] : [long]));
  const own = { after: path, words: [...subcommands.map((one) => one.name()), ...options, "--help"] };
  const choices = command.options.flatMap(({ long, argChoices }) =>
    long === undefined || argChoices === undefined
      ? []
      : [{ after: `${path} ${long}`.trim(), words: argChoices }],
  );
  const below = subcommands.flatMap((one) => continuationsOf(one, `${path} ${one.name()}`.trim()));
  return [own, ...choices, ...below];
}

/** The words of our own tables hold no character that a shell reads otherwise; anything else is left out. */
function isPlain(word: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(word);
}

function script(shell: (typeof SHELLS)[number], continuations: readonly Continuation[]): string {
  const cases = continuations.map(
    ({ after, words }) => `    "${after}") echo "${words.filter(isPlain).join(" ")}" ;;`,
  );
  return [
    `# Completion of iis for ${shell}. Define the command, then read this:`,
    '#   iis() { npm run --silent iis -- "$@"; }',
    `#   source <(iis completion ${shell})`,
    ...(shell === "zsh" ? ["autoload -U +X bashcompinit && bashcompinit"] : []),
    "_iis_words() {",
    '  case "$1" in',
    ...cases,
    "  esac",
    "}",
    "_iis() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" path="" at next',
    "  for ((at = 1; at < COMP_CWORD; at += 1)); do",
    '    next="${path:+$path }${COMP_WORDS[at]}"',
    '    case "${COMP_WORDS[at]}" in',
    "      -*) ;;",
    '      *) if [ -n "$(_iis_words "$next")" ]; then path="$next"; fi ;;',
    "    esac",
    "  done",
    '  local words="$(_iis_words "${path:+$path }$before")"',
    '  case "$before" in',
    "    -*) ;;",
    '    *) words="" ;;',
    "  esac",
    '  if [ -z "$words" ]; then words="$(_iis_words "$path")"; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -o default -F _iis iis",
    "",
  ].join("\n");
}

/** `completion bash|zsh`. The program that it belongs to must have every group loaded. */
export const completion: CommandGroup = (group, context) => {
  group
    .description("a script that lets a shell complete commands and options")
    .argument("<shell>", SHELLS.join(" or "))
    .option("--json", "print one JSON value")
    .addHelpText("after", "\nExample:\n  $ npm run --silent iis -- completion bash > iis-completion.bash")
    .action((word: string, options: CommonOptions) => {
      const shell = SHELLS.find((one) => one === word);
      if (shell === undefined) throw new RefusedError("usage", `completion takes ${SHELLS.join(" or ")}.`);
      const program = group.parent ?? group;
      const text = script(shell, continuationsOf(program, ""));
      if (options.json === true) print(context, options, { shell, script: text }, () => "");
      else context.write(text);
    });
};
