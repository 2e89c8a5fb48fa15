import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { SenderAccount } from "../../scripts/set-up-sender.ts";
import { administer } from "../support/administer.ts";
import { commandOf, PHP_SOAP, ZEEP, type InteropTool } from "../support/interop-tool.ts";
import { removeFolder, runGateway, type RunningGateway } from "../support/run-gateway.ts";

/** Exit code of the client scripts when the service answered with a fault. */
const FAULT = 5;

interface Client {
  readonly name: string;
  readonly tool: InteropTool;
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Run {
  readonly exitCode: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

const CLIENTS: readonly Client[] = [
  { name: "zeep, SOAP 1.2", tool: ZEEP, script: "wsdl/clients/zeep_client.py" },
  { name: "PHP, SOAP 1.2", tool: PHP_SOAP, script: "wsdl/clients/soap_client.php" },
  {
    name: "PHP, SOAP 1.1",
    tool: PHP_SOAP,
    script: "wsdl/clients/soap_client.php",
    env: { SOAP_VERSION: "1.1" },
  },
];

const GOOD = "test/fixtures/messages/vxu-good.hl7";
const FAULTY = "test/fixtures/messages/vxu-with-faults.hl7";

let gateway: RunningGateway;
let account: SenderAccount;

beforeAll(async () => {
  gateway = await runGateway();
  account = await administer({ DATA_DIR: gateway.dataDir }).sender("9998");
  return async () => {
    await gateway.stop();
    removeFolder(gateway.dataDir);
  };
});

describe.each(CLIENTS)("$name", ({ tool, script, env }) => {
  const command = commandOf(tool);

  /** Run the client as its user would. */
  async function run(args: readonly string[], secret = account.secret): Promise<Run> {
    return new Promise((resolve) => {
      execFile(
        command ?? "",
        [script, gateway.soapUrl, ...args],
        { env: { PATH: process.env["PATH"], PYTHONUTF8: "1", IIS_SECRET: secret, ...env } },
        (error, stdout, stderr) => resolve({ exitCode: error?.code ?? 0, stdout, stderr }),
      );
    });
  }

  const submit = (file: string, secret?: string): Promise<Run> =>
    run(["submit", account.username, account.facilityId, file], secret);

  test.skipIf(command === undefined).each([
    { what: "markup", text: `a < b & c > "d" 'e' ]]> &amp;` },
    { what: "other alphabets", text: "Lindström Ñuñez Nguyễn 訪 🩹" },
    { what: "inner white space", text: "two  spaces" },
  ])("gets $what echoed exactly", async ({ text }) => {
    expect(await run(["test", text])).toEqual({ exitCode: 0, stdout: text, stderr: "" });
  });

  test.skipIf(command === undefined)("gets AA for a good message, each segment ended by CR", async () => {
    const { exitCode, stdout } = await submit(GOOD);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("\n");
    const segments = stdout.split("\r");
    expect(segments[1]).toBe("MSA|AA|SAMPLE-0001");
    expect(segments.at(-1)).toBe("");
    const severities = segments.slice(2, -1).map((segment) => segment.split("|")[4]);
    expect(new Set(severities)).toEqual(new Set(["I"]));
  });

  test.skipIf(command === undefined)("gets AE with one ERR for each fault of a message", async () => {
    const { stdout } = await submit(FAULTY);
    const segments = stdout.split("\r");
    expect(segments[1]).toBe("MSA|AE|SAMPLE-0002");
    expect(segments.slice(2, -1).every((segment) => segment.startsWith("ERR|"))).toBe(true);
    expect(segments.slice(2, -1).length).toBeGreaterThanOrEqual(2);
  });

  test.skipIf(command === undefined)("gets non-ASCII names through", async () => {
    const { stdout } = await submit("test/fixtures/messages/vxu-latin-names.hl7");
    expect(stdout.split("\r")[1]).toMatch(/^MSA\|AA\|/);
  });

  test.skipIf(command === undefined)("reads the typed SecurityFault", async () => {
    const { exitCode, stdout, stderr } = await submit(GOOD, "not-the-secret");
    expect({ exitCode, stdout }).toEqual({ exitCode: FAULT, stdout: "" });
    const [element, reason, detail] = stderr.split("\n");
    expect({ element, reason }).toEqual({ element: "SecurityFault", reason: "Security" });
    expect(detail).toMatch(/username, password and facilityID/);
  });

  test.skipIf(command === undefined)("reads the typed MessageTooLargeFault", async () => {
    const file = join(gateway.dataDir, "two-messages.hl7");
    writeFileSync(file, "MSH|^~\\&|A|9998\nMSH|^~\\&|A|9998\n");
    const { exitCode, stderr } = await submit(file);
    expect(exitCode).toBe(FAULT);
    expect(stderr.split("\n").slice(0, 2)).toEqual(["MessageTooLargeFault", "MessageTooLarge"]);
  });
});
