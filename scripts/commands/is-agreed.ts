import { createInterface } from "node:readline/promises";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import type { CommonOptions } from "./command-group.ts";

/**
 * Whether a person at the terminal agrees; with `--yes` nobody is asked.
 *
 * @param question without the choice, which is added
 * @param unasked what to do where there is no terminal to ask at
 * @throws RefusedError `policy` without `--yes` where nobody can be asked
 */
export async function isAgreed(
  options: CommonOptions & { readonly yes?: true },
  question: string,
  unasked: string,
): Promise<boolean> {
  if (options.yes === true) return true;
  if (!process.stdin.isTTY || options.json === true) throw new RefusedError("policy", unasked);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
