import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { authorize, REFUSALS_WRITTEN } from "../../src/accounts/administration.ts";
import type { AuditEntry } from "../../src/accounts/audit-entry.ts";
import type { Act, Actor } from "../../src/accounts/policy.ts";
import type { AuditFilter } from "../../src/accounts/ports.ts";
import { createOrganization, editOrganization, setSuspended } from "../../src/accounts/organizations.ts";
import { isDateOnly, type DateOnly } from "../../src/kernel/dates.ts";
import { createControlStore } from "../../src/store/control-store.ts";
import { createLoginDirectory, createLoginFailures } from "../../src/store/control-logins.ts";
import {
  ROOT,
  type TestAdministration,
  testAdministration,
  WEDNESDAY_MS,
} from "../support/administration.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";

function day(iso: string): DateOnly {
  if (!isDateOnly(iso)) throw new RangeError(iso);
  return iso;
}

function forgedMac(text: string): string {
  return createHmac("sha256", "guessed").update(text).digest("base64url");
}

function entry(action: string): AuditEntry {
  const who = { actor: "ada", osUser: "root", source: "cli" } as const;
  return { atMs: WEDNESDAY_MS, ...who, action, object: "o", outcome: "done", detail: { b: 1, a: ["x"] } };
}

describe.each(ENGINES)("the control store on %s", (engine) => {
  let place: TestPlace;
  let app: TestAdministration;

  beforeEach(async () => {
    place = await freshPlace(engine);
    app = await testAdministration(place);
  });
  afterEach(async () => {
    await place.remove();
  });

  const append = (action: string): Promise<void> =>
    app.store.transaction((tx) => tx.appendAudit(entry(action)));
  const raw = (text: string): Promise<unknown> => sql.raw(text).execute(app.databases.control.kysely);

  const seqs = async (filter: AuditFilter): Promise<readonly number[]> =>
    (await app.store.listAudit(10, filter)).map(({ seq }) => seq);

  /** What someone with the database's own rights could do: take the triggers away, then change rows. */
  const unlock = async (): Promise<void> => {
    const drops =
      engine === "sqlite"
        ? ["drop trigger audit_entry_no_update", "drop trigger audit_entry_no_delete"]
        : ["alter table audit_entry disable trigger user"];
    for (const drop of drops) await raw(drop);
  };

  test("a write that has not ended does not hold up what a log-in reads", async () => {
    const { kysely } = app.databases.control;
    const directory = createLoginDirectory(app.databases.control);
    const failures = createLoginFailures(app.databases.control);
    await kysely.transaction().execute(async (tx) => {
      await tx.insertInto("login_failure").values({ key: "k", failures: 1, last_at_ms: 1 }).execute();
      expect(await directory.findLogin("nobody")).toBeUndefined();
      expect(await failures.find("k")).toBeUndefined();
    });
    expect(await failures.find("k")).toEqual({ failures: 1, lastAtMs: 1 });
  });

  describe("organizations", () => {
    test("saveOrganization() keeps every field", async () => {
      const parent = await createOrganization(app, ROOT, {
        name: "Lakes Group",
        facilities: ["G1"],
        mnvfc: false,
      });
      const asked = { name: "North", facilities: ["N1", "N2"], mnvfc: true, parentId: parent.id };
      const made = await createOrganization(app, ROOT, { ...asked, may: ["query"] });
      const edited = await editOrganization(app, ROOT, made.id, {
        zone: "America/Denver",
        ackWarnings: "AA",
        backload: { from: day("2026-01-01"), to: day("2026-02-01") },
        endSite: { code: "N1", on: day("2026-01-20") },
        addSites: [{ code: "N3", name: "Third", mnvfc: false }],
      });
      expect(await app.store.findOrganization(made.id)).toEqual(edited);
      expect(edited.sites.map(({ code, until }) => [code, until])).toEqual([
        ["N1", "2026-01-20"],
        ["N2", undefined],
        ["N3", undefined],
      ]);
      expect(await app.store.listOrganizations()).toEqual([parent, edited]);
    });

    test("ownersOfSite() frees a code on the day after its end", async () => {
      const made = await createOrganization(app, ROOT, { name: "North", facilities: ["N1"], mnvfc: false });
      await editOrganization(app, ROOT, made.id, { endSite: { code: "N1", on: day("2026-01-20") } });
      const owners = (on: string) => app.store.transaction((tx) => tx.ownersOfSite("N1", day(on)));
      expect([await owners("2026-01-20"), await owners("2026-01-21")]).toEqual([[made.id], []]);
    });

    test("two open sites of one code are refused by the database itself", async () => {
      await createOrganization(app, ROOT, { name: "North", facilities: ["N1"], mnvfc: false });
      const other = await createOrganization(app, ROOT, { name: "South", facilities: ["S1"], mnvfc: false });
      await expect(
        raw(`insert into site (organization_id, code, from_day, name, mnvfc, position)
             values ('${other.id}', 'N1', '2026-01-14', 'stolen', 0, 1)`),
      ).rejects.toThrow(/unique/i);
    });
  });

  describe("log-ins", () => {
    test("currentSites() gives the sites of the day, of children too, with their owners' state", async () => {
      const parent = await createOrganization(app, ROOT, { name: "Group", facilities: ["G1"], mnvfc: false });
      const child = { name: "Child", facilities: ["C1", "C2"], mnvfc: false, parentId: parent.id };
      const { id } = await createOrganization(app, ROOT, child);
      await createOrganization(app, ROOT, { name: "Stranger", facilities: ["X1"], mnvfc: false });
      await editOrganization(app, ROOT, id, { endSite: { code: "C2", on: day("2026-01-20") } });
      await setSuspended(app, ROOT, { organizationId: id, suspended: true });
      const sites = await app.verifyDeps.directory.currentSites(parent.id, day("2026-01-21"));
      const seen = [...sites].map(([code, owner]) => [code, owner.organizationId, owner.suspended]);
      const expected = [
        ["C1", id, true],
        ["G1", parent.id, false],
      ];
      expect(seen).toHaveLength(expected.length);
      expect(seen).toEqual(expect.arrayContaining(expected));
    });

    test("a suspended parent suspends its children's sites", async () => {
      const parent = await createOrganization(app, ROOT, { name: "Group", facilities: ["G1"], mnvfc: false });
      const child = { name: "Child", facilities: ["C1"], mnvfc: false, parentId: parent.id };
      const { id } = await createOrganization(app, ROOT, child);
      await setSuspended(app, ROOT, { organizationId: parent.id, suspended: true });
      const sites = await app.verifyDeps.directory.currentSites(id, day("2026-01-14"));
      expect(sites.get("C1")?.suspended).toBe(true);
    });

    test("LoginFailures count, forget, let one of many through, and are bounded", async () => {
      const failures = createLoginFailures(app.databases.control);
      expect([await failures.add("k", 1_000, 0), await failures.add("k", 2_000, 0)]).toEqual([1, 2]);
      expect(await failures.find("k")).toEqual({ failures: 2, lastAtMs: 2_000 });
      const seen = { failures: 2, lastAtMs: 2_000 };
      const claims = await Promise.all([1, 2, 3, 4].map(() => failures.claim("k", seen, 3_000)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await failures.find("k")).toEqual({ failures: 3, lastAtMs: 3_000 });
      expect(await failures.add("k", 9_000, 5_000)).toBe(1);
      for (const [at, key] of ["a", "b", "c"].entries()) await failures.add(key, 10_000 + at, 0);
      await failures.purge(9_500, 2);
      expect(await Promise.all(["k", "a", "b", "c"].map((key) => failures.find(key)))).toEqual([
        undefined,
        undefined,
        { failures: 1, lastAtMs: 10_001 },
        { failures: 1, lastAtMs: 10_002 },
      ]);
      const { kysely } = app.databases.control;
      const many = Array.from({ length: 2_500 }, (_none, n) => ({
        key: `m${n}`,
        failures: 1,
        last_at_ms: 20_000 + n,
      }));
      for (let at = 0; at < many.length; at += 500)
        await kysely
          .insertInto("login_failure")
          .values(many.slice(at, at + 500))
          .execute();
      // A flood is taken in portions: no statement is longer than some milliseconds.
      await failures.purge(0, 2);
      expect(await kysely.selectFrom("login_failure").select("key").execute()).toHaveLength(502);
      await failures.purge(0, 502);
      expect(await kysely.selectFrom("login_failure").select("key").execute()).toHaveLength(502);
      await failures.clear("c");
      expect(await failures.find("c")).toBeUndefined();
    });
  });

  describe("the audit trail", () => {
    test("transaction() leaves neither act nor entry when the work throws", async () => {
      const stop = new Error("stop");
      const work = app.store.transaction(async (tx) => {
        await tx.appendAudit(entry("never"));
        throw stop;
      });
      await expect(work).rejects.toBe(stop);
      expect(await app.store.listAudit(10)).toEqual([]);
      expect(await app.store.verifyAudit()).toEqual({ kind: "intact", rows: 0 });
    });

    test("authorize() writes each refusal, and of very many one a minute that says so", async () => {
      const { perHourMax, thenEveryMs } = REFUSALS_WRITTEN;
      const ivy: Actor = { ...ROOT, name: "ivy", user: { role: "integrator", organizationIds: [] } };
      const ask = async (
        actor: Actor,
        act: Act = "audit.read",
      ): Promise<readonly (readonly [string, unknown])[]> => {
        await expect(authorize(app, actor, { act })).rejects.toThrow(`may not do ${act}`);
        const rows = await app.store.listAudit(2, { action: act });
        return rows.map(({ actor: name, detail }) => [name, detail["oneForMany"]]);
      };
      expect(await ask(ivy)).toEqual([["ivy", undefined]]);
      await app.store.transaction(async (tx) => {
        for (let more = 1; more < perHourMax; more += 1)
          await tx.appendAudit({ ...entry("audit.read"), actor: "ivy", outcome: "refused" });
      });
      const written = await app.store.listAudit(1);
      await ask(ivy);
      expect(await app.store.listAudit(1)).toEqual(written);
      expect(await ask(ivy, "user.read")).toEqual([["ivy", undefined]]);
      app.setClock(WEDNESDAY_MS + thenEveryMs);
      expect(await ask(ivy)).toEqual([
        ["ivy", true],
        ["ivy", undefined],
      ]);
      expect(await ask({ ...ivy, name: "ola" })).toEqual([
        ["ola", undefined],
        ["ivy", true],
      ]);
      app.setClock(WEDNESDAY_MS + 3_600_001);
      expect(await ask(ivy)).toEqual([
        ["ivy", undefined],
        ["ola", undefined],
      ]);
      expect(await app.store.verifyAudit()).toEqual({ kind: "intact", rows: perHourMax + 4 });
    });

    test("listAudit() gives what fits the filter, page by page", async () => {
      for (const action of ["a", "b", "a"]) await append(action);
      expect(await seqs({ action: "a" })).toEqual([3, 1]);
      expect(await seqs({ action: "a", beforeSeq: 3 })).toEqual([1]);
      expect(await seqs({ object: "o", beforeSeq: 2 })).toEqual([1]);
      expect(await seqs({ object: "nothing" })).toEqual([]);
    });

    test("listAudit() gives the newest first, whole", async () => {
      await append("one");
      await append("two");
      const rows = await app.store.listAudit(1);
      expect(rows).toEqual([{ ...entry("two"), seq: 2, hash: expect.stringMatching(/^[\w-]{43}$/) }]);
    });

    test("acts of two processes at once make one chain", async () => {
      const second = await place.open();
      const { auditMac } = place.vault().control;
      const other = createControlStore({ database: second.control, auditMac, clock: app.clock });
      const acts = Array.from({ length: 20 }, (_, at) =>
        (at % 2 === 0 ? app.store : other).transaction((tx) => tx.appendAudit(entry(`act ${at}`))),
      );
      await Promise.all(acts);
      expect(await app.store.verifyAudit()).toEqual({ kind: "intact", rows: 20 });
    });

    test.each([
      ["update", "update audit_entry set actor = 'eve'"],
      ["delete", "delete from audit_entry"],
    ])("the database refuses to %s an entry", async (_word, text) => {
      await append("one");
      await expect(raw(text)).rejects.toThrow(/append-only/);
    });

    test.each([
      { name: "actor changed", texts: ["update audit_entry set actor = 'eve' where seq = 2"], seq: 2 },
      { name: "detail changed", texts: ["update audit_entry set detail = '{}' where seq = 3"], seq: 3 },
      { name: "reason added", texts: ["update audit_entry set reason = 'ok' where seq = 1"], seq: 1 },
      { name: "entry removed", texts: ["delete from audit_entry where seq = 2"], seq: 2 },
      { name: "first removed", texts: ["delete from audit_entry where seq = 1"], seq: 1 },
      { name: "tail cut off", texts: ["delete from audit_entry where seq > 3"], seq: 4 },
      {
        name: "tail cut off and the head set back",
        texts: [
          "delete from audit_entry where seq > 3",
          "update audit_head set seq = 3, hash = (select hash from audit_entry where seq = 3)",
        ],
        seq: 4,
      },
      {
        name: "entries exchanged",
        texts: [
          "update audit_entry set seq = -2 where seq = 2",
          "update audit_entry set seq = 2 where seq = 3",
          "update audit_entry set seq = 3 where seq = -2",
        ],
        seq: 2,
      },
      { name: "head removed", texts: ["delete from audit_head"], seq: 5 },
    ])("verifyAudit() names $seq when: $name", async ({ texts, seq }) => {
      for (const action of ["one", "two", "three", "four"]) await append(action);
      expect(await app.store.verifyAudit()).toEqual({ kind: "intact", rows: 4 });
      await unlock();
      for (const text of texts) await raw(text);
      expect(await app.store.verifyAudit()).toMatchObject({ kind: "broken", seq });
    });

    test("verifyAudit() names 1 when the trail was emptied and its head set back", async () => {
      await createOrganization(app, ROOT, { name: "North", facilities: ["N1"], mnvfc: false });
      await unlock();
      await raw("delete from audit_entry");
      await raw("update audit_head set seq = 0, hash = '', seal = ''");
      expect(await app.store.verifyAudit()).toEqual({ kind: "broken", rows: 0, seq: 1 });
    });

    test("verifyAudit() does not take a trail written under another key", async () => {
      const auditMac = forgedMac;
      const forger = createControlStore({ database: app.databases.control, auditMac, clock: app.clock });
      await append("one");
      await forger.transaction((tx) => tx.appendAudit(entry("forged")));
      expect(await app.store.verifyAudit()).toMatchObject({ kind: "broken", seq: 2 });
    });
  });

  test("every function answers unavailable when the database is gone", async () => {
    await app.databases.close();
    await expect(app.store.findUser("ada")).rejects.toMatchObject({ code: "unavailable" });
    await expect(append("one")).rejects.toMatchObject({ code: "unavailable" });
    await expect(app.verifyDeps.directory.findLogin("ada")).rejects.toMatchObject({ code: "unavailable" });
    await expect(app.verifyDeps.failures.add("k", 1, 0)).rejects.toMatchObject({ code: "unavailable" });
  });
});
