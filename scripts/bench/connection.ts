import { connect, type Socket } from "node:net";

/** One HTTP answer, whole. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One keep-alive connection, one request at a time. The server must send Content-Length. */
export class Connection {
  readonly #socket: Socket;
  #received = "";
  #settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  constructor(port: number) {
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (chunk: string) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#settle?.reject(error));
    this.#socket.on("close", () => this.#settle?.reject(new Error("the server closed the connection")));
  }

  request(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(text);
    });
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#received += chunk;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#settle?.reject(new Error(`an answer without Content-Length:\n${head}`));
      return;
    }
    const total = end + 4 + Number(length);
    if (this.#received.length < total) return;
    const body = this.#received.slice(end + 4, total);
    this.#received = this.#received.slice(total);
    this.#settle?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}

/** The text of a POST of one envelope. */
export function postText(
  { port, path }: { readonly port: number; readonly path: string },
  body: string,
): string {
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/soap+xml; charset=utf-8; action="urn:cdc:iisb:2011:submitSingleMessage"',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}
