/** Default of `HELP_DESK`: where MIIC answers organizations that exchange data. */
const MIIC_HELP_DESK = "MIIC Help Desk, health.miichelp@state.mn.us, 651-201-3980";

/** The environment as it was at start, checked and frozen. Parts are passed on; it is never a global. */
export interface Config {
  readonly host: string;
  /** SOAP port; 0 picks a free one. */
  readonly port: number;
  /** Console, REST and metrics port; 0 picks a free one. */
  readonly consolePort: number;
  readonly soapPath: string;
  /** Origin of the SOAP port as clients see it, `https://iis.example.org`; empty: the request's checked Host. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** PostgreSQL address; empty: SQLite in `dataDir`. */
  readonly databaseUrl: string;
  readonly secretsDir: string;
  /** Folder of CDC's supporting data; empty: no forecasts. */
  readonly cdsiDir: string;
  readonly realms: readonly ("test" | "production")[];
  readonly tls: TlsFiles | undefined;
  readonly messageBytesMax: number;
  readonly workers: number;
  /** Proxies before the gateway whose word on the caller's address is believed; 0 believes no header. */
  readonly proxyHops: number;
  /** Contact shown in faults, letters and pages. */
  readonly helpDesk: string;
  /** Mail server, `smtp://…` or `smtps://…`, with its password; empty: mails go to the folder `outbox` of `dataDir`. */
  readonly smtpUrl: string;
  /** From of mails; empty: the address in `helpDesk`. */
  readonly mailFrom: string;
  /** Where alerts are POSTed as JSON; empty: nowhere. */
  readonly alertWebhookUrl: string;
  /** Whom alerts are mailed to; empty: nobody. */
  readonly alertMail: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** A fixed instant for calendar dates, milliseconds since the epoch; for demonstrations and tests only. */
  readonly fixedNowMs: number | undefined;
  readonly isProduction: boolean;
  /** Sign-offs and the production move need two people (decision D28). */
  readonly twoPerson: boolean;
  /** File of what was acknowledged and revoked; empty: none is kept. */
  readonly ackJournal: string;
  /** Days that an organization's test data stay after its letter, return or withdrawal (decision D26). */
  readonly testRetentionDays: number;
  /** Days after which production loses raw requests by night; undefined: only by `purge`. */
  readonly productionTextDays: number | undefined;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** CAs of client certificates; empty when no organization uses one. */
  readonly clientCaFile: string;
}

/** One variable that the program reads, for `--help` of `config check` and the operator guide. */
export interface Variable {
  readonly name: string;
  readonly fallback: string;
  readonly means: string;
}

export const VARIABLES: readonly Variable[] = [
  { name: "HOST", fallback: "127.0.0.1", means: "address to listen on" },
  { name: "PORT", fallback: "8080", means: "SOAP port; 0 picks a free one" },
  { name: "CONSOLE_PORT", fallback: "8081", means: "console and REST port; 0 picks a free one" },
  { name: "SOAP_PATH", fallback: "/miic-ws/client_Service", means: "path of the SOAP service" },
  {
    name: "PUBLIC_URL",
    fallback: "",
    means: "origin of the SOAP port in the WSDL; empty: the request's Host",
  },
  { name: "DATA_DIR", fallback: "./data", means: "folder of the SQLite files" },
  { name: "DATABASE_URL", fallback: "", means: "PostgreSQL address; empty: SQLite in DATA_DIR" },
  {
    name: "SECRETS_DIR",
    fallback: "DATA_DIR/secrets",
    means: "folder of the pepper and the encryption keys",
  },
  {
    name: "CDSI_DIR",
    fallback: "",
    means: "folder of CDC's CDSi supporting data, named with its version; empty: no forecasts",
  },
  { name: "REALMS", fallback: "test,production", means: "realms that this process serves" },
  { name: "TLS_CERT_FILE", fallback: "", means: "certificate chain, PEM" },
  { name: "TLS_KEY_FILE", fallback: "", means: "private key, PEM" },
  { name: "TLS_CLIENT_CA_FILE", fallback: "", means: "CAs of client certificates, PEM" },
  {
    name: "ALLOW_PLAIN_HTTP",
    fallback: "",
    means: "1 lets a HOST other than loopback run without TLS, behind a proxy",
  },
  { name: "MESSAGE_BYTES_MAX", fallback: "262144", means: "largest HL7 message in UTF-8 bytes" },
  { name: "WORKERS", fallback: "1", means: "server processes on shared ports; above 1 needs DATABASE_URL" },
  {
    name: "TRUSTED_PROXY_HOPS",
    fallback: "0",
    means: "proxies before the gateway that add the caller to X-Forwarded-For; 0 believes no header",
  },
  { name: "HELP_DESK", fallback: MIIC_HELP_DESK, means: "contact shown in faults, letters and pages" },
  { name: "ALERT_WEBHOOK_URL", fallback: "", means: "where alerts are POSTed as JSON; empty: nowhere" },
  { name: "ALERT_MAIL", fallback: "", means: "address that alerts are mailed to; empty: nobody" },
  {
    name: "SMTP_URL",
    fallback: "",
    means: "mail server, smtp://user:password@host:587 or smtps://host; empty: mails go to DATA_DIR/outbox",
  },
  {
    name: "MAIL_FROM",
    fallback: "",
    means: "From of mails, such as MIIC <miic@example.org>; empty: the help desk's address",
  },
  { name: "LOG_LEVEL", fallback: "info", means: "debug, info, warn or error" },
  {
    name: "IIS_NOW",
    fallback: "",
    means: "fixed instant for calendar dates; refused with NODE_ENV=production",
  },
  {
    name: "TWO_PERSON",
    fallback: "",
    means:
      "1: another person confirms sign-offs and the production move, 0: not; empty: with NODE_ENV=production",
  },
  {
    name: "ACK_JOURNAL",
    fallback: "",
    means: "file on another volume that takes every answer and revocation, for restore; empty: none",
  },
  {
    name: "TEST_RETENTION_DAYS",
    fallback: "60",
    means: "days that test data stay after an organization's letter, return or withdrawal",
  },
  {
    name: "PRODUCTION_TEXT_DAYS",
    fallback: "",
    means: "days after which production loses raw requests by night, 30 or more; empty: only by purge",
  },
  { name: "NODE_ENV", fallback: "", means: "production turns the strict checks on" },
];

