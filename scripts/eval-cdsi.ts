/**
 * Runs CDC's test cases against a release of its supporting data:
 * `npm run --silent eval:cdsi -- --data DIR --cases FILE.csv [--json] [--list]`. Form of the cases: `cdsi-cases.ts`.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readSupportingData } from "../src/forecast/schedule/read-supporting-data.ts";
import type { Schedule } from "../src/forecast/schedule/schedule.ts";
import { readScheduleFolder } from "../src/store/schedule-folder.ts";
import { type CdsiCase, readCase } from "./cdsi-cases.ts";
import { type CaseResult, evaluateCase, FIELDS, isRight, summarize } from "./evaluate-cdsi.ts";
import { readCsv } from "./read-csv.ts";

const USAGE = `Usage: npm run --silent eval:cdsi -- --data DIR --cases FILE.csv [--json] [--list]

  --data DIR    folder with CDC's supporting data: one schedule file and the antigen files
  --cases FILE  test cases of CDC's workbooks as CSV
  --json        one JSON value: {cases, passed, statusAndDates, fields, failures}
  --list        in the readable form, also each value that differs

Example: npm run --silent eval:cdsi -- --data supporting-data --cases healthy.csv --list`;

const EXIT = { usage: 2, notFound: 3 } as const;

/** A relative path counts from the folder the command was called in, which npm leaves in INIT_CWD. */
function pathOf(file: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
}

function loadSchedule(folder: string): Schedule {
  const read = readSupportingData(readScheduleFolder(pathOf(folder)).files);
  if (read.kind === "bad") throw new SyntaxError(`${folder}: ${read.problems.join("; ")}`);
  return read.schedule;
}

/** A row that cannot be read is told on standard error and left out. */
function readCases(file: string): readonly CdsiCase[] {
  return readCsv(readFileSync(pathOf(file), "utf8")).flatMap((row, index) => {
    try {
      return readCase(row) ?? [];
    } catch (error) {
      console.error(`row ${index + 2} is left out: ${error instanceof Error ? error.message : "unreadable"}`);
      return [];
    }
  });
}

function groupLine([group, results]: readonly [string, readonly CaseResult[]]): string {
  const { cases, passed, statusAndDates } = summarize(results);
  return `  ${group.padEnd(24)}${`${passed}/${cases}`.padStart(10)}${`${statusAndDates}/${cases}`.padStart(20)}`;
}

function differences(result: CaseResult): readonly string[] {
  return result.comparisons
    .filter((comparison) => !isRight(comparison))
    .map(
      ({ field, slot, expected, found }) =>
        `  ${result.id}  ${result.vaccineGroup}  ${field}${slot === "" ? "" : ` ${slot}`}: expected ${expected || "none"}, found ${found || "none"}`,
    );
}

function readable(results: readonly CaseResult[], withList: boolean): string {
  const summary = summarize(results);
  const groups = Map.groupBy(results, (result) => result.vaccineGroup);
  return [
    `${summary.cases} cases, ${summary.passed} passed, ${summary.statusAndDates} with status and dates right`,
    ...FIELDS.map(
      (field) => `  ${field.padEnd(24)}${summary.fields[field].passed}/${summary.fields[field].total}`,
    ),
    `  ${"vaccine group".padEnd(24)}${"passed".padStart(10)}${"status and dates".padStart(20)}`,
    ...[...groups].map(groupLine),
    `failures: ${summary.failures.join(" ") || "none"}`,
    ...(withList ? results.flatMap(differences) : []),
  ].join("\n");
}

function main(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      cases: { type: "string" },
      json: { type: "boolean" },
      list: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  if (
    values.data === undefined ||
    values.cases === undefined ||
    (values.json === true && values.list === true)
  ) {
    console.error(USAGE);
    return EXIT.usage;
  }
  const started = process.cpuUsage();
  const schedule = loadSchedule(values.data);
  const loaded = process.cpuUsage(started);
  const cases = readCases(values.cases);
  const before = process.cpuUsage();
  const results = cases.map((testCase) => evaluateCase(schedule, testCase));
  const spent = process.cpuUsage(before);
  const seconds = (spent.user + spent.system) / 1_000_000;
  console.log(
    values.json === true ? JSON.stringify(summarize(results)) : readable(results, values.list === true),
  );
  console.error(
    `read the schedule in ${((loaded.user + loaded.system) / 1_000_000).toFixed(2)} s of CPU time; ${cases.length} forecasts in ${seconds.toFixed(2)} s: ${Math.round(cases.length / seconds)}/s`,
  );
  return 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const isUsage = typeof code === "string" && code.startsWith("ERR_PARSE_ARGS");
  console.error(
    isUsage ? USAGE : `cannot run the cases: ${error instanceof Error ? error.message : "unknown"}`,
  );
  process.exitCode = isUsage ? EXIT.usage : EXIT.notFound;
}
