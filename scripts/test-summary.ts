import { readFileSync } from "node:fs";

/*
 * Prints the closing line of a run, `N passed, N failed`, from the JSON report of vitest, and exits 1 unless every test
 * ran and passed and every step was done. What keeps tests from running counts as one failure: a test file that does not
 * load, a test that was skipped, a report that is not there.
 *
 * Usage: node scripts/test-summary.ts REPORT [FAILED-STEP…]
 */

/** The step whose failure the tests themselves explain, unless they all passed. */
const TEST_STEP = "npm run check";

/** The part of vitest's JSON report that is read. */
interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

/** @returns undefined when vitest did not get so far as to write it */
function readReport(path: string): Report | undefined {
  try {
    const report: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isReport(report) ? report : undefined;
  } catch {
    return undefined;
  }
}

function isReport(value: unknown): value is Report {
  if (typeof value !== "object" || value === null) return false;
  return "numPassedTests" in value && "testResults" in value && Array.isArray(value.testResults);
}

/** One line for everything that did not pass. */
function problemsOf(file: TestFile): readonly string[] {
  const problems = file.assertionResults
    .filter(({ status }) => status !== "passed")
    .map(
      ({ status, fullName }) =>
        `${status === "failed" ? "failed" : "did not run"}: ${file.name}: ${fullName}`,
    );
  return problems.length === 0 && file.status !== "passed" ? [`did not load: ${file.name}`] : problems;
}

const [reportPath = "", ...failedSteps] = process.argv.slice(2);
const report = readReport(reportPath);
const testProblems = report?.testResults.flatMap(problemsOf) ?? ["did not run: the tests"];
const passed = report?.numPassedTests ?? 0;
if (passed === 0 && testProblems.length === 0) testProblems.push("did not run: the report holds no test");
const stepProblems = failedSteps
  .filter((name) => name !== TEST_STEP || testProblems.length === 0)
  .map((name) => `failed: ${name}`);
const problems = [...testProblems, ...stepProblems];
for (const problem of problems) console.log(problem);
console.log(`${passed} passed, ${problems.length} failed`);
process.exitCode = problems.length === 0 ? 0 : 1;
