import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { REALMS, type Realm } from "../../src/kernel/realm.ts";
import { createSealing } from "../../src/vault/aes-sealing.ts";
import { loadVault, type Vault } from "../../src/vault/load-vault.ts";

const PLACE = { table: "t", column: "c", rowId: "1", organizationId: "org-1" };
const FILES = [
  "audit-1.key",
  "digest-production-1.key",
  "digest-test-1.key",
  "master-1.key",
  "pepper-1.key",
  "seal-production-1.key",
  "seal-test-1.key",
];

const sealWith = (vault: Vault, text: string): Uint8Array =>
  vault.realms.test?.sealing.seal(PLACE, text) ?? new Uint8Array();
const opened = (vault: Vault, sealed: Uint8Array): string | undefined =>
  vault.realms.test?.sealing.open(PLACE, sealed);
const sealKeys = (vault: Vault): readonly string[] =>
  [...(vault.realms.test?.fingerprints.keys() ?? [])].filter((name) => name.startsWith("seal-"));

describe("loadVault()", () => {
  let folder: string;
  let secretsDir: string;
  let nowMs: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-vault-"));
    secretsDir = join(folder, "secrets");
    nowMs = Date.parse("2026-01-14T18:00:00Z");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load = (realms: readonly Realm[] = REALMS): Vault =>
    loadVault({ secretsDir, realms, randomBytes, clock: () => nowMs });
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
      const v = m.loadVault({ secretsDir: process.argv[1], realms: ["test"], randomBytes: c.randomBytes, clock: Date.now });
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
    expect(readdirSync(secretsDir)).toHaveLength(5);
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

  test("seals each month with a key of its own, also when the month turns in a running process", () => {
    const vault = load();
    const january = sealWith(vault, "old text");
    nowMs = Date.parse("2026-02-01T00:00:00Z");
    const february = sealWith(vault, "new text");
    expect([[...january.subarray(0, 3)], [...february.subarray(0, 3)]]).toEqual([
      [1, 0, 1],
      [1, 0, 2],
    ]);
    expect(opened(vault, january)).toBe("old text");
    nowMs = Date.parse("2026-01-31T00:00:00Z");
    expect([...sealWith(vault, "a clock that went back").subarray(0, 3)]).toEqual([1, 0, 2]);
    expect(sealKeys(load())).toEqual(["seal-test/1", "seal-test/2"]);
    expect(opened(load(), february)).toBe("new text");
  });

  test("opens what a key sealed that another process made meanwhile", () => {
    const [one, other] = [load(), load()];
    nowMs = Date.parse("2026-02-01T00:00:00Z");
    const sealed = sealWith(one, "text");
    expect(opened(other, sealed)).toBe("text");
    expect([...sealWith(other, "text").subarray(0, 3)]).toEqual([1, 0, 2]);
  });

  test("opens what a key of an earlier version sealed, and seals no more with it", () => {
    mkdirSync(secretsDir, { mode: 0o700 });
    addKey("seal-test-1.key");
    const old = readFileSync(join(secretsDir, "seal-test-1.key"), "utf8");
    const key = { id: "1", key: Buffer.from(old, "hex") };
    const ring = { current: () => key, find: () => key };
    const before = createSealing("test", ring, randomBytes).seal(PLACE, "old text");
    const vault = load();
    expect([...sealWith(vault, "new text").subarray(0, 3)]).toEqual([1, 0, 2]);
    expect(opened(vault, before)).toBe("old text");
  });

  test("findLost() names keys that were taken away or changed since, and nothing else", () => {
    const vault = load();
    expect(vault.findLost()).toEqual([]);
    rmSync(join(secretsDir, "pepper-1.key"));
    rmSync(join(secretsDir, "digest-test-1.key"));
    addKey("digest-test-1.key");
    expect(vault.findLost().toSorted()).toEqual(["digest-test/1", "pepper/1"]);
    rmSync(join(secretsDir, "master-1.key"));
    expect(vault.findLost()).toEqual(expect.arrayContaining(["seal-test/1", "seal-production/1"]));
    expect(readdirSync(secretsDir)).not.toContain("pepper-1.key");
  });

  test("findLost() knows keys that were made since the start", () => {
    const vault = load();
    addKey("pepper-2.key");
    nowMs = Date.parse("2026-02-01T00:00:00Z");
    sealWith(vault, "text");
    expect(vault.findLost()).toEqual([]);
    rmSync(join(secretsDir, "pepper-2.key"));
    rmSync(join(secretsDir, "seal-test-2.key"));
    expect(vault.findLost().toSorted()).toEqual(["pepper/2", "seal-test/2"]);
    rmSync(secretsDir, { recursive: true });
    expect(vault.findLost()).toEqual(expect.arrayContaining(["audit/1", "pepper/2"]));
  });

  test("keeps no sealing key in clear", () => {
    load();
    const text = readFileSync(join(secretsDir, "seal-test-1.key"), "utf8");
    expect(text).toMatch(/^wrapped v1 2026-01 1 [A-Za-z0-9+/]{80}\n$/);
  });

  test.each(["missing", "another"])(
    "makes nothing anew when the master is %s: the keys of the ring are not there",
    (what) => {
      const sealed = sealWith(load(), "text");
      rmSync(join(secretsDir, "master-1.key"));
      if (what === "another") addKey("master-1.key");
      const files = readdirSync(secretsDir);
      nowMs = Date.parse("2026-02-01T00:00:00Z");
      const vault = load();
      expect(sealKeys(vault)).toEqual([]);
      expect(() => opened(vault, sealed)).toThrow("a key that is not in SECRETS_DIR");
      expect(() => sealWith(vault, "text")).toThrow("Put the master key back");
      expect(readdirSync(secretsDir)).toEqual(files);
    },
  );

  test("does not open a key file under another number or of a changed month", () => {
    load();
    const path = join(secretsDir, "seal-test-1.key");
    const text = readFileSync(path, "utf8");
    for (const [name, changed] of [
      ["seal-test-2.key", text],
      ["seal-test-1.key", text.replace("2026-01", "2026-02")],
    ] as const) {
      rmSync(path, { force: true });
      writeFileSync(join(secretsDir, name), changed, { mode: 0o400 });
      expect(sealKeys(load())).toEqual([]);
    }
  });

  test("does not open what a key sealed that is gone", () => {
    const sealed = sealWith(load(), "text");
    rmSync(join(secretsDir, "seal-test-1.key"));
    rmSync(join(secretsDir, "seal-production-1.key"));
    nowMs = Date.parse("2026-02-01T00:00:00Z");
    addKey("seal-test-2.key");
    expect(() => opened(load(), sealed)).toThrow("a key that is not in SECRETS_DIR");
  });

  test("keeps an earlier pepper beside the current one", () => {
    const first = load().control.peppers.current;
    addKey("pepper-2.key");
    const { current, earlier } = load().control.peppers;
    expect(current.id).toBe("2");
    expect(earlier).toEqual([first]);
  });
});
