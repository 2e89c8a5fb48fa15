import { styleText } from "node:util";

/** Tells a run to a person, in a terminal or a file, and counts what was not as it should be. */
export interface Narrator {
  /** Title of the whole run. */
  title(text: string): void;
  /** Begin the next numbered step. */
  step(text: string): void;
  say(text: string): void;
  /** A command as it could be typed. */
  command(text: string): void;
  /** Names and values, the values in one column. */
  facts(rows: readonly (readonly [name: string, value: string])[]): void;
  /** An HL7 message, a line for each segment. */
  message(label: string, er7: string): void;
  /** What was expected of this step and whether it is so. */
  check(isSo: boolean, text: string): void;
  /** Checks that failed. */
  readonly failures: number;
}

/** Where the text goes: `process.stdout`, or a list of chunks in a test. */
export interface Output {
  write(text: string): unknown;
  /** Characters in a line of a terminal; undefined when it is none. */
  readonly columns?: number | undefined;
}

type Style = Parameters<typeof styleText>[0];

const INDENT = "   ";
const COLUMNS_MIN = 40;

/** Segments are broken at a bar or a blank where they can be, so that fields stay readable. */
function wrap(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const head = line.slice(0, width);
  const at = Math.max(head.lastIndexOf("|"), head.lastIndexOf(" "));
  const cut = at > width / 2 ? at + 1 : width;
  return [line.slice(0, cut), ...wrap(`  ${line.slice(cut)}`, width)];
}

/**
 * A narrator that writes plain lines; with colours when `isStyled`, and wrapped to the width of a terminal. What is piped
 * is left unwrapped, so that messages can be copied out of it.
 */
export function createNarrator(output: Output, isStyled: boolean): Narrator {
  let steps = 0;
  let failures = 0;
  const styled = (style: Style, text: string): string =>
    isStyled ? styleText(style, text, { validateStream: false }) : text;
  const line = (text: string, style?: Style): void => {
    const width = output.columns === undefined ? Infinity : Math.max(COLUMNS_MIN, output.columns - 1);
    for (const part of wrap(INDENT + text, width)) {
      output.write(`${style === undefined ? part : styled(style, part)}\n`);
    }
  };
  return {
    title: (text) => {
      output.write(`\n${styled("bold", text)}\n${"=".repeat(text.length)}\n`);
    },
    step: (text) => {
      steps += 1;
      output.write(`\n${styled(["bold", "cyan"], `${steps}. ${text}`)}\n\n`);
    },
    say: (text) => line(text),
    command: (text) => line(`$ ${text}`, "dim"),
    facts: (rows) => {
      const width = Math.max(0, ...rows.map(([name]) => name.length));
      for (const [name, value] of rows) line(`${name.padEnd(width)}  ${value}`);
    },
    message: (label, er7) => {
      line(label, "bold");
      const segments = er7.split(/[\r\n]+/).filter((segment) => segment !== "");
      for (const segment of segments) line(`  ${segment}`, /^(?:MSA|ERR)/.test(segment) ? "yellow" : "dim");
      output.write("\n");
    },
    check: (isSo, text) => {
      if (!isSo) failures += 1;
      line(isSo ? `ok: ${text}` : `NOT AS EXPECTED: ${text}`, isSo ? "green" : ["bold", "red"]);
    },
    get failures() {
      return failures;
    },
  };
}