/** The environment cannot be used; `problems` names every bad variable and what it must be. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used: ${problems.join("; ")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
const MESSAGE_BYTES_CEILING = 10_000_000;
const RETENTION_DAYS_CEILING = 3_650;
/** `RETENTION_DAYS.productionTextMin` of `retention/`. */
const PRODUCTION_TEXT_DAYS_FLOOR = 30;

/**
 * Read the whole environment once.
 *
 * @param cwd folder that relative paths count from
 * @throws ConfigError with every problem at once
 */
export function loadConfig(env: Environment, cwd: string): Config {
  const problems: string[] = [];
  const read = (name: string): string => {
    const given = env[name];
    if (given !== undefined && given !== "") return given;
    return VARIABLES.find((variable) => variable.name === name)?.fallback ?? "";
  };
  const integer = (name: string, min: number, max: number): number => {
    const text = read(name);
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      problems.push(`${name} must be a whole number from ${min} to ${max}`);
    return value;
  };
  const path = (text: string): string => (text.startsWith("/") ? text : joinPath(cwd, text));

  const dataDir = path(read("DATA_DIR"));
  const secretsDir = env["SECRETS_DIR"] ? path(env["SECRETS_DIR"]) : joinPath(dataDir, "secrets");
  const isProduction = env["NODE_ENV"] === "production";
  const config: Config = {
    host: read("HOST"),
    port: integer("PORT", 0, 65_535),
    consolePort: integer("CONSOLE_PORT", 0, 65_535),
    soapPath: readSoapPath(read("SOAP_PATH"), problems),
    publicUrl: readOrigin(read("PUBLIC_URL"), problems),
    dataDir,
    databaseUrl: readDatabaseUrl(read("DATABASE_URL"), problems),
    secretsDir,
    cdsiDir: read("CDSI_DIR") === "" ? "" : path(read("CDSI_DIR")),
    realms: readRealms(read("REALMS"), problems),
    tls: readTls(env, path, problems),
    messageBytesMax: integer("MESSAGE_BYTES_MAX", 1, MESSAGE_BYTES_CEILING),
    workers: integer("WORKERS", 1, 64),
    proxyHops: integer("TRUSTED_PROXY_HOPS", 0, 5),
    helpDesk: read("HELP_DESK"),
    smtpUrl: readSmtpUrl(read("SMTP_URL"), problems),
    mailFrom: readMailFrom(read("MAIL_FROM"), problems),
    alertWebhookUrl: readWebhook(read("ALERT_WEBHOOK_URL"), problems),
    alertMail: readAlertMail(read("ALERT_MAIL"), problems),
    logLevel: readLogLevel(read("LOG_LEVEL"), problems),
    fixedNowMs: readInstant(read("IIS_NOW"), isProduction, problems),
    isProduction,
    twoPerson: readSwitch("TWO_PERSON", read("TWO_PERSON"), isProduction, problems),
    ackJournal: read("ACK_JOURNAL") === "" ? "" : path(read("ACK_JOURNAL")),
    testRetentionDays: integer("TEST_RETENTION_DAYS", 1, RETENTION_DAYS_CEILING),
    productionTextDays:
      read("PRODUCTION_TEXT_DAYS") === ""
        ? undefined
        : integer("PRODUCTION_TEXT_DAYS", PRODUCTION_TEXT_DAYS_FLOOR, RETENTION_DAYS_CEILING),
  };
  problems.push(...conflicts(config, env));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** What no single variable gets wrong, but some together do. */
function conflicts(config: Config, env: Environment): readonly string[] {
  const problems: string[] = [];
  if (config.port !== 0 && config.port === config.consolePort)
    problems.push("PORT and CONSOLE_PORT must differ");
  if (config.workers > 1 && config.databaseUrl === "") problems.push("WORKERS above 1 needs DATABASE_URL");
  if (!LOOPBACK.test(config.host) && config.tls === undefined && env["ALLOW_PLAIN_HTTP"] !== "1")
    problems.push(
      "HOST other than loopback needs TLS_CERT_FILE and TLS_KEY_FILE, or ALLOW_PLAIN_HTTP=1 behind a proxy that ends TLS",
    );
  if (config.isProduction && config.ackJournal !== "" && isInside(config.ackJournal, config.dataDir))
    problems.push(
      "ACK_JOURNAL must lie outside DATA_DIR with NODE_ENV=production, so that what loses the data leaves the journal",
    );
  if (config.isProduction && isInside(config.secretsDir, config.dataDir))
    problems.push(
      "SECRETS_DIR must lie outside DATA_DIR with NODE_ENV=production, so that a copy of the data opens nothing",
    );
  return problems;
}

function joinPath(folder: string, name: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${name}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function isInside(inner: string, outer: string): boolean {
  return `${joinPath(inner, "")}/`.startsWith(`${joinPath(outer, "")}/`);
}

function readSoapPath(text: string, problems: string[]): string {
  if (!/^(?:\/[A-Za-z0-9._~-]+)+$/.test(text))
    problems.push("SOAP_PATH must be an absolute path like /miic-ws/client_Service");
  return text;
}

function readOrigin(text: string, problems: string[]): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.pathname === "/";
  if (text !== "" && !(isOrigin && parsed.search === "" && parsed.hash === "" && parsed.username === ""))
    problems.push("PUBLIC_URL must be an origin like https://iis.example.org");
  return isOrigin ? parsed.origin : "";
}

function readDatabaseUrl(text: string, problems: string[]): string {
  if (text !== "" && !/^postgres(?:ql)?:\/\/./.test(text))
    problems.push("DATABASE_URL must begin with postgres:// or postgresql://");
  else if (text !== "" && !URL.canParse(text))
    problems.push("DATABASE_URL is no address like postgres://user@host:5432/name");
  return text;
}

/** The text is not quoted: it may hold a password. */
function readSmtpUrl(text: string, problems: string[]): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const isServer = parsed !== undefined && /^smtps?:$/.test(parsed.protocol) && parsed.hostname !== "";
  if (text !== "" && !isServer)
    problems.push(
      "SMTP_URL must be like smtp://user:password@mail.example.org:587 or smtps://mail.example.org",
    );
  return text;
}

