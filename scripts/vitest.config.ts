import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Where `.ci/run` wants the JSON report that it counts from; nobody else does. */
const reportFile: string | undefined = process.env["VITEST_REPORT_FILE"];

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/postgres-on-demand.ts"],
    reporters: ["default", ...(reportFile ? ["json"] : [])],
    ...(reportFile && { outputFile: { json: reportFile } }),
    // One worker a core: many tests wait for PostgreSQL or a server process rather than for the processor.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/main.ts"],
      reporter: ["text-summary"],
      thresholds: { lines: 96, statements: 95, branches: 88 },
    },
  },
});

export default config;
