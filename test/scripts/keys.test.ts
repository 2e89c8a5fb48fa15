import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emptyPlace, freshPlace, openTestRealm, type TestPlace } from "../support/databases.ts";
import { messageRecord } from "../support/message-record.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

interface Status {
  readonly escrowed: boolean;
  readonly keys: readonly { readonly name: string; readonly kind: string; readonly master: string | null }[];
  readonly credentialsByPepper: Readonly<Record<string, number>>;
}

describe("the keys commands", () => {
  let place: TestPlace;
  let iis: RunIis;
  beforeEach(async () => {
    place = await freshPlace("sqlite");
    iis = iisHere(place);
    const { store } = await openTestRealm(place);
    await store.transaction("m-1", (tx) => tx.saveMessage(messageRecord("m-1")));
  });
  afterEach(() => place.remove());

  async function value<T>(...words: readonly string[]): Promise<T> {
    const ended = await iis([...words, "--json"]);
    if (ended.code !== 0) throw new Error(`${words.join(" ")}: ${ended.code} ${ended.stderr}`);
    return JSON.parse(ended.stdout) as T;
  }
  const stored = async (): Promise<string> =>
    (await value<{ response: string }>("message", "show", "--message", "m-1")).response;
  const escrowFile = (): string => join(place.folder, "escrow.json");
  /** Texts of all key files; none of them may be shown. */
  const secrets = (): readonly string[] =>
    readdirSync(place.secretsDir)
      .filter((name) => name.endsWith(".key"))
      .map((name) => readFileSync(join(place.secretsDir, name), "utf8").trim());

  test("keys escrow of a store that was never used has every key that it will have", async () => {
    const other = await emptyPlace("sqlite");
    try {
      const there = iisHere(other);
      await there(["keys", "escrow", "--out", "escrow.json"]);
      expect(await there(["backup", "--to", "backup"], { NODE_ENV: "production" })).toMatchObject({
        code: 0,
      });
    } finally {
      await other.remove();
    }
  });

  test("keys escrow writes all keys to a file for its owner, which keys status then knows", async () => {
    expect(await value<Status>("keys", "status")).toMatchObject({ escrowed: false });
    await value("keys", "escrow", "--out", "escrow.json");
    expect(statSync(escrowFile()).mode & 0o777).toBe(0o600);
    const status = await iis(["keys", "status", "--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject({ escrowed: true });
    for (const secret of secrets()) expect(status.stdout).not.toContain(secret);
    expect(await iis(["keys", "escrow", "--out", "escrow.json"])).toMatchObject({ code: 2 });
    expect(await iis(["keys", "escrow", "--out", "data/escrow.json"])).toMatchObject({ code: 4 });
  });

  test.each(["seal", "pepper", "master"])(
    "keys rotate --kind %s: what was sealed and hashed before still opens",
    async (kind) => {
      const org = (await value<{ id: string }>("org", "create", "--name", "N", "--facility", "N1")).id;
      await value("credential", "issue", "--org", org, "--realm", "test");
      const before = await stored();
      await value("keys", "escrow", "--out", "escrow.json");
      const rotated = await value<{ made: readonly string[]; unescrowed: readonly string[] }>(
        "keys",
        "rotate",
        "--kind",
        kind,
      );
      expect(rotated.made.length).toBeGreaterThan(0);
      // A sealing key is wrapped by a master that is escrowed; the others are to be escrowed anew.
      expect(rotated.unescrowed).toEqual(kind === "seal" ? [] : [`${kind}/2`]);
      expect(await stored()).toBe(before);
      const status = await value<Status>("keys", "status");
      expect(status.keys.map(({ name }) => name)).toEqual(expect.arrayContaining([...rotated.made]));
      const masters = new Set(status.keys.flatMap(({ master }) => master ?? []));
      expect([...masters]).toEqual([kind === "master" ? "2" : "1"]);
      expect(status.credentialsByPepper).toEqual({ "1": 1 });
    },
  );

  test("keys rotate --kind master wraps keys of an earlier version, which lay in clear", async () => {
    const path = join(place.secretsDir, "seal-test-7.key");
    writeFileSync(path, `${"ab".repeat(32)}\n`, { mode: 0o400 });
    expect((await value<Status>("keys", "status")).keys).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ name: "seal-test/7", kind: "root" })]),
    );
    await value("keys", "rotate", "--kind", "master");
    expect(readFileSync(path, "utf8")).toMatch(/^wrapped v1 /);
    expect(await stored()).toContain("MSA");
  });

  test("in production a backup waits until every root key is escrowed", async () => {
    const env = { NODE_ENV: "production" };
    const refused = await iis(["backup", "--to", "backup"], env);
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining("keys escrow --out FILE") });
    expect(existsSync(join(place.folder, "backup"))).toBe(false);
    await value("keys", "escrow", "--out", "escrow.json");
    expect(await iis(["backup", "--to", "backup"], env)).toMatchObject({ code: 0 });
  });

  test("an escrow and a later backup open everything on another machine, keys made meanwhile too", async () => {
    await value("keys", "escrow", "--out", "escrow.json");
    await value("keys", "rotate");
    const { store } = await openTestRealm(place);
    await store.transaction("m-2", (tx) => tx.saveMessage(messageRecord("m-2")));
    await value("backup", "--to", "backup");

    const other = await emptyPlace("sqlite");
    try {
      const there = iisHere(other);
      expect(await there(["restore", "--from", join(place.folder, "backup"), "--yes"])).toMatchObject({
        code: 5,
      });
      const recovered = await there(["keys", "recover", "--from", escrowFile(), "--json"]);
      expect(JSON.parse(recovered.stdout)).toMatchObject({
        written: expect.arrayContaining(["master-1.key"]),
      });
      const restored = await there(["restore", "--from", join(place.folder, "backup"), "--yes"]);
      expect(restored).toMatchObject({ code: 0 });
      for (const id of ["m-1", "m-2"]) {
        const shown = await there(["message", "show", "--message", id, "--json"]);
        expect(JSON.parse(shown.stdout)).toMatchObject({
          response: expect.stringContaining(`control-${id}`),
        });
      }
    } finally {
      await other.remove();
    }
  });

  test("keys recover writes over no key that is there, and takes nothing but an escrow", async () => {
    await value("keys", "escrow", "--out", "escrow.json");
    expect(await value("keys", "recover", "--from", escrowFile())).toEqual({ written: [] });
    const pepper = join(place.secretsDir, "pepper-1.key");
    chmodSync(pepper, 0o600);
    writeFileSync(pepper, `${"00".repeat(32)}\n`);
    expect(await iis(["keys", "recover", "--from", escrowFile()])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("another pepper-1.key"),
    });
    const escrow = readFileSync(escrowFile(), "utf8");
    rmSync(escrowFile());
    writeFileSync(escrowFile(), escrow.replace("audit-1.key", "../audit-1.key"));
    expect(await iis(["keys", "recover", "--from", escrowFile()])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("no escrow"),
    });
    expect(await iis(["keys", "recover", "--from", "nowhere.json"])).toMatchObject({ code: 3 });
  });
});
