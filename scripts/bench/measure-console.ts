import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROLES, type Role } from "../../src/accounts/policy.ts";
import type { StoreLocation } from "../../src/store/databases.ts";
import { type GatewayProcess, startGateway } from "../gateway-process.ts";
import { measuredPages, type MeasuredPage } from "./console-pages.ts";
import { type FilledConsole, fillConsole } from "./fill-console.ts";
import { markdownTable } from "./markdown-table.ts";
import { serverUse } from "./server-use.ts";
import { REPORT_CPU } from "./stacks.ts";

/** What to measure and where. */
export interface ConsoleOptions {
  /** A store that an earlier run filled there is measured as it is. */
  readonly folder: string;
  /** Messages of both realms. */
  readonly messages: number;
  readonly databaseUrl?: string;
  readonly progress: (text: string) => void;
}

const ORGANIZATIONS = 1_000;
const SENDERS = 200;
const PEOPLE_MAX = 4_000;
const AUDIT_ROWS_MAX = 100_000;
const TIMES = 30;
const WARM_UP = 3;

/** Keeps cookies, and follows nothing. */
class Visitor {
  readonly #origin: string;
  #cookies: ReadonlyMap<string, string> = new Map();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async ask(
    path: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: string }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(this.#origin + path, {
      redirect: "manual",
      headers: { cookie, origin: this.#origin },
      ...(form !== undefined && { method: "POST", body: new URLSearchParams(form) }),
    });
    const set = response.headers.getSetCookie().map((line) => line.split(";")[0]?.split("=") ?? []);
    this.#cookies = new Map([
      ...this.#cookies,
      ...set.map(([name = "", value = ""]): [string, string] => [name, value]),
    ]);
    return { status: response.status, body: await response.text() };
  }

  /** @throws Error when the log-in is not taken */
  async logIn(username: string, password: string): Promise<this> {
    const csrf = /name="csrf" value="([^"]+)"/.exec((await this.ask("/login")).body)?.[1] ?? "";
    const { status, body } = await this.ask("/login", { username, password, csrf });
    if (status !== 303) throw new Error(`the log-in of ${username} was answered ${status}\n${body}`);
    return this;
  }
}

interface PageFigures {
  readonly name: string;
  readonly status: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly cpuMs: number;
  readonly heldMs: number;
  readonly bytes: number;
}

function share(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}

function nextPage(body: string): string | undefined {
  return /href="([^"]*[?;]before=[^"]*)"/.exec(body)?.[1]?.replaceAll("&amp;", "&");
}

async function measurePage(
  server: GatewayProcess,
  visitor: Visitor,
  page: MeasuredPage,
): Promise<PageFigures> {
  let { path } = page;
  for (let left = page.deep ?? 0; left > 0; left -= 1)
    path = nextPage((await visitor.ask(path)).body) ?? path;
  const [wall, cpu, held]: number[][] = [[], [], []];
  let last = { status: 0, body: "" };
  for (let round = -WARM_UP; round < TIMES; round += 1) {
    const before = await serverUse(server);
    const startedAtMs = performance.now();
    last = await visitor.ask(path);
    const endedAtMs = performance.now();
    const after = await serverUse(server);
    if (round < 0) continue;
    wall?.push(endedAtMs - startedAtMs);
    cpu?.push(after.cpuMs - before.cpuMs);
    held?.push(after.heldMs);
  }
  return {
    name: page.name,
    status: last.status,
    p50Ms: share(wall ?? [], 0.5),
    p95Ms: share(wall ?? [], 0.95),
    cpuMs: share(cpu ?? [], 0.5),
    heldMs: share(held ?? [], 0.5),
    bytes: Buffer.byteLength(last.body),
  };
}

async function measureAll(
  server: GatewayProcess,
  filled: FilledConsole,
  progress: ConsoleOptions["progress"],
): Promise<readonly PageFigures[]> {
  const visitors = new Map<Role | "nobody", Visitor>([["nobody", new Visitor(server.consoleUrl)]]);
  for (const role of ROLES)
    visitors.set(role, await new Visitor(server.consoleUrl).logIn(role, filled.password));
  const figures: PageFigures[] = [];
  for (const page of Object.values(measuredPages(filled)).flat()) {
    const visitor = visitors.get(page.role);
    if (visitor === undefined) continue;
    const found = await measurePage(server, visitor, page);
    progress(
      `${found.name}: ${found.status}, p95 ${found.p95Ms.toFixed(0)} ms, CPU ${found.cpuMs.toFixed(1)} ms, ${found.bytes} B`,
    );
    figures.push(found);
  }
  return figures;
}

function tableOf(figures: readonly PageFigures[]): string {
  return markdownTable(
    ["page", "p50 ms", "p95 ms", "CPU ms", "loop held ms", "KB"],
    figures.map(({ name, p50Ms, p95Ms, cpuMs, heldMs, bytes }) => [
      name,
      p50Ms.toFixed(0),
      p95Ms.toFixed(0),
      cpuMs.toFixed(1),
      heldMs.toFixed(0),
      (bytes / 1000).toFixed(1),
    ]),
  );
}

function isFilled(value: unknown): value is FilledConsole {
  return typeof value === "object" && value !== null && "password" in value;
}

function readFilled(path: string): FilledConsole {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (isFilled(value)) return value;
  throw new Error(`${path} is not what filling a store leaves`);
}

/**
 * What each page of the console costs with so many messages in the store: fills a store, starts the real server on it, logs in,
 * and asks for every GET route of the policy 30 times, one after the other.
 *
 * @returns tables in Markdown; CPU is that of the server process, with SQLite in it and PostgreSQL beside it
 */
export async function measureConsole(options: ConsoleOptions): Promise<string> {
  const { folder, messages, databaseUrl, progress } = options;
  const dataDir = join(folder, "console");
  const secretsDir = join(dataDir, "secrets");
  const location: StoreLocation =
    databaseUrl === undefined ? { kind: "sqlite", dataDir } : { kind: "postgres", url: databaseUrl };
  const size = {
    messages,
    organizations: ORGANIZATIONS,
    senders: SENDERS,
    people: Math.min(PEOPLE_MAX, messages),
    auditRows: Math.min(AUDIT_ROWS_MAX, messages),
  };
  const kept = join(dataDir, "filled.json");
  const filled = existsSync(kept)
    ? readFilled(kept)
    : await fillConsole(location, secretsDir, size, progress);
  writeFileSync(kept, JSON.stringify(filled), { mode: 0o600 });
  const server = await startGateway({
    dataDir,
    nodeOptions: REPORT_CPU,
    ipc: true,
    env: databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl },
  });
  try {
    return tableOf(await measureAll(server, filled, progress));
  } finally {
    await server.stop();
  }
}
