import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MessageRecord } from "../../src/submission/ports.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { type Ended, iisHere, iisInShell, type RunIis } from "../support/run-iis.ts";

interface Issued {
  readonly id: string;
  readonly org: string;
  readonly username: string;
  readonly secret: string;
}

/** A stored message about a synthetic patient, as the spine leaves it. */
function messageOf(organizationId: string): MessageRecord {
  const msh = "MSH|^~\\&|EHR|N1|MIIC|MIIC|20260114120000-0600||VXU^V04^VXU_V04|c-1|P|2.5.1";
  return {
    id: "m-1",
    receivedAtMs: Date.parse("2026-01-14T18:00:00Z"),
    organizationId,
    credentialId: "k-1",
    facilityId: "9998",
    controlId: "c-1",
    origin: { sendingApplication: "EHR", sendingFacility: "N1", messageDay: "20260114" },
    type: "VXU^V04",
    processingId: "P",
    ackCode: "AE",
    basis: "b",
    payloadHash: "h",
    bytes: 200,
    request: `${msh}\rPID|1||77^^^N1^MR||Zimt^Ada\r`,
    answer: `${msh}\rMSA|AE|c-1\r`,
    findings: [
      {
        ruleId: "IZG-0001",
        severity: "W",
        location: { segment: "PID", sequence: 1, field: 8 },
        errorCode: "101",
        text: "Sex is missing",
        effect: "keep",
      },
    ],
    replayable: true,
  };
}

