import { describe, expect, test } from "vitest";
import { send, type SendIo } from "../../scripts/send.ts";
import type { HttpPost } from "../../scripts/soap-client.ts";

const LOGIN = ["--url", "http://iis.example.org/s", "--username", "u", "--facility", "9998"];
const MESSAGE = "MSH|^~\\&|A\nPID|1\r\nPV1|1\n";

function reply(operation: string, text: string): string {
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><${operation}Response xmlns="urn:cdc:iisb:2011"><return>${text}</return></${operation}Response></s:Body></s:Envelope>`;
}

function ack(code: string): string {
  return reply("submitSingleMessage", `MSH|^~\\&amp;|MIIC&#xD;MSA|${code}|1&#xD;`);
}

const FAULT = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en">Security</s:Text></s:Reason><s:Detail><SecurityFault xmlns="urn:cdc:iisb:2011"><Code>10</Code><Reason>Security</Reason><Detail>Not valid.</Detail></SecurityFault></s:Detail></s:Fault></s:Body></s:Envelope>`;

interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly posted: readonly HttpPost[];
  readonly read: readonly string[];
}

/** The command against a service that answers `body`. */
async function run(args: readonly string[], body: string, changes: Partial<SendIo> = {}): Promise<Run> {
  const said = { out: "", err: "" };
  const posted: HttpPost[] = [];
  const read: string[] = [];
  const exitCode = await send(args, {
    env: { IIS_SECRET: "s3cret" },
    folder: "/work-folder",
    readFile: (path) => {
      read.push(path);
      return new TextEncoder().encode(MESSAGE);
    },
    readInput: () => "",
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    post: (one) => {
      posted.push(one);
      return Promise.resolve({ status: 200, body });
    },
    ...changes,
  });
  return { exitCode, ...said, posted, read };
}

describe("send()", () => {
  test.each([
    { code: "AA", exitCode: 0 },
    { code: "AE", exitCode: 1 },
    { code: "AR", exitCode: 1 },
    { code: "CA", exitCode: 5 },
    { code: "", exitCode: 5 },
  ])("exits $exitCode for MSA-1 '$code'", async ({ code, exitCode }) => {
    const result = await run([...LOGIN, "--file", "m.hl7"], ack(code));
    expect(result.exitCode).toBe(exitCode);
    expect(result.out).toBe(`MSH|^~\\&|MIIC\nMSA|${code}|1\n`);
  });

  test("sends the file with CR, the login and the secret of the environment", async () => {
    const { posted, read } = await run([...LOGIN, "--file", "m.hl7"], ack("AA"));
    expect(read).toEqual(["/work-folder/m.hl7"]);
    expect(posted[0]?.body).toContain(
      "<c:username>u</c:username><c:password>s3cret</c:password><c:facilityID>9998</c:facilityID>" +
        "<c:hl7Message>MSH|^~\\&amp;|A&#xD;PID|1&#xD;PV1|1&#xD;</c:hl7Message>",
    );
  });

  test("takes the secret from the first line of standard input", async () => {
    const { posted } = await run([...LOGIN, "--file", "m"], ack("AA"), {
      env: {},
      readInput: () => "piped\nmore",
    });
    expect(posted[0]?.body).toContain("<c:password>piped</c:password>");
  });

  test("prints reason and detail of a fault and exits 5", async () => {
    const result = await run([...LOGIN, "--file", "m"], FAULT);
    expect(result).toMatchObject({
      exitCode: 5,
      out: "",
      err: "Fault: SecurityFault: Security\nNot valid.\n",
    });
  });

  test.each([
    { case: "no SOAP", body: "<html/>", err: "No answer: HTTP 200" },
    {
      case: "an answer that is no HL7",
      body: reply("submitSingleMessage", "thanks"),
      err: "no acknowledgment code",
    },
  ])("exits 5 for $case", async ({ body, err }) => {
    const result = await run([...LOGIN, "--file", "m"], body);
    expect(result.exitCode).toBe(5);
    expect(result.err).toContain(err);
  });

  test.each([
    { echo: "ping", exitCode: 0 },
    { echo: "pong", exitCode: 5 },
  ])("exits $exitCode when connectivityTest of ping gives $echo", async ({ echo, exitCode }) => {
    const args = ["--url", "http://iis.example.org/s", "--connectivity", "ping", "--soap", "1.1"];
    const result = await run(args, reply("connectivityTest", echo), { env: {} });
    expect(result).toMatchObject({ exitCode, out: `${echo}\n` });
    expect(result.posted[0]?.headers).toHaveProperty("soapaction");
  });

  test.each([
    { case: "no URL", args: ["--file", "m"] },
    { case: "a URL of another kind", args: ["--url", "ftp://x", "--connectivity", "x"] },
    { case: "no file", args: LOGIN },
    { case: "no username", args: ["--url", "http://x", "--facility", "1", "--file", "m"] },
    { case: "an unknown option", args: [...LOGIN, "--password", "x"] },
    { case: "SOAP 2", args: [...LOGIN, "--file", "m", "--soap", "2"] },
    { case: "a time-out that is none", args: [...LOGIN, "--file", "m", "--timeout-ms", "soon"] },
  ])("exits 2 for $case and sends nothing", async ({ args }) => {
    const result = await run(args, ack("AA"));
    expect(result).toMatchObject({ exitCode: 2, out: "", posted: [] });
    expect(result.err).toContain("--help");
  });

  test.each([
    { case: "no secret", changes: { env: {} } },
    { case: "an empty secret", changes: { env: { IIS_SECRET: "" } } },
    {
      case: "a file that is not there",
      changes: {
        readFile: (): never => {
          throw new Error("ENOENT");
        },
      },
    },
    { case: "a file in Latin-1", changes: { readFile: () => Uint8Array.from([0x4e, 0xfa, 0xf1]) } },
  ])("exits 2 for $case", async ({ changes }) => {
    const result = await run([...LOGIN, "--file", "m"], ack("AA"), changes);
    expect(result).toMatchObject({ exitCode: 2, posted: [] });
  });

  test("--help shows an example and exits 0", async () => {
    const result = await run(["--help"], "");
    expect(result.exitCode).toBe(0);
    expect(result.out).toContain("test/fixtures/messages/vxu-good.hl7");
  });
});
