import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDevelopmentCertificates } from "../../scripts/development-certificates.ts";
import { type Journal, openJournal } from "../../src/journal/open-journal.ts";
import {
  emptyPlace,
  type EngineKind,
  ENGINES,
  freshPlace,
  openTestRealm,
  type TestPlace,
} from "../support/databases.ts";
import { CANARY, messageRecord } from "../support/message-record.ts";
import { type Ended, iisHere, type RunIis } from "../support/run-iis.ts";

/** Each command on PostgreSQL opens three schemas. */
const TEST_MS_MAX = 60_000;

interface Issued {
  readonly id: string;
  readonly org: string;
}

interface Restored {
  readonly journal: string;
  readonly toResend: number;
  readonly resend: readonly {
    readonly org: string;
    readonly realm: string;
    readonly messages: readonly { readonly controlId: string }[];
  }[];
  readonly ended: readonly string[];
  readonly lostCredentials: readonly { readonly id: string }[];
  readonly suspended: readonly string[];
}

let from: TestPlace;
let into: TestPlace;
let journalPath: string;
let journal: Journal;
let folder: string;
let org: string;

async function setUp(engine: EngineKind): Promise<void> {
  from = await freshPlace(engine);
  into = await emptyPlace(engine);
  journalPath = join(from.folder, "acks.journal");
  journal = openJournal({ path: journalPath, clock: () => 1_800_000_000_000, newId: () => "j-test" });
  folder = join(from.folder, "backup");
  org = (await value<Issued>(inFrom, "org", "create", "--name", "North", "--facility", "N1")).id;
}

afterEach(async () => {
  await journal.close();
  await from.remove();
  await into.remove();
});

const inFrom: RunIis = (words) => iisHere(from)(words, { ACK_JOURNAL: journalPath });
/** In the empty place, with the keys of the first. */
const inInto = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  iisHere(into)(words, { SECRETS_DIR: from.secretsDir, ACK_JOURNAL: journalPath, ...env });

async function value<T>(iis: RunIis, ...words: readonly string[]): Promise<T> {
  const ended = await iis([...words, "--json"]);
  if (ended.code !== 0) throw new Error(`${words.join(" ")}: ${ended.code} ${ended.stderr}`);
  return JSON.parse(ended.stdout) as T;
}

/** As the spine does: the row, then the journal. */
async function acknowledge(id: string): Promise<void> {
  const { store } = await openTestRealm(from);
  await store.transaction(id, (tx) => tx.saveMessage(messageRecord(id, { organizationId: org })));
  const { controlId, payloadHash } = messageRecord(id);
  const entry = { kind: "answer", atMs: 1_800_000_000_000, realm: "test", organizationId: org } as const;
  await journal.append([
    { ...entry, controlId, payloadHash, messageId: id, ackCode: "AE", isQuery: false },
    { ...entry, controlId: `q-${id}`, payloadHash, messageId: `q-${id}`, ackCode: "AA", isQuery: true },
  ]);
}

const issue = (facility: string, owner: string): Promise<Issued> =>
  value<Issued>(inFrom, "credential", "issue", "--org", owner, "--realm", "test", "--reason", facility);

/** As the error text of an unfinished restore says. */
async function emptyAsTold({ location, folder: own }: TestPlace): Promise<void> {
  if (location.kind === "sqlite") return rmSync(join(own, "data"), { recursive: true });
  const client = new Client({ connectionString: location.url });
  await client.connect();
  await client.query("drop schema control, test, production cascade");
  await client.end();
}

