/**
 * Measures patient matching on labelled pairs of synthetic people:
 * `npm run --silent eval:matching -- FILE… [--json] [--list]`. Form of the files: `labelled-pairs.ts`.
 */
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type Evaluation, evaluatePairs, KINDS } from "./evaluate-pairs.ts";
import { readLabelledPairs } from "./labelled-pairs.ts";

const USAGE = `Usage: npm run --silent eval:matching -- FILE… [--json] [--list]

  --json   one JSON value: [{file, pairs, agreement, falseMerges, missedMatches}], agreement from 0 to 1
  --list   in the readable form, also the id of each pair that matcher and labeller judge differently

Example: npm run --silent eval:matching -- pairs.txt --list`;

const EXIT = { usage: 2, notFound: 3 } as const;

/** A relative path counts from the folder the command was called in, which npm leaves in INIT_CWD. */
function pathOf(file: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
}

async function evaluateFile(file: string): Promise<Evaluation> {
  const input = createReadStream(pathOf(file), "utf8");
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  return evaluatePairs(
    readLabelledPairs(lines, (id) => console.error(`${file}: pair ${id} is not complete, left out`)),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function cell(text: string | number): string {
  return `${text}`.padStart(10);
}

function readable(file: string, evaluation: Evaluation, withList: boolean): string {
  const { pairs, agreement, falseMerges, missedMatches, unblocked, table, disagreements } = evaluation;
  const lines = [
    `${file}: ${pairs} pairs`,
    `  agreement       ${percent(agreement)}`,
    `  false merges    ${falseMerges} (labelled Not a Match, called match)`,
    `  missed matches  ${missedMatches} (labelled Match, called different)`,
    `  not compared    ${unblocked} (labelled Match or Possible Match, no blocking key in common)`,
    `  labelled \\ called${KINDS.map(cell).join("")}`,
    ...KINDS.map(
      (label) =>
        `  ${label.padEnd(17)}${KINDS.map((kind) => cell(table.get(label)?.get(kind) ?? 0)).join("")}`,
    ),
  ];
  const list = disagreements.map(
    ({ id, expected, found, score }) => `  ${id}  labelled ${expected}, called ${found}, score ${score}`,
  );
  return [...lines, ...(withList ? list : [])].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean" }, list: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length === 0 || (values.json === true && values.list === true)) {
    console.error(USAGE);
    return EXIT.usage;
  }
  const results: { readonly file: string; readonly evaluation: Evaluation }[] = [];
  for (const file of positionals) results.push({ file, evaluation: await evaluateFile(file) });
  if (values.json === true) {
    const json = results.map(({ file, evaluation: { pairs, agreement, falseMerges, missedMatches } }) => ({
      file,
      pairs,
      agreement,
      falseMerges,
      missedMatches,
    }));
    console.log(JSON.stringify(json));
    return 0;
  }
  for (const { file, evaluation } of results) console.log(readable(file, evaluation, values.list === true));
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const isUsage = typeof code === "string" && code.startsWith("ERR_PARSE_ARGS");
  console.error(
    isUsage ? USAGE : `cannot read the file: ${error instanceof Error ? error.message : "unknown"}`,
  );
  process.exitCode = isUsage ? EXIT.usage : EXIT.notFound;
}
