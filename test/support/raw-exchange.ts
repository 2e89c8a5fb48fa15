import { connect, type Socket } from "node:net";

/** A connection below HTTP, for what no HTTP client would send. */
export interface RawConnection {
  readonly socket: Socket;
  readonly send: (text: string) => void;
  /** All that the server sent, as soon as it holds `part`; rejects when the connection ends before. */
  readonly received: (part: string) => Promise<string>;
  /** All that the server sent until it closed the connection. */
  readonly closed: () => Promise<string>;
}

/** Connect to a port of this machine. A refusal or a reset counts as closing. */
export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  let text = "";
  const looks = new Set<() => void>();
  const look = (): void => {
    for (const each of looks) each();
  };
  const ended = new Promise<string>((resolve) => {
    socket.once("close", () => resolve(text));
    socket.once("end", () => resolve(text));
  });
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    look();
  });
  socket.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    socket.once("connect", () => resolve());
    socket.once("close", () => resolve());
  });
  return {
    socket,
    send: (bytes) => {
      socket.write(bytes, "latin1");
    },
    received: (part) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (text.includes(part)) resolve(text);
        };
        looks.add(check);
        void ended.then(() => reject(new Error("the connection ended before the text came")));
        check();
      }),
    closed: async () => {
      const all = await ended;
      socket.destroy();
      return all;
    },
  };
}

/** Send text to a port of this machine and read until the server closes the connection. */
export async function rawExchange(port: number, text: string): Promise<string> {
  const connection = await rawConnection(port);
  connection.send(text);
  return connection.closed();
}