describe.each(ENGINES)("backup and restore on %s", { timeout: TEST_MS_MAX }, (engine) => {
  beforeEach(() => setUp(engine));

  test("a restore has what was acknowledged before the cut, names what came after it, and keeps out who was shut out", async () => {
    const first = await issue("N1", org);
    await acknowledge("before");
    const made = await value<{ journal: { id: string } | null; bytes: number }>(
      inFrom,
      "backup",
      "--to",
      folder,
    );
    expect(made.journal?.id).not.toBe("");

    await acknowledge("after");
    await inFrom(["credential", "revoke", "--credential", first.id, "--reason", "lost", "--json"]);
    const second = await issue("N1", org);

    const restored = await value<Restored>(inInto, "restore", "--from", folder, "--yes");
    expect(restored).toMatchObject({ journal: "whole", toResend: 1, ended: [first.id], suspended: [] });
    expect(restored.resend).toMatchObject([
      { org, name: "North", realm: "test", messages: [{ controlId: "control-after", ackCode: "AE" }] },
    ]);
    expect(restored.lostCredentials).toMatchObject([{ id: second.id, org, realm: "test" }]);

    const shown = await value<{ response: string }>(inInto, "message", "show", "--message", "before");
    expect(shown.response).toContain("MSA");
    expect(await inInto(["message", "show", "--message", "after"])).toMatchObject({ code: 3 });
    const credentials = await value<readonly { id: string; state: string }[]>(inInto, "credential", "list");
    expect(credentials.map(({ id, state }) => [id, state])).toEqual([[first.id, "revoked"]]);
    expect(await value(inInto, "audit", "verify")).toMatchObject({ ok: true });
  });

  test("restore touches nothing when it is refused, and says why", async () => {
    await acknowledge("before");
    await value(inFrom, "backup", "--to", folder);
    const refused = async (code: number, text: string, env: Readonly<Record<string, string>> = {}) => {
      const ended = await inInto(["restore", "--from", folder, "--yes"], env);
      expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(text)]);
    };
    expect(await inInto(["restore", "--from", folder])).toMatchObject({ code: 4 });
    expect(await inInto(["restore", "--from", from.folder, "--yes"])).toMatchObject({ code: 3 });
    const noKeys = join(from.folder, "no-keys");
    mkdirSync(noKeys, { mode: 0o700 });
    await refused(5, "lacks audit/1", { SECRETS_DIR: noKeys });
    expect(readdirSync(noKeys)).toEqual([]);

    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const file = names.find((name) => /(?:test\.db|message\.jsonl)$/.test(name)) ?? "";
    const before = readFileSync(join(folder, file));
    appendFileSync(join(folder, file), "x");
    await refused(4, "missing or changed");
    rmSync(join(folder, file));
    await refused(4, "missing or changed");
    appendFileSync(join(folder, file), before);

    const manifest = join(folder, "manifest.json");
    const text = readFileSync(manifest, "utf8");
    chmodSync(manifest, 0o600);
    rmSync(manifest);
    appendFileSync(manifest, text.replace(/"madeAtMs": \d/, '"madeAtMs": 2'));
    await refused(4, "manifest was changed");
    rmSync(manifest);
    appendFileSync(manifest, text);
    await value(inInto, "restore", "--from", folder, "--yes");
    await refused(4, "wants an empty place");
  });

  test("a restore that breaks off before the journal was taken up lets neither server nor command in", async () => {
    await acknowledge("before");
    await value(inFrom, "backup", "--to", folder);
    const journalIsFolder = join(from.folder, "a-folder");
    mkdirSync(journalIsFolder);
    const broken = await inInto(["restore", "--from", folder, "--yes"], { ACK_JOURNAL: journalIsFolder });
    expect(broken.code).toBe(5);
    const vault = from.vault();
    await expect(into.open({ process: "server", vault })).rejects.toThrow("was not finished");
    const unfinished = { code: 5, stderr: expect.stringContaining("was not finished") };
    expect(await inInto(["org", "list"])).toMatchObject(unfinished);
    expect((await inInto(["doctor", "--json"])).stdout).toContain("and restore again");
    await emptyAsTold(into);
    await value(inInto, "restore", "--from", folder, "--yes");
    await (await into.open({ process: "server", vault })).close();
    expect(await inInto(["org", "list"])).toMatchObject({ code: 0 });
  });
});