function readWebhook(text: string, problems: string[]): string {
  const isUrl = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (text !== "" && !isUrl) problems.push("ALERT_WEBHOOK_URL must be an http or https address");
  return text;
}

function readAlertMail(text: string, problems: string[]): string {
  if (text !== "" && !/^[^\s<>,;@]+@[A-Za-z0-9.-]+$/.test(text))
    problems.push("ALERT_MAIL must be one address like operator@example.org");
  return text;
}

function readMailFrom(text: string, problems: string[]): string {
  if (text !== "" && !/^(?:[^<>@\r\n]{1,100} )?<?[^\s<>@]+@[^\s<>@]+>?$/.test(text))
    problems.push("MAIL_FROM must be an address, or a name with one: MIIC <miic@example.org>");
  return text;
}

function readRealms(text: string, problems: string[]): readonly ("test" | "production")[] {
  const names = new Set(text.split(",").map((name) => name.trim()));
  const known = (["test", "production"] as const).filter((realm) => names.has(realm));
  if (known.length === 0 || known.length !== names.size)
    problems.push("REALMS must be test, production or test,production");
  return known;
}

function readTls(env: Environment, path: (text: string) => string, problems: string[]): TlsFiles | undefined {
  const [certFile, keyFile, clientCaFile] = [
    env["TLS_CERT_FILE"],
    env["TLS_KEY_FILE"],
    env["TLS_CLIENT_CA_FILE"],
  ];
  if (!certFile && !keyFile && !clientCaFile) return undefined;
  if (!certFile || !keyFile) {
    problems.push("TLS_CERT_FILE and TLS_KEY_FILE go together; TLS_CLIENT_CA_FILE needs both");
    return undefined;
  }
  return {
    certFile: path(certFile),
    keyFile: path(keyFile),
    clientCaFile: clientCaFile ? path(clientCaFile) : "",
  };
}

function readSwitch(name: string, text: string, fallback: boolean, problems: string[]): boolean {
  if (text !== "" && text !== "0" && text !== "1") problems.push(`${name} must be 0 or 1`);
  return text === "" ? fallback : text === "1";
}

function readLogLevel(text: string, problems: string[]): Config["logLevel"] {
  const level = (["debug", "info", "warn", "error"] as const).find((known) => known === text);
  if (level === undefined) problems.push("LOG_LEVEL must be debug, info, warn or error");
  return level ?? "info";
}

function readInstant(text: string, isProduction: boolean, problems: string[]): number | undefined {
  if (text === "") return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(ms)) problems.push("IIS_NOW must be an ISO instant with zone, like 2026-01-14T15:00:00Z");
  else if (isProduction) problems.push("IIS_NOW is refused with NODE_ENV=production");
  return ms;
}
