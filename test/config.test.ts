import { describe, expect, test } from "vitest";
import { ConfigError, loadConfig, VARIABLES, type Environment } from "../src/config.ts";

function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env, "/srv/gateway");
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("loadConfig()", () => {
  test("gives every default in an empty environment", () => {
    expect(loadConfig({}, "/srv/gateway")).toMatchObject({
      host: "127.0.0.1",
      port: 8080,
      consolePort: 8081,
      soapPath: "/miic-ws/client_Service",
      publicUrl: "",
      dataDir: "/srv/gateway/data",
      databaseUrl: "",
      secretsDir: "/srv/gateway/data/secrets",
      realms: ["test", "production"],
      tls: undefined,
      messageBytesMax: 262_144,
      workers: 1,
      proxyHops: 0,
      logLevel: "info",
      fixedNowMs: undefined,
      isProduction: false,
    });
  });

  test("is frozen", () => {
    expect(Object.isFrozen(loadConfig({}, "/srv"))).toBe(true);
  });

  test("counts relative folders from the folder of the call", () => {
    expect(loadConfig({ DATA_DIR: "../d", SECRETS_DIR: "s" }, "/srv/a")).toMatchObject({
      dataDir: "/srv/d",
      secretsDir: "/srv/a/s",
    });
  });

  test.each([
    { env: { PORT: "-1" }, says: "PORT must be a whole number from 0 to 65535" },
    { env: { PORT: "80a" }, says: "PORT must be a whole number from 0 to 65535" },
    { env: { PORT: "70000" }, says: "PORT must be a whole number from 0 to 65535" },
    { env: { MESSAGE_BYTES_MAX: "0" }, says: "MESSAGE_BYTES_MAX must be a whole number from 1 to 10000000" },
    { env: { PORT: "9000", CONSOLE_PORT: "9000" }, says: "PORT and CONSOLE_PORT must differ" },
    { env: { SOAP_PATH: "ws?x" }, says: "SOAP_PATH must be an absolute path like /miic-ws/client_Service" },
    {
      env: { PUBLIC_URL: "https://iis.example.org/ws" },
      says: "PUBLIC_URL must be an origin like https://iis.example.org",
    },
    { env: { DATABASE_URL: "mysql://x" }, says: "DATABASE_URL must begin with postgres:// or postgresql://" },
    {
      env: { DATABASE_URL: "postgres://gateway:pw@db:543210/gateway" },
      says: "DATABASE_URL is no address like postgres://user@host:5432/name",
    },
    { env: { REALMS: "test,staging" }, says: "REALMS must be test, production or test,production" },
    {
      env: { TLS_CERT_FILE: "c.pem" },
      says: "TLS_CERT_FILE and TLS_KEY_FILE go together; TLS_CLIENT_CA_FILE needs both",
    },
    { env: { WORKERS: "2" }, says: "WORKERS above 1 needs DATABASE_URL" },
    { env: { LOG_LEVEL: "loud" }, says: "LOG_LEVEL must be debug, info, warn or error" },
    {
      env: { IIS_NOW: "yesterday" },
      says: "IIS_NOW must be an ISO instant with zone, like 2026-01-14T15:00:00Z",
    },
    {
      env: { IIS_NOW: "2026-01-14T15:00:00Z", NODE_ENV: "production", SECRETS_DIR: "/secrets" },
      says: "IIS_NOW is refused with NODE_ENV=production",
    },
    {
      env: { NODE_ENV: "production" },
      says: "SECRETS_DIR must lie outside DATA_DIR with NODE_ENV=production, so that a copy of the data opens nothing",
    },
    {
      env: { HOST: "0.0.0.0" },
      says: "HOST other than loopback needs TLS_CERT_FILE and TLS_KEY_FILE, or ALLOW_PLAIN_HTTP=1 behind a proxy that ends TLS",
    },
  ])("refuses $env", ({ env, says }) => {
    expect(problemsOf(env)).toEqual([says]);
  });

  test("names every problem at once", () => {
    expect(problemsOf({ PORT: "x", REALMS: "", LOG_LEVEL: "x", WORKERS: "0" })).toHaveLength(3);
  });

  test.each([
    { env: { HOST: "0.0.0.0", ALLOW_PLAIN_HTTP: "1" } },
    { env: { HOST: "::1" } },
    { env: { HOST: "10.0.0.1", TLS_CERT_FILE: "c", TLS_KEY_FILE: "k" } },
    { env: { WORKERS: "2", DATABASE_URL: "postgres://db/gateway" } },
    { env: { NODE_ENV: "production", DATA_DIR: "/data", SECRETS_DIR: "/data-secrets" } },
  ])("accepts $env", ({ env }) => {
    expect(problemsOf(env)).toEqual([]);
  });

  test("reads no variable that VARIABLES does not list", () => {
    const asked = new Set<string>();
    loadConfig(
      new Proxy<Record<string, string | undefined>>(
        {},
        {
          get: (_target, name) => {
            asked.add(String(name));
            return undefined;
          },
        },
      ),
      "/srv",
    );
    const listed = new Set(VARIABLES.map((variable) => variable.name));
    expect([...asked].filter((name) => !listed.has(name))).toEqual([]);
  });
});
