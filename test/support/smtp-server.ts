import { createServer, type Server, type Socket } from "node:net";

/** One mail as the server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as sent, dots unstuffed. */
  readonly data: string;
}

/** How the server answers: `take`, refuse a recipient for good, answer `try later`, or hang up in the middle. */
export type SmtpMood = "take" | "refuse" | "later" | "hang-up";

/** A mail server that takes mails by plain SMTP on this host. */
export interface SmtpServer {
  readonly url: string;
  readonly mails: readonly TakenMail[];
  mood: SmtpMood;
  close(): Promise<void>;
}

interface Conversation {
  from: string;
  to: string[];
  isData: boolean;
  data: string[];
}

/** What the server says to a command; undefined while it only listens. */
function answerTo(
  line: string,
  talk: Conversation,
  server: { mood: SmtpMood; mails: TakenMail[] },
): string | undefined {
  if (talk.isData) {
    if (line !== ".") {
      talk.data.push(line.replace(/^\.\./, "."));
      return undefined;
    }
    server.mails.push({ from: talk.from, to: talk.to, data: talk.data.join("\n") });
    talk.isData = false;
    return "250 taken";
  }
  const word = line.slice(0, 4).toUpperCase();
  if (word === "EHLO") return "250-registry.example\r\n250 SIZE 10000000";
  if (word === "MAIL") {
    [talk.from, talk.to, talk.data] = [/<([^>]*)>/.exec(line)?.[1] ?? "", [], []];
    return server.mood === "later" ? "451 try later" : "250 ok";
  }
  if (word === "RCPT") {
    talk.to.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
    return server.mood === "refuse" ? "550 no such person" : "250 ok";
  }
  if (word === "DATA") {
    talk.isData = true;
    return "354 go on";
  }
  if (word === "STAR") return "502 no TLS here";
  return word === "QUIT" ? "221 bye" : "250 ok";
}

function converse(socket: Socket, server: { mood: SmtpMood; mails: TakenMail[] }): void {
  const talk: Conversation = { from: "", to: [], isData: false, data: [] };
  let rest = "";
  socket.on("error", () => {});
  socket.write("220 registry.example\r\n");
  socket.on("data", (bytes) => {
    const lines = (rest + bytes.toString()).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (server.mood === "hang-up" && line.startsWith("MAIL")) {
        socket.destroy();
        return;
      }
      const answer = answerTo(line, talk, server);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    }
  });
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const state: { mood: SmtpMood; mails: TakenMail[] } = { mood: "take", mails: [] };
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    converse(socket, state);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server has no port");
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${address.port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  });
}
