import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { loadConfig, VARIABLES } from "../../src/config.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

/** The YAML reader of a tool that the checks use anyway. */
const own = createRequire(import.meta.url);
const { parse } = createRequire(own.resolve("knip"))("yaml") as { parse: (text: string) => unknown };

const FOLDER = "docs/deploy";

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>;
}

interface AlertFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly summary: string };
    }[];
  }[];
}

function read(name: string): unknown {
  return parse(readFileSync(`${FOLDER}/${name}`, "utf8"));
}

test.each(globSync(`${FOLDER}/*.y*ml`))("%s is YAML", (path) => {
  expect(parse(readFileSync(path, "utf8"))).toBeTypeOf("object");
});

describe("compose.yaml", () => {
  const environment = (read("compose.yaml") as Compose).services["gateway"]?.environment ?? {};

  test("sets variables that the gateway has, so that it starts", () => {
    const known = new Set(VARIABLES.map(({ name }) => name));
    const unknown = Object.keys(environment).filter((name) => !known.has(name));
    expect(unknown).toEqual(["PGPASSFILE"]); // read by the driver of PostgreSQL
    const inImage = { NODE_ENV: "production", HOST: "0.0.0.0", DATA_DIR: "/data", SECRETS_DIR: "/secrets" };
    expect(loadConfig({ ...inImage, ...environment }, "/app")).toMatchObject({ workers: 2 });
  });

  test("holds no secret", () => {
    expect(Object.values(environment).join("\n")).not.toMatch(/:[^/@\s]+@/);
  });
});

describe("alerts.yml", () => {
  const rules = (read("alerts.yml") as AlertFile).groups.flatMap((group) => group.rules);

  test.each(rules)("$alert asks for metrics that exist", async ({ expr, annotations }) => {
    const text = await createMetrics("1", async () => ({
      inFlight: 0,
      turns: [],
      loopDelayMs: 0,
      checks: { control: true },
      certificateUntilMs: 1,
      maintenanceUntilMs: {},
    })).text();
    const asked = [...expr.matchAll(/gateway_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, ""));
    expect(asked.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
    expect(annotations.summary.length).toBeGreaterThan(20);
  });
});
