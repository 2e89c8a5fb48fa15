import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "test-summary-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, statuses: readonly string[], status = "passed") {
  return {
    name,
    status,
    assertionResults: statuses.map((each, index) => ({ status: each, fullName: `case ${index}` })),
  };
}

/** Runs the script on a report as vitest writes it; a text stands for a broken one. */
function summarize(testFiles: ReturnType<typeof fileOf>[] | string, failedSteps: readonly string[] = []) {
  const path = join(folder, "report.json");
  const numPassedTests =
    typeof testFiles === "string"
      ? 0
      : testFiles.flatMap((file) => file.assertionResults).filter(({ status }) => status === "passed").length;
  writeFileSync(
    path,
    typeof testFiles === "string" ? testFiles : JSON.stringify({ numPassedTests, testResults: testFiles }),
  );
  const run = spawnSync("node_modules/.bin/node", ["scripts/test-summary.ts", path, ...failedSteps], {
    encoding: "utf8",
  });
  return { lines: run.stdout.trimEnd().split("\n"), exit: run.status };
}

describe("test-summary", () => {
  test("counts what passed", () => {
    const run = summarize([fileOf("a", ["passed", "passed"]), fileOf("b", ["passed"])]);
    expect(run).toEqual({ lines: ["3 passed, 0 failed"], exit: 0 });
  });

  test.each([
    {
      what: "a failed test",
      files: [fileOf("a", ["passed", "failed"], "failed")],
      steps: ["npm run check"],
      lines: ["failed: a: case 1", "1 passed, 1 failed"],
    },
    ...["skipped", "pending", "todo", "disabled"].map((status) => ({
      what: `a test that is ${status}`,
      files: [fileOf("a", ["passed", status])],
      steps: [],
      lines: ["did not run: a: case 1", "1 passed, 1 failed"],
    })),
    {
      what: "a file that does not load",
      files: [fileOf("a", ["passed"]), fileOf("b", [], "failed")],
      steps: ["npm run check"],
      lines: ["did not load: b", "1 passed, 1 failed"],
    },
    {
      what: "a step other than the tests",
      files: [fileOf("a", ["passed"])],
      steps: ["npm run demo"],
      lines: ["failed: npm run demo", "1 passed, 1 failed"],
    },
    {
      what: "a check that fails beside tests that all passed",
      files: [fileOf("a", ["passed"])],
      steps: ["npm run check"],
      lines: ["failed: npm run check", "1 passed, 1 failed"],
    },
    {
      what: "a report that was not written",
      files: "",
      steps: ["npm run check"],
      lines: ["did not run: the tests", "0 passed, 1 failed"],
    },
    {
      what: "a report without tests",
      files: [],
      steps: [],
      lines: ["did not run: the report holds no test", "0 passed, 1 failed"],
    },
  ])("counts $what as one failure", ({ files, steps, lines }) => {
    expect(summarize(files, steps)).toEqual({ lines, exit: 1 });
  });
});
