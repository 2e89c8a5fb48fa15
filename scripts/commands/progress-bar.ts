import type { CommandContext } from "./command-group.ts";

const BAR_CHARACTERS = 24;
/** To the beginning of the line, and empty it. */
const LINE_START = "\r\u001B[2K";

/** Told again and again how much is left; ends with 0. */
export type ShowProgress = (left: number) => void;

/**
 * A bar on standard error while something takes long, on a terminal only: what goes into a file or a script stays clean.
 *
 * @param what is done, such as `messages counted`; the first number told is the whole
 */
export function progressBar({ isTerminal, warn }: CommandContext, what: string): ShowProgress {
  let whole = 0;
  return (left) => {
    if (isTerminal !== true || (left === 0 && whole === 0)) return;
    whole = Math.max(whole, left);
    const share = (whole - left) / whole;
    const done = Math.round(share * BAR_CHARACTERS);
    const bar = `${"#".repeat(done)}${".".repeat(BAR_CHARACTERS - done)}`;
    const text = `${LINE_START}[${bar}] ${Math.floor(share * 100)} % ${what}`;
    warn(left === 0 ? LINE_START : text);
  };
}