describe.each(ENGINES)("the administration commands on %s", (engine) => {
  let place: TestPlace;
  let iis: RunIis;
  let org: string;

  /** A command with `--json` that must end well; its one value. */
  async function value<T>(...words: readonly string[]): Promise<T> {
    const ended = await iis([...words, "--json"]);
    if (ended.code !== 0) throw new Error(`${words.join(" ")}: ${ended.code} ${ended.stderr}`);
    return JSON.parse(ended.stdout) as T;
  }

  beforeAll(async () => {
    place = await freshPlace(engine);
    iis = iisHere(place);
    // A server's handles stay open meanwhile: the commands work beside it.
    await place.open();
    const words = [
      "org",
      "create",
      "--name",
      "North Prairie",
      "--facility",
      "N1",
      "--facility",
      "N2",
      "--mnvfc",
    ];
    org = (await value<{ id: string }>(...words)).id;
  });
  afterAll(async () => {
    await place.remove();
  });

  test("org create, edit, show, list, suspend and resume", async () => {
    const created = await value<{ id: string }>("org", "create", "--name", "South", "--facility", "S1");
    const { id } = created;
    expect(created).toEqual({ id, name: "South", facilities: ["S1"], stage: "REGISTERED" });
    const edit = ["org", "edit", "--org", id, "--zone", "America/Denver", "--ack-warnings", "AA"];
    const sites = ["--add-site", "S2,South, Main Street,mnvfc", "--end-site", "S1", "--may", "query"];
    const load = ["--backload", "2026-01-01..2026-03-31", "--reason", "merger"];
    const edited = await value(...edit, ...sites, ...load);
    expect(edited).toMatchObject({
      id,
      zone: "America/Denver",
      ackWarnings: "AA",
      may: ["query"],
      backload: { from: "2026-01-01", to: "2026-03-31" },
      sites: [
        { code: "S1", until: expect.any(String) },
        { code: "S2", name: "South, Main Street", mnvfc: true, until: null },
      ],
    });
    expect(await value("org", "show", "--org", id)).toEqual(edited);
    expect(await value<readonly unknown[]>("org", "list")).toContainEqual(edited);
    const suspended = await value("org", "suspend", "--org", id, "--reason", "wrong patients");
    expect(suspended).toMatchObject({ suspended: true });
    expect(await value("org", "resume", "--org", id)).toMatchObject({ suspended: false });
  });

  test("credential issue, rotate, list and revoke", async () => {
    const issued = await value<Issued>("credential", "issue", "--org", org, "--realm", "test");
    expect(issued).toEqual({
      id: expect.any(String),
      org,
      realm: "test",
      username: expect.stringMatching(/^northprairie-t-/),
      secret: expect.stringMatching(/^miic_t_/),
      facilityId: "N1",
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT1[78]:00:00\.000Z$/),
    });
    const rotated = await value<Issued>("credential", "rotate", "--org", org, "--realm", "test");
    expect(Object.keys(rotated)).toEqual(Object.keys(issued));
    expect(await value("credential", "list", "--org", org)).toMatchObject([
      { id: issued.id, state: "ending", supersededBy: rotated.id, lastUsedAt: null },
      { id: rotated.id, state: "active", username: rotated.username },
    ]);
    expect(await value("credential", "list", "--expiring", "30")).toMatchObject([{ id: issued.id }]);
    const revoke = ["credential", "revoke", "--credential", rotated.id, "--reason", "laptop lost"];
    expect(await value(...revoke)).toMatchObject({ state: "revoked" });
  });

  test("a secret goes to a file of ours alone and then not to standard output", async () => {
    const file = join(place.folder, "secret.json");
    const words = [
      "credential",
      "issue",
      "--org",
      org,
      "--realm",
      "production",
      "--override-reason",
      "pilot",
    ];
    const shown = await value(...words, "--out", file);
    const { secret, ...rest } = JSON.parse(readFileSync(file, "utf8")) as Issued;
    expect(shown).toEqual(rest);
    expect(secret).toMatch(/^miic_p_/);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const again = await iis(["credential", "rotate", "--org", org, "--realm", "production", "--out", file]);
    expect(again).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("name a new file") });
    const all = await value<readonly { realm: string }[]>("credential", "list", "--org", org);
    expect(all.filter(({ realm }) => realm === "production")).toHaveLength(1);

    const folder = join(place.folder, "all");
    const everybody = [
      "credential",
      "rotate",
      "--all",
      "--realm",
      "production",
      "--reason",
      "drill",
      "--out",
      folder,
    ];
    const { rotated } = await value<{ rotated: readonly { file: string }[] }>(...everybody);
    expect(rotated).toHaveLength(1);
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual(rotated.map((one) => one.file));
    expect(JSON.stringify(rotated)).not.toContain("secret");
  });

  test("user and token", async () => {
    const user = await value<{ password: string }>(
      "user",
      "create",
      "--username",
      "ada",
      "--role",
      "reviewer",
    );
    expect(user).toEqual({ username: "ada", role: "reviewer", password: expect.any(String) });
    expect(await value("user", "list")).toMatchObject([{ username: "ada", disabled: false }]);
    const token = await value<{ id: string }>("token", "issue", "--user", "ada", "--scope", "metrics");
    expect(token).toEqual({
      id: expect.stringMatching(/^tok-/),
      token: expect.stringMatching(/^miic_k_/),
      scope: "metrics",
      expiresAt: expect.any(String),
    });
    expect(await value("token", "revoke", "--token", token.id)).toMatchObject({ state: "revoked" });
    expect(await value("token", "list")).toMatchObject([{ id: token.id, state: "revoked" }]);
    const reset = await value<{ password: string }>("user", "reset", "--username", "ada");
    expect(reset.password).not.toBe(user.password);
  });

  test("--actor binds a user's role, other names are labels, and the system's user stands beside both", async () => {
    await value("user", "create", "--username", "rita", "--role", "reviewer");
    const issue = ["credential", "issue", "--org", org, "--realm", "test", "--actor", "rita"];
    expect(await iis(issue)).toMatchObject({ code: 4, stdout: "" });
    await value("org", "edit", "--org", org, "--name", "North Prairie Clinic", "--actor", "Ticket 17");
    const osUser = "tester";
    expect(await value("audit", "list", "--limit", "2")).toMatchObject([
      { actor: "Ticket 17", osUser, action: "organization.edit", outcome: "done", object: org },
      { actor: "rita", osUser, action: "credential.issue", outcome: "refused", object: org },
    ]);
    await value("user", "disable", "--username", "rita");
    expect(await iis(["org", "list", "--actor", "rita"])).toMatchObject({ code: 4 });
  });

  test("message list and show", async () => {
    expect(await value("message", "list", "--org", org, "--realm", "test")).toEqual([]);
    expect(await iis(["message", "list", "--org", "nobody", "--realm", "test"])).toMatchObject({ code: 3 });
    expect(await iis(["message", "show", "--message", "nothing"])).toMatchObject({ code: 3 });
    expect(await iis(["message", "show", "--message", "nothing", "--reveal"])).toMatchObject({ code: 2 });
  });

  test("message show masks what it says of the patient, and reveals it for a reason that is audited", async () => {
    const { realms } = await place.open();
    const keys = place.vault().realms.test;
    if (realms.test === undefined || keys === undefined) throw new Error("realm test was not opened");
    await openRealm(realms.test, keys, Date.now).store.transaction(org, (tx) =>
      tx.saveMessage(messageOf(org)),
    );
    const listed = { id: "m-1", controlId: "c-1", type: "VXU^V04", ackCode: "AE", replays: 0 };
    const findings = [{ rule: "IZG-0001", severity: "W", location: "PID^1^8", errorCode: "101" }];
    expect(await value("message", "list", "--org", org, "--realm", "test", "--ack", "AE")).toMatchObject([
      { ...listed, findings },
    ]);
    const masked = await value<{ request: string }>("message", "show", "--message", "m-1");
    expect(masked).toMatchObject({ ...listed, findings, realm: "test" });
    expect(masked.request).toContain("PID|***||***^^^***^***||***^***");
    expect(JSON.stringify(masked)).not.toMatch(/Zimt|Ada/);
    const before = await value<readonly unknown[]>("audit", "list");
    const reveal = ["message", "show", "--message", "m-1", "--reveal", "--reason", "call of the clinic"];
    const revealed = await value<{ request: string }>(...reveal);
    expect(revealed.request).toContain("Zimt^Ada");
    const after = await value<readonly unknown[]>("audit", "list");
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({ action: "message.reveal", object: "m-1", reason: "call of the clinic" });
    expect(JSON.stringify(after)).not.toMatch(/Zimt/);
    await value("user", "create", "--username", "oscar", "--role", "operator");
    expect(await iis([...reveal, "--actor", "oscar"])).toMatchObject({ code: 4, stdout: "" });
  });

  test("doctor and config check", async () => {
    const report = await value<{ checks: readonly { name: string; ok: boolean }[] }>("doctor");
    expect(report).toMatchObject({ ok: true });
    expect(report.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "config",
        "databases",
        "keys",
        "permissions",
        "disk",
        "clock",
        "credentials",
        "audit trail",
        "escrow",
        "backup",
        "journal",
        "tls",
      ]),
    );
    const production = await iis(["doctor", "--json"], { NODE_ENV: "production" });
    expect(production.code).toBe(5);
    const wrong = (JSON.parse(production.stdout) as typeof report).checks.filter(({ ok }) => !ok);
    expect(wrong.map(({ name }) => name).toSorted()).toEqual(["backup", "escrow"]);
    const unwritable = await iis(["doctor", "--json"], { ACK_JOURNAL: "/proc/none/acks.journal" });
    expect([unwritable.code, unwritable.stdout]).toEqual([
      5,
      expect.stringContaining("ACK_JOURNAL cannot be written"),
    ]);
    expect(await value("config", "check")).toMatchObject({ ok: true, config: { port: 8080 } });
    const bad = await iis(["config", "check", "--json"], { PORT: "http", REALMS: "all" });
    expect(bad.code).toBe(2);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      ok: false,
      problems: [expect.anything(), expect.anything()],
    });
    expect(`${bad.stdout}${bad.stderr}`).not.toContain("postgres:postgres");
  });

  test.each([
    { words: [], code: 2 },
    { words: ["nonsense"], code: 2 },
    { words: ["org"], code: 2 },
    { words: ["org", "create", "--facility", "Z1"], code: 2 },
    { words: ["org", "create", "--name", "Z"], code: 2 },
    { words: ["org", "create", "--name", "Z", "--facility", "Z1", "--may", "all"], code: 2 },
    { words: ["org", "create", "--name", "Z", "--facility", "N1"], code: 4 },
    { words: ["org", "create", "--name", "Z", "--facility", "Z1", "--parent", "nobody"], code: 3 },
    { words: ["org", "show", "--org", "nobody"], code: 3 },
    { words: ["org", "suspend", "--org", "nobody"], code: 2 },
    { words: ["credential", "issue", "--org", "nobody", "--realm", "test"], code: 3 },
    { words: ["credential", "issue", "--org", "nobody", "--realm", "staging"], code: 2 },
    { words: ["credential", "rotate", "--realm", "test"], code: 2 },
    {
      words: ["credential", "rotate", "--org", "x", "--realm", "test", "--now", "--overlap-days", "3"],
      code: 2,
    },
    { words: ["credential", "rotate", "--all", "--realm", "test"], code: 2 },
    { words: ["credential", "revoke", "--credential", "nobody", "--reason", "x"], code: 3 },
    { words: ["audit", "list", "--limit", "0"], code: 2 },
    { words: ["user", "create", "--username", "x", "--role", "king"], code: 2 },
    { words: ["user", "disable", "--username", "nobody"], code: 3 },
    { words: ["token", "issue", "--user", "nobody", "--scope", "read"], code: 3 },
    { words: ["token", "issue", "--user", "nobody", "--scope", "read", "--expires", "soon"], code: 2 },
  ])(
    "$words ends with $code, one line on standard error and nothing on standard output",
    async ({ words, code }) => {
      const ended = await iis([...words, "--json"]);
      expect(ended).toEqual({ code, stdout: "", stderr: expect.stringMatching(/^[^\n]+\.\n$/) });
    },
  );

  test("audit verify ends with 1 and the place when the trail was changed", async () => {
    expect(await value("audit", "verify")).toEqual({ ok: true, rows: expect.any(Number) });
    const { control } = await place.open();
    const drop =
      engine === "sqlite"
        ? "drop trigger audit_entry_no_update"
        : "alter table audit_entry disable trigger user";
    await sql.raw(drop).execute(control.kysely);
    await sql.raw("update audit_entry set actor = 'eve' where seq = 2").execute(control.kysely);
    const broken = await iis(["audit", "verify", "--json"]);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ ok: false, brokenSeq: 2 });
    const report = await iis(["doctor", "--json"]);
    expect(report.code).toBe(5);
    expect(JSON.parse(report.stdout)).toMatchObject({ ok: false });
  });
});

