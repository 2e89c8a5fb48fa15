import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "certs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function certs(...args: readonly string[]) {
  const run = spawnSync("node_modules/.bin/node", ["scripts/certs.ts", "--out", folder, ...args], {
    encoding: "utf8",
  });
  return { exit: run.status, out: run.stdout, problem: run.stderr };
}

const certificate = (name: string): X509Certificate => new X509Certificate(readFileSync(join(folder, name)));

describe("certs", () => {
  test("makes a CA that signs a server for this machine and a client", () => {
    const { exit, out } = certs("--days", "30");
    const [ca, server, client] = ["development-ca.crt", "server.crt", "client.crt"].map(certificate);
    expect({ exit, server: server?.subjectAltName, ca: ca?.ca }).toEqual({
      exit: 0,
      server: "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
      ca: true,
    });
    expect(ca !== undefined && [server, client].map((each) => each?.checkIssued(ca))).toEqual([true, true]);
    expect([server?.keyUsage, client?.keyUsage]).toEqual([["1.3.6.1.5.5.7.3.1"], ["1.3.6.1.5.5.7.3.2"]]);
    expect(out).toContain(`TLS_CERT_FILE=${folder}/server.crt TLS_KEY_FILE=${folder}/server.key`);
    expect(out).not.toContain("PRIVATE KEY");
  });

  test("lets nobody but the owner read a key, a replaced one included", () => {
    writeFileSync(join(folder, "server.key"), "old", { mode: 0o644 });
    expect(certs("--force").exit).toBe(0);
    const modes = ["server.key", "client.key"].map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });

  test("writes nothing when one of its files is there", () => {
    writeFileSync(join(folder, "client.key"), "precious");
    const { exit, problem } = certs();
    expect({ exit, files: readdirSync(folder) }).toEqual({ exit: 4, files: ["client.key"] });
    expect(readFileSync(join(folder, "client.key"), "utf8")).toBe("precious");
    expect(problem).toContain("--force");
  });

  test.each([["--days", "0"], ["--days", "826"], ["--days", "x"], ["--unknown"], ["stray"]])(
    "refuses the arguments %s %s with exit 2",
    (...args) => {
      expect({
        exit: certs(...args.filter((each) => each !== undefined)).exit,
        files: readdirSync(folder),
      }).toEqual({
        exit: 2,
        files: [],
      });
    },
  );

  test("shows its help with an example", () => {
    const { exit, out } = certs("--help");
    expect(exit).toBe(0);
    expect(out).toContain("Example: npm run certs");
  });
});
