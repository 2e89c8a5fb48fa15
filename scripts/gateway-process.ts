import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const START_MS_MAX = 30_000;
const STOP_MS_MAX = 15_000;
const LINES_KEPT_MAX = 50;

/** What the gateway is started with. */
export interface GatewayOptions {
  readonly dataDir: string;
  /** Added to the environment of the server; `PORT` and `CONSOLE_PORT` are 0 unless given here. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself, before `src/main.ts`. */
  readonly nodeOptions?: readonly string[];
  /** Started in place of `src/main.ts`: a server that tells that it listens in the same words. */
  readonly script?: string;
  /** Opens a channel for messages with what `nodeOptions` loads into the server. */
  readonly ipc?: boolean;
  /** Called for each line that the server writes to stdout or stderr. */
  readonly onLine?: (line: string) => void;
}

/** How a process ended; one of the two is null. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real server, `node src/main.ts`, as a child process. */
export interface GatewayProcess {
  /** Address of the SOAP service; the WSDL is at `?wsdl`. */
  readonly soapUrl: string;
  /** Origin of the console port. */
  readonly consoleUrl: string;
  readonly child: ChildProcess;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<ExitStatus>;
  /** Send a signal (SIGTERM unless given) and wait for the end; SIGKILL after 15 seconds. */
  stop(signal?: NodeJS.Signals): Promise<ExitStatus>;
}

interface Ports {
  readonly port: number;
  readonly consolePort: number;
}

/**
 * Start the gateway on loopback and wait until it listens; it does not outlive this process. The environment of the caller is not passed on, so that a run
 * is the same everywhere; only where Node keeps what it compiled is.
 *
 * @throws Error with the last lines of its output when it ends or does not listen within 30 seconds
 */
export async function startGateway(options: GatewayOptions): Promise<GatewayProcess> {
  const soapPath = options.env?.["SOAP_PATH"] ?? "/miic-ws/client_Service";
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), options.script ?? "src/main.ts"], {
    cwd: PROJECT,
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      HOST: "127.0.0.1",
      PORT: "0",
      CONSOLE_PORT: "0",
      DATA_DIR: options.dataDir,
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe", ...(options.ipc === true ? (["ipc"] as const) : [])],
  });
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  void exited.then(() => process.off("exit", killAtExit));
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<ExitStatus> => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
    const status = await exited;
    clearTimeout(timer);
    return status;
  };
  try {
    const { port, consolePort } = await listening(child, exited, options.onLine);
    return {
      soapUrl: `http://127.0.0.1:${port}${soapPath}`,
      consoleUrl: `http://127.0.0.1:${consolePort}`,
      child,
      exited,
      stop,
    };
  } catch (error) {
    await stop("SIGKILL");
    throw error;
  }
}

/** Resolves with the ports of the line that says so. Reads on afterwards, so that the server never waits for a reader. */
async function listening(
  child: ChildProcess,
  exited: Promise<ExitStatus>,
  onLine: GatewayOptions["onLine"],
): Promise<Ports> {
  const last: string[] = [];
  const failed = (reason: string): Error => new Error(`the gateway ${reason}\n${last.join("\n")}`);
  return new Promise<Ports>((resolve, reject) => {
    const timer = setTimeout(() => reject(failed("does not listen after 30 seconds")), START_MS_MAX);
    void exited.then((status) => reject(failed(`ended at the start (${status.code ?? status.signal})`)));
    let isListening = false;
    const take = (line: string): void => {
      onLine?.(line);
      if (isListening) return;
      last.splice(0, Math.max(0, last.length + 1 - LINES_KEPT_MAX));
      last.push(line);
      const ports = portsIn(line);
      if (ports === undefined) return;
      isListening = true;
      clearTimeout(timer);
      resolve(ports);
    };
    for (const stream of [child.stdout, child.stderr]) readLines(stream, take, () => isListening && !onLine);
  });
}

/** Split a stream into lines for as long as somebody wants them, then let it run dry. */
function readLines(
  stream: NodeJS.ReadableStream | null,
  take: (line: string) => void,
  isEnough: () => boolean,
): void {
  let rest = "";
  stream?.setEncoding("utf8");
  const onData = (chunk: string): void => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
    if (!isEnough()) return;
    stream?.off("data", onData);
    stream?.resume();
  };
  stream?.on("data", onData);
}

function portsIn(line: string): Ports | undefined {
  if (!line.includes('"listening"')) return undefined;
  const port = /"port":(\d+)/.exec(line)?.[1];
  const consolePort = /"consolePort":(\d+)/.exec(line)?.[1];
  if (port === undefined || consolePort === undefined) return undefined;
  return { port: Number(port), consolePort: Number(consolePort) };
}