describe("the administration commands", () => {
  let place: TestPlace;
  let iis: RunIis;

  beforeAll(async () => {
    place = await freshPlace("sqlite");
    iis = iisHere(place);
  });
  afterAll(async () => {
    await place.remove();
  });

  test("a store that cannot be opened is unavailable, whatever is asked", async () => {
    const file = join(place.folder, "file");
    writeFileSync(file, "");
    const outcomes: readonly Ended[] = await Promise.all([
      iis(["org", "list", "--json"], { DATA_DIR: file }),
      iis(["org", "list", "--json"], { SECRETS_DIR: file }),
      iis(["org", "list", "--json"], { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" }),
    ]);
    for (const ended of outcomes)
      expect(ended).toEqual({ code: 5, stdout: "", stderr: expect.stringMatching(/^[^\n]+\.\n$/) });
  });

  test("other keys than the database's are refused", async () => {
    expect(await iis(["org", "list"])).toMatchObject({ code: 0 });
    const other = await iis(["org", "list"], { SECRETS_DIR: join(place.folder, "other-secrets") });
    expect(other).toMatchObject({ code: 5, stderr: expect.stringContaining("SECRETS_DIR") });
  });

  test("IIS_NOW fixes the calendar that expiry counts from", async () => {
    const env = { IIS_NOW: "2026-01-14T18:00:00Z" };
    const made = await iis(["org", "create", "--name", "Fixed", "--facility", "F1", "--json"], env);
    const { id } = JSON.parse(made.stdout) as { id: string };
    const issued = await iis(["credential", "issue", "--org", id, "--realm", "test", "--json"], env);
    expect(JSON.parse(issued.stdout)).toMatchObject({ expiresAt: "2027-01-14T18:00:00.000Z" });
  });

  test("a process of its own prints one JSON value, or one line of error", async () => {
    const shell = iisInShell(place);
    const [list, refused, usage] = await Promise.all([
      shell(["org", "list", "--json"]),
      shell(["org", "show", "--org", "nobody", "--json"]),
      shell(["org", "show", "--json"]),
    ]);
    expect(list).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(list.stdout)).toEqual(expect.any(Array));
    expect(refused).toEqual({ code: 3, stdout: "", stderr: expect.stringMatching(/^There is no.*\.\n$/) });
    expect(usage).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(/^Required option.*\.\n$/) });
  });

  test("relative paths count from where npm was called", async () => {
    const shell = iisInShell(place);
    const made = await iis(["org", "create", "--name", "Paths", "--facility", "P1", "--json"]);
    const { id } = JSON.parse(made.stdout) as { id: string };
    const env = { npm_lifecycle_event: "iis", INIT_CWD: place.folder };
    const words = ["credential", "issue", "--org", id, "--realm", "test", "--out", "here.json", "--json"];
    expect(await shell(words, env)).toMatchObject({ code: 0 });
    expect(readFileSync(join(place.folder, "here.json"), "utf8")).toContain("miic_t_");
  });

  test("stored text cannot send escape sequences to the terminal", async () => {
    const { control } = await place.open();
    const made = await iis(["org", "create", "--name", "Colours", "--facility", "K1", "--json"]);
    const { id } = JSON.parse(made.stdout) as { id: string };
    await control.kysely
      .updateTable("organization")
      .set({ name: "\u001b[31mred\u001b[0m\u009b2J" })
      .where("id", "=", id)
      .execute();
    const text = await iis(["org", "show", "--org", id]);
    const json = await iis(["org", "show", "--org", id, "--json"]);
    expect(`${text.stdout}${json.stdout}`).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(text.stdout).toContain("red");
    expect(JSON.parse(json.stdout)).toMatchObject({ name: "\u001b[31mred\u001b[0m\u009b2J" });
  });
});
