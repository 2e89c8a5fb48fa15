import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../scripts/read-csv.ts";
import { CDC_FOLDER as CDC, hasCdcData } from "../support/cdc-data.ts";
import { FICTITIOUS_FOLDER } from "../support/fictitious-schedule.ts";

const CASES = "test/fixtures/cases/fictitious-cases.csv";

function run(...args: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, ["scripts/eval-cdsi.ts", ...args], { encoding: "utf8" });
}

describe("eval:cdsi", () => {
  test("counts right values for each field and names the cases that fail", () => {
    const { stdout, status } = run("--data", FICTITIOUS_FOLDER, "--cases", CASES, "--json");
    expect(JSON.parse(stdout)).toEqual({
      cases: 5,
      passed: 3,
      statusAndDates: 3,
      fields: {
        seriesStatus: { passed: 3, total: 5 },
        earliest: { passed: 2, total: 3 },
        recommended: { passed: 2, total: 3 },
        pastDue: { passed: 3, total: 3 },
        forecastNumber: { passed: 3, total: 5 },
        evaluationStatus: { passed: 1, total: 2 },
      },
      failures: ["F-3", "F-5"],
    });
    expect(status).toBe(0);
  });

  test("tells a row that cannot be read and leaves it out", () => {
    const { stderr, stdout } = run("--data", FICTITIOUS_FOLDER, "--cases", CASES);
    expect(stderr).toContain('row 8 is left out: DOB "31.1.2020" is no day');
    expect(stdout).toContain("5 cases, 3 passed");
  });

  test("lists what differs", () => {
    expect(run("--data", FICTITIOUS_FOLDER, "--cases", CASES, "--list").stdout).toContain(
      "F-3  Alpha  evaluationStatus 1: expected valid, found not valid",
    );
  });

  test.each([
    { args: [], status: 2 },
    { args: ["--data", FICTITIOUS_FOLDER, "--cases", CASES, "--wrong"], status: 2 },
    { args: ["--data", "test", "--cases", CASES], status: 3 },
    { args: ["--data", FICTITIOUS_FOLDER, "--cases", "no-such.csv"], status: 3 },
  ])("exits with $status on $args", ({ args, status }) => {
    expect(run(...args).status).toBe(status);
  });
});

test("readCsv() refuses a cell that does not end", () => {
  expect(() => readCsv('a,b\n1,"2')).toThrow(SyntaxError);
});

describe.runIf(hasCdcData())("CDC's test cases for release 4.61", () => {
  test.each([
    { file: "healthy-test-cases-4.42.csv", cases: 977, passed: 977, statusAndDates: 977 },
    { file: "underlying-conditions-test-cases-4.5.csv", cases: 325, passed: 277, statusAndDates: 279 },
  ])("$file: at least $passed of $cases", ({ file, cases, passed, statusAndDates }) => {
    const args = [
      "scripts/eval-cdsi.ts",
      "--data",
      join(CDC, "supporting-data-4.61"),
      "--cases",
      join(CDC, file),
      "--json",
    ];
    const result: unknown = JSON.parse(
      execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
    expect(result).toMatchObject({ cases });
    expect((result as { readonly passed: number }).passed).toBeGreaterThanOrEqual(passed);
    expect((result as { readonly statusAndDates: number }).statusAndDates).toBeGreaterThanOrEqual(
      statusAndDates,
    );
  });
});
