import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Stands before a server and holds its answers back, as a database does that is slow. */
export interface SlowProxy {
  readonly port: number;
  /** How late each answer comes from now on; those under way come when they were to come. */
  delay(durationMs: number): void;
  close(): Promise<void>;
}

/** What comes from one socket goes to another, later, in order. */
function passLate(from: Socket, to: Socket, delayMs: () => number): void {
  let before: Promise<void> = Promise.resolve();
  const timers = new Set<NodeJS.Timeout>();
  from.on("data", (chunk: Buffer) => {
    const due = new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, delayMs());
      timers.add(timer);
    });
    before = before.then(() => due).then(() => void to.write(chunk));
  });
  from.on("close", () => {
    for (const timer of timers) clearTimeout(timer);
    to.destroy();
  });
}

/** @param port of the server on loopback */
export async function slowProxy(port: number): Promise<SlowProxy> {
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: "127.0.0.1", port });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {}); // the other side is told by the close
      socket.on("close", () => sockets.delete(socket));
    }
    client.pipe(upstream);
    client.on("close", () => upstream.destroy());
    passLate(upstream, client, () => delayMs);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    delay: (durationMs) => {
      delayMs = durationMs;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
