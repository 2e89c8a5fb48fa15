import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readMessage } from "../src/hl7/read-message.ts";
import { firstSegment, valueAt } from "../src/hl7/value-at.ts";
import { createSoapClient, type Post, postTrusting, type SoapClient, type SoapReply } from "./soap-client.ts";

const HELP = `Sends one HL7 message to an immunization registry over the CDC SOAP service, as an EHR does, and prints the answer.

  npm run --silent send -- --url U --username N --facility F --file M.hl7
  npm run --silent send -- --url U --connectivity TEXT

  --url U              address of the service with its path
  --username N         username of the credential
  --facility F         facilityID
  --file M.hl7         the message, UTF-8; its line ends are sent as CR
  --connectivity TEXT  call connectivityTest instead; needs no login
  --soap 1.1           SOAP version of the call (default 1.2)
  --ca FILE            trust the certificates in this PEM file and no other
  --timeout-ms N       give up after so long (default 60000)

The secret comes from the variable IIS_SECRET or, without it, as the first line of standard input.

Example:
  IIS_SECRET=... npm run --silent send -- --url http://127.0.0.1:8080/miic-ws/client_Service \\
    --username birchlake --facility 9998 --file test/fixtures/messages/vxu-good.hl7

Exit codes: 0 answered AA, 1 answered AE or AR, 2 wrong use, 5 fault or no answer.
`;

/** Exit codes of the command. */
const EXIT = { accepted: 0, notAccepted: 1, usage: 2, noAnswer: 5 } as const;

/** What the command takes from the process that runs it. */
export interface SendIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths count from. */
  readonly folder: string;
  readonly readFile: (path: string) => Uint8Array;
  /** First lines of standard input; `""` when nothing is piped in. */
  readonly readInput: () => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** In place of the network, for tests. */
  readonly post?: Post;
}

/** A mistake in how the command was called. */
class UsageError extends Error {}

/** @returns the exit code */
export async function send(args: readonly string[], io: SendIo): Promise<number> {
  try {
    const options = optionsOf(args);
    if (options.help === true) {
      io.out(HELP);
      return EXIT.accepted;
    }
    const client = clientOf(options, io);
    return options.connectivity === undefined
      ? await submit(client, options, io)
      : await testConnectivity(client, options.connectivity, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`${error.message}\nSee: npm run --silent send -- --help\n`);
    return EXIT.usage;
  }
}

interface Options {
  readonly help?: boolean;
  readonly url?: string;
  readonly username?: string;
  readonly facility?: string;
  readonly file?: string;
  readonly connectivity?: string;
  readonly soap?: string;
  readonly ca?: string;
  readonly "timeout-ms"?: string;
}

function optionsOf(args: readonly string[]): Options {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean" },
        url: { type: "string" },
        username: { type: "string" },
        facility: { type: "string" },
        file: { type: "string" },
        connectivity: { type: "string" },
        soap: { type: "string" },
        ca: { type: "string" },
        "timeout-ms": { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "wrong options");
  }
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === "") throw new UsageError(`${option} is missing`);
  return value;
}

function clientOf(options: Options, io: SendIo): SoapClient {
  const url = required(options.url, "--url");
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new UsageError("--url must begin with http:// or https://");
  const soapVersion = options.soap ?? "1.2";
  if (soapVersion !== "1.1" && soapVersion !== "1.2") throw new UsageError("--soap must be 1.1 or 1.2");
  const timeoutMs = Number(options["timeout-ms"] ?? "60000");
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 600_000) {
    throw new UsageError("--timeout-ms must be a whole number from 1 to 600000");
  }
  const post =
    io.post ?? (options.ca === undefined ? undefined : postTrusting(textOf(options.ca, "--ca", io)));
  return createSoapClient({ url, soapVersion, timeoutMs, ...(post !== undefined && { post }) });
}

async function submit(client: SoapClient, options: Options, io: SendIo): Promise<number> {
  const hl7Message = textOf(required(options.file, "--file"), "--file", io).replaceAll(/\r\n|\n/g, "\r");
  const reply = await client.submitSingleMessage({
    username: required(options.username, "--username"),
    facilityId: required(options.facility, "--facility"),
    password: secretOf(io),
    hl7Message,
  });
  if (reply.kind !== "answer") return reportFailure(reply, io);
  io.out(`${reply.text.trimEnd().replaceAll(/\r\n?/g, "\n")}\n`);
  return exitCodeOf(reply.text, io);
}

async function testConnectivity(client: SoapClient, text: string, io: SendIo): Promise<number> {
  const reply = await client.connectivityTest(text);
  if (reply.kind !== "answer") return reportFailure(reply, io);
  io.out(`${reply.text}\n`);
  if (reply.text === text) return EXIT.accepted;
  io.err("The answer is not the text that was sent.\n");
  return EXIT.noAnswer;
}

function exitCodeOf(answer: string, io: SendIo): number {
  const reading = readMessage(answer);
  const msa = reading.kind === "message" ? firstSegment(reading.message, "MSA") : undefined;
  const code = msa === undefined ? "" : valueAt(msa, 1);
  if (code === "AA") return EXIT.accepted;
  if (code === "AE" || code === "AR") return EXIT.notAccepted;
  io.err("The answer holds no acknowledgment code (MSA-1).\n");
  return EXIT.noAnswer;
}

function reportFailure(reply: Exclude<SoapReply, { readonly kind: "answer" }>, io: SendIo): number {
  if (reply.kind === "no-answer") {
    io.err(`No answer: ${reply.reason}\n`);
  } else {
    const { code, reason, element, detail } = reply.fault;
    io.err(`Fault: ${element ?? code}: ${reason}\n`);
    if (detail !== undefined) io.err(`${detail}\n`);
  }
  return EXIT.noAnswer;
}

function secretOf(io: SendIo): string {
  const secret = io.env["IIS_SECRET"] ?? io.readInput().split(/\r?\n/, 1)[0] ?? "";
  if (secret === "") throw new UsageError("no secret: set IIS_SECRET or pipe it in");
  return secret;
}

function textOf(path: string, option: string, io: SendIo): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(io.readFile(resolve(io.folder, path)));
  } catch {
    throw new UsageError(`${option}: ${path} cannot be read as a UTF-8 text file`);
  }
}

if (import.meta.main) {
  process.exitCode = await send(process.argv.slice(2), {
    env: process.env,
    folder: process.env["INIT_CWD"] ?? process.cwd(),
    readFile: (path) => readFileSync(path),
    readInput: () => (process.stdin.isTTY ? "" : readFileSync(0, "utf8")),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