describe("backup and restore", () => {
  beforeEach(() => setUp("sqlite"));

  test("without a journal everybody stays out until a person confirms", async () => {
    const issued = await issue("N1", org);
    await value(inFrom, "user", "create", "--username", "ada", "--role", "reviewer");
    await value(inFrom, "token", "issue", "--user", "ada", "--scope", "metrics");
    await value(inFrom, "backup", "--to", folder);
    const env = { ACK_JOURNAL: "" };
    const ended = await inInto(["restore", "--from", folder, "--yes", "--json"], env);
    expect(JSON.parse(ended.stdout)).toMatchObject({ journal: "absent", toResend: 0, suspended: [org] });
    const show = async () =>
      JSON.parse((await inInto(["org", "show", "--org", org, "--json"], env)).stdout) as object;
    expect(await show()).toMatchObject({ suspended: true });
    expect((await inInto(["user", "list", "--json"], env)).stdout).toMatch(/"disabled": ?true/);
    expect((await inInto(["token", "list", "--json"], env)).stdout).not.toMatch(/"revokedAt": ?null/);
    await inInto(["org", "resume", "--org", org, "--reason", "looked at"], env);
    expect(await show()).toMatchObject({ suspended: false });
    expect(issued.org).toBe(org);
  });

  test("a password that was reset after the backup does not open again", async () => {
    for (const name of ["ada", "bob"])
      await value(inFrom, "user", "create", "--username", name, "--role", "reviewer");
    await value(inFrom, "backup", "--to", folder);
    await value(inFrom, "user", "reset", "--username", "ada", "--reason", "the password was seen");
    const restored = await value<object>(inInto, "restore", "--from", folder, "--yes");
    expect(restored).toMatchObject({ journal: "whole", outdatedUsers: ["ada"] });
    expect(await value<readonly object[]>(inInto, "user", "list")).toMatchObject([
      { username: "ada", disabled: true },
      { username: "bob", disabled: false },
    ]);
  });

  test("organizations whose address rules or pins were changed after the backup wait for a person, others do not", async () => {
    const quiet = await value<Issued>(inFrom, "org", "create", "--name", "South", "--facility", "S1");
    const third = await value<Issued>(inFrom, "org", "create", "--name", "East", "--facility", "E1");
    const [first, second] = [await issue("N1", org), await issue("S1", quiet.id)];
    const allow = (id: string, network: string) =>
      value(inFrom, "ip", "allow", "--credential", id, "--network", network);
    await allow(second.id, "192.0.2.0/24");
    await value(inFrom, "backup", "--to", folder);
    const certificate = join(from.folder, "ca.crt");
    const validity = { notBefore: new Date("2026-01-01"), notAfter: new Date("2036-01-01") };
    writeFileSync(certificate, (await makeDevelopmentCertificates(validity)).caCert, { mode: 0o600 });
    await allow(first.id, "198.51.100.0/24");
    await value(inFrom, "cert", "pin", "--org", third.id, "--file", certificate);
    const untouched = ["--reason", "none", "--json"];
    await inFrom(["org", "suspend", "--org", quiet.id, ...untouched]);
    await inFrom(["org", "resume", "--org", quiet.id, ...untouched]);
    const ended = await inInto(["restore", "--from", folder, "--yes", "--json"]);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      journal: "whole",
      changedAddressRules: [first.id],
      changedCertificatePins: [third.id],
    });
    const listed = await value<readonly { id: string; suspended: boolean }[]>(inInto, "org", "list");
    const waiting = listed.filter(({ suspended }) => suspended).map(({ id }) => id);
    expect(waiting.toSorted()).toEqual([org, third.id].toSorted());
    await value(inInto, "org", "resume", "--org", third.id, "--reason", "pins set anew");
    expect(await value(inInto, "org", "show", "--org", third.id)).toMatchObject({ suspended: false });
  });

  test("a journal that was moved away is found; one without the cut's file is a gap", async () => {
    await acknowledge("before");
    await value(inFrom, "backup", "--to", folder);
    await acknowledge("after");
    renameSync(journalPath, `${journalPath}.old`);
    await acknowledge("later");
    const ids = ({ resend }: Restored) =>
      resend.flatMap(({ messages }) => messages.map((one) => one.controlId));
    const restored = await value<Restored>(inInto, "restore", "--from", folder, "--yes");
    expect(restored.journal).toBe("whole");
    expect(ids(restored)).toEqual(["control-after", "control-later"]);

    rmSync(`${journalPath}.old`);
    const third = await emptyPlace("sqlite");
    try {
      const env = { SECRETS_DIR: from.secretsDir, ACK_JOURNAL: journalPath };
      const ended = await iisHere(third)(["restore", "--from", folder, "--yes", "--json"], env);
      const gap = JSON.parse(ended.stdout) as Restored;
      expect(gap).toMatchObject({ journal: "gap", suspended: [org] });
      expect(ids(gap)).toEqual(["control-later"]);
    } finally {
      await third.remove();
    }
  });

  test("a backup is readable by its owner only, holds no patient data in clear and no key", async () => {
    await acknowledge("before");
    await value(inFrom, "backup", "--to", folder);
    expect(await inFrom(["backup", "--to", folder])).toMatchObject({ code: 2 });
    expect(statSync(folder).mode & 0o077).toBe(0);
    const keys = readdirSync(from.secretsDir)
      .map((name) => readFileSync(join(from.secretsDir, name), "latin1").trim())
      .filter((text) => !text.startsWith("wrapped"));
    expect(keys.length).toBeGreaterThan(3);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile());
    expect(files.length).toBeGreaterThan(2);
    for (const path of files) {
      expect(statSync(path).mode & 0o077).toBe(0);
      const text = readFileSync(path, "latin1");
      for (const secret of [CANARY, ...keys]) expect(text).not.toContain(secret);
    }
  });
});
