import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { loadVault, type Vault } from "../../src/vault/load-vault.ts";

const PLACE = { table: "t", column: "c", rowId: "1", organizationId: "org-1" };
const FILES = [
  "audit-1.key",
  "digest-production-1.key",
  "digest-test-1.key",
  "pepper-1.key",
  "seal-production-1.key",
  "seal-test-1.key",
];

describe("loadVault()", () => {
  let folder: string;
  let secretsDir: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-vault-"));
    secretsDir = join(folder, "secrets");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load = (realms: readonly Realm[] = REALMS): Vault => loadVault({ secretsDir, realms, randomBytes });
  const addKey = (name: string): void => {
    writeFileSync(join(secretsDir, name), randomBytes(32).toString("hex"), { mode: 0o400 });
  };

  test("makes the keys at first use, for our user only, and reads the same ones afterwards", () => {
    const first = load();
    expect(readdirSync(secretsDir).toSorted()).toEqual(FILES);
    expect(statSync(secretsDir).mode & 0o777).toBe(0o700);
    for (const name of FILES) expect(statSync(join(secretsDir, name)).mode & 0o777).toBe(0o400);
    const again = load();
    expect(again.control.fingerprints).toEqual(first.control.fingerprints);
    expect(again.control.auditMac("row")).toBe(first.control.auditMac("row"));
    expect(again.control.peppers).toEqual(first.control.peppers);
    expect(first.control.peppers).toMatchObject({ current: { id: "1" }, earlier: [] });
    expect(first.control.peppers.current.key).toHaveLength(32);
  });

  test("reads and makes no key of a realm that the process does not serve", () => {
    expect(Object.keys(load(["test"]).realms)).toEqual(["test"]);
    expect(readdirSync(secretsDir).filter((name) => name.includes("production"))).toEqual([]);
  });

  test("in several processes at once makes each key once", async () => {
    const module = join(import.meta.dirname, "../../src/vault/load-vault.ts");
    const code = `Promise.all([import(${JSON.stringify(module)}), import("node:crypto")]).then(([m, c]) => {
      const v = m.loadVault({ secretsDir: process.argv[1], realms: ["test"], randomBytes: c.randomBytes });
      console.log(JSON.stringify([...v.control.fingerprints, ...v.realms.test.fingerprints])); })`;
    const outputs = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ["-e", code, secretsDir], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        let said = "";
        child.stdout.on("data", (chunk: Buffer) => {
          said += chunk.toString();
        });
        await once(child, "close");
        return said;
      }),
    );
    expect(new Set(outputs).size).toBe(1);
    expect(outputs[0]).toContain("pepper/1");
    expect(readdirSync(secretsDir)).toHaveLength(4);
  });

  test.each([
    {
      what: "a key that others may read",
      name: "pepper-1.key",
      mode: 0o644,
      text: "0".repeat(64),
      says: "Set its mode to 0400",
    },
    { what: "an empty key file", name: "pepper-1.key", mode: 0o400, text: "", says: "is not a key" },
    { what: "a short key", name: "seal-test-1.key", mode: 0o400, text: "00ff", says: "is not a key" },
  ])("refuses $what", ({ name, mode, text, says }) => {
    mkdirSync(secretsDir, { mode: 0o700 });
    writeFileSync(join(secretsDir, name), text, { mode });
    expect(() => load()).toThrow(says);
  });

  test("refuses a folder that others may write", () => {
    mkdirSync(secretsDir);
    chmodSync(secretsDir, 0o777);
    expect(() => load()).toThrow("Set its mode to 0700");
  });

  test("says what to check when the folder cannot be made", () => {
    writeFileSync(join(folder, "secrets"), "a file");
    expect(() => load()).toThrow("Check owner and mode");
  });

  test("seals with the newest key and opens what earlier ones sealed", () => {
    const before = load().realms.test?.sealing.seal(PLACE, "old text") ?? new Uint8Array();
    addKey("seal-test-2.key");
    addKey("seal-test-10.key");
    const vault = load();
    const sealed = vault.realms.test?.sealing.seal(PLACE, "new text") ?? new Uint8Array();
    expect([...sealed.subarray(0, 3)]).toEqual([1, 0, 10]);
    expect(vault.realms.test?.sealing.open(PLACE, sealed)).toBe("new text");
    expect(vault.realms.test?.sealing.open(PLACE, before)).toBe("old text");
    expect([...(vault.realms.test?.fingerprints.keys() ?? [])]).toEqual([
      "seal-test/1",
      "seal-test/2",
      "seal-test/10",
      "digest-test/1",
    ]);
  });

  test("does not open what a key sealed that is gone", () => {
    load();
    addKey("seal-test-2.key");
    const sealed = load().realms.test?.sealing.seal(PLACE, "text") ?? new Uint8Array();
    rmSync(join(secretsDir, "seal-test-2.key"));
    expect(() => load().realms.test?.sealing.open(PLACE, sealed)).toThrow("a key that is not in SECRETS_DIR");
  });

  test("keeps an earlier pepper beside the current one", () => {
    const first = load().control.peppers.current;
    addKey("pepper-2.key");
    const { current, earlier } = load().control.peppers;
    expect(current.id).toBe("2");
    expect(earlier).toEqual([first]);
  });
});
