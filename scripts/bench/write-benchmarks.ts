import { readFileSync, writeFileSync } from "node:fs";
import { dayInZone } from "../../src/kernel/dates.ts";

/** The tables of one run; a part that was not measured is left out. */
export interface BenchmarkRun {
  readonly machine?: { readonly day: Date; readonly facts: readonly string[] };
  readonly comparison?: string;
  readonly stages?: string;
  readonly growth?: string;
  readonly ratios?: string;
  readonly review?: string;
  readonly console?: string;
}

const DOCUMENT = new URL("../../docs/benchmarks.md", import.meta.url);

/**
 * Put the tables of a run in place of the last ones, between the marks of docs/benchmarks.md. A part that was not
 * measured stays as it is.
 *
 * @throws RangeError when a mark is missing
 */
export function writeBenchmarks(run: BenchmarkRun): void {
  const { machine, ...tables } = run;
  const facts = machine && [
    `Measured on ${dayInZone(machine.day.getTime())}:`,
    "",
    ...machine.facts.map((fact) => `- ${fact}`),
  ];
  const parts = { machine: facts?.join("\n"), ...tables };
  let text = readFileSync(DOCUMENT, "utf8");
  for (const [name, part] of Object.entries(parts)) {
    if (part !== undefined) text = withPart(text, name, part);
  }
  writeFileSync(DOCUMENT, text);
}

function withPart(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError(`docs/benchmarks.md has no place for "${name}"`);
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
}
