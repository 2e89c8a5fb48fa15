import { readdirSync, readFileSync } from "node:fs";
import { Client } from "pg";

/** What Linux tells of a process; times in its clock ticks of 10 ms. */
interface ProcessTimes {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended. */
  readonly ended: number;
}

const MS_PER_TICK = 10;

/** Source: proc(5), /proc/pid/stat; the fields behind the name, which may hold blanks. */
function timesOf(pid: string): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const at = (index: number): number => Number(fields[index]);
    return { parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) };
  } catch {
    return undefined; // ended meanwhile
  }
}

/**
 * CPU time that a process and all its descendants have used, milliseconds, in steps of 10.
 *
 * @returns undefined where the system has no `/proc`
 */
export function treeCpuMs(root: number): number | undefined {
  const times = new Map<number, ProcessTimes>();
  try {
    for (const name of readdirSync("/proc")) {
      const found = /^\d+$/.test(name) ? timesOf(name) : undefined;
      if (found !== undefined) times.set(Number(name), found);
    }
  } catch {
    return undefined;
  }
  const isOfTree = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = times.get(at)?.parent)
      if (at === root) return true;
    return false;
  };
  let ticks = 0;
  for (const [pid, { own, ended }] of times) if (isOfTree(pid)) ticks += own + ended;
  return times.has(root) ? ticks * MS_PER_TICK : undefined;
}

/**
 * The process that all of a PostgreSQL server's processes descend from.
 *
 * @returns undefined when the server runs on another machine
 */
export async function postmasterOf(url: string): Promise<number | undefined> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const pid = rows[0]?.pid;
    if (pid === undefined || !isPostgres(pid)) return undefined;
    return timesOf(`${pid}`)?.parent;
  } finally {
    await client.end();
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
  } catch {
    return false;
  }
}
