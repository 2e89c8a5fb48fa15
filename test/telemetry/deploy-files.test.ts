import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { loadConfig, VARIABLES } from "../../src/config.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

/** The YAML reader of a tool that the checks use anyway. */
const own = createRequire(import.meta.url);
const { parse } = createRequire(own.resolve("knip"))("yaml") as { parse: (text: string) => unknown };

const FOLDER = "docs/deploy";

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { readonly environment?: Readonly<Record<string, string>>; readonly secrets?: readonly string[] }
    >
  >;
  readonly secrets?: Readonly<Record<string, object>>;
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

const IN_IMAGE = { NODE_ENV: "production", HOST: "0.0.0.0", DATA_DIR: "/data", SECRETS_DIR: "/secrets" };
const KNOWN = new Set(VARIABLES.map(({ name }) => name));

describe("compose.yaml and compose.realms.yaml", () => {
  const whole = read("compose.yaml") as Compose;
  const apart = read("compose.realms.yaml") as Compose;
  const gateway = whole.services["gateway"]?.environment ?? {};
  const gateways = [
    { name: "gateway", environment: gateway, realms: ["test", "production"] },
    {
      name: "gateway with compose.realms.yaml",
      environment: { ...gateway, ...apart.services["gateway"]?.environment },
      realms: ["production"],
    },
    {
      name: "gateway-test",
      environment: apart.services["gateway-test"]?.environment ?? {},
      realms: ["test"],
    },
  ];

  test.each(gateways)(
    "$name sets variables that the gateway has, so that it starts",
    ({ environment, realms }) => {
      const unknown = Object.keys(environment).filter((name) => !KNOWN.has(name));
      expect(unknown).toEqual(["PGPASSFILE"]); // read by the driver of PostgreSQL
      expect(loadConfig({ ...IN_IMAGE, ...environment }, "/app")).toMatchObject({ realms });
    },
  );

  const services = [
    ...Object.entries(whole.services),
    ["gateway-test", apart.services["gateway-test"]] as const,
  ];
  test.each(services)(
    "%s has no secret in its environment, and every file of one is declared",
    (_name, service) => {
      const values = Object.values(service?.environment ?? {}).join("\n");
      expect(values).not.toMatch(/:[^/@\s]+@/);
      const asked = service?.secrets ?? [];
      expect(asked.filter((secret) => whole.secrets?.[secret] === undefined)).toEqual([]);
    },
  );

  test.each(services.filter(([name]) => name !== "postgres"))(
    "%s may write nothing but its volumes",
    (_name, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
      });
    },
  );
});

describe("systemd/", () => {
  test.each(globSync(`${FOLDER}/systemd/*`))(
    "%s has sections and settings only, and no rights it does not need",
    (path) => {
      const text = readFileSync(path, "utf8");
      const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      expect(lines.filter((line) => !/^(?:\[[A-Z][a-z]+\]|[A-Z][A-Za-z]+=.*)$/.test(line))).toEqual([]);
      const started = [...text.matchAll(/^ExecStart=.*?((?:src|scripts)\/[a-z-]+\.ts)/gm)].map(
        ([, file = ""]) => file,
      );
      expect(started.filter((file) => !existsSync(file))).toEqual([]);
      const isHardened = ["User=miic", "NoNewPrivileges=true", "ProtectSystem=strict"].every((line) =>
        lines.includes(line),
      );
      expect(isHardened).toBe(path.endsWith(".service"));
    },
  );
});

async function metricNames(): Promise<ReadonlySet<string>> {
  const text = await createMetrics("1", async () => ({
    inFlight: 0,
    turns: [],
    loopDelayMs: 0,
    checks: { control: true },
    certificateUntilMs: 1,
    upkeep: undefined,
    maintenanceUntilMs: {},
  })).text();
  return new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = ""]) => name));
}

function metricsIn(text: string): readonly string[] {
  return [...text.matchAll(/\bgateway_[a-z_]+[a-z]/g)].map(([name]) => name.replace(/_bucket$/, ""));
}

describe("alerts.yml", () => {
  const rules = (read("alerts.yml") as AlertFile).groups.flatMap((group) => group.rules);

  test.each(rules)("$alert asks for metrics that exist", async ({ expr, annotations }) => {
    const known = await metricNames();
    expect(metricsIn(expr).filter((name) => !known.has(name))).toEqual([]);
    expect(annotations.summary.length).toBeGreaterThan(20);
  });
});

test.each(globSync("docs/**/*.{md,yml,yaml}"))("%s names no metric that does not exist", async (path) => {
  const known = await metricNames();
  const named = metricsIn(readFileSync(path, "utf8"));
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
