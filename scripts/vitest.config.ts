import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Where `.ci/run` wants the JSON report that it counts from; nobody else does. */
const reportFile: string | undefined = process.env["VITEST_REPORT_FILE"];

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/postgres-on-demand.ts"],
    reporters: ["default", ...(reportFile ? ["json"] : [])],
    ...(reportFile && { outputFile: { json: reportFile } }),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/main.ts"],
      reporter: ["text-summary"],
    },
  },
});

export default config;
