import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { STAGES, stagePermitsProduction } from "../../src/accounts/organization.ts";
import {
  checkDay,
  createOrganization,
  editOrganization,
  listOrganizations,
  type NewOrganization,
  type OrganizationEdit,
  readOrganization,
  setSuspended,
} from "../../src/accounts/organizations.ts";
import type { Actor } from "../../src/accounts/policy.ts";
import {
  ROOT,
  type TestAdministration,
  testAdministration,
  WEDNESDAY_MS,
} from "../support/administration.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";

const NORTH: NewOrganization = { name: "North Clinic", facilities: ["N1"], mnvfc: true };
const DAY_MS = 86_400_000;

let place: TestPlace;
let app: TestAdministration;

beforeEach(async () => {
  place = await freshPlace("sqlite");
  app = await testAdministration(place);
});
afterEach(async () => {
  await place.remove();
});

test("stagePermitsProduction() from the production move on", () => {
  expect(STAGES.filter(stagePermitsProduction)).toEqual([
    "PROD_MOVE",
    "PROD_MONITORING",
    "MONITORING_EXTENDED",
    "MONITORING_PASSED",
    "ONGOING",
  ]);
});

const upper = (...facilities: readonly string[]) => ({ name: "Upper", facilities, mnvfc: false });

describe("checkDay()", () => {
  test.each(["1900-01-01", "2199-12-31"])("takes %s", (day) => {
    expect(checkDay("--on", day)).toBe(day);
  });

  test.each(["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2026-02-30"])(
    "refuses %s and says what it takes",
    (day) => {
      expect(() => checkDay("--on", day)).toThrow(
        "--on takes a day, YYYY-MM-DD, of 1900-01-01 to 2199-12-31.",
      );
    },
  );
});

describe("createOrganization()", () => {
  test("registers it with its sites, both rights and the registry's zone", async () => {
    expect(await createOrganization(app, ROOT, NORTH)).toEqual({
      id: "id-0001",
      name: "North Clinic",
      stage: "REGISTERED",
      zone: "America/Chicago",
      ackWarnings: "AE",
      may: ["submit", "query"],
      suspended: false,
      productionOverride: false,
      sites: [{ code: "N1", name: "North Clinic", mnvfc: true, from: "2026-01-14" }],
    });
  });

  test.each([
    { what: "no site", asked: { facilities: [] }, kind: "usage" },
    { what: "a repeated site", asked: { facilities: ["A1", "A1"] }, kind: "usage" },
    { what: "a code with a delimiter", asked: { facilities: ["A|1"] }, kind: "usage" },
    { what: "a code of 21 characters", asked: { facilities: ["A".repeat(21)] }, kind: "usage" },
    { what: "an empty name", asked: { name: " " }, kind: "usage" },
    { what: "a name of two lines", asked: { name: "North\nClinic" }, kind: "usage" },
    { what: "no right", asked: { may: [] }, kind: "usage" },
    { what: "an unknown parent", asked: { parentId: "nobody" }, kind: "not-found" },
    { what: "a site of another organization", asked: { facilities: ["T1"] }, kind: "policy" },
  ] as const)("refuses $what as $kind, and stores nothing", async ({ asked, kind }) => {
    await createOrganization(app, ROOT, { name: "Taken", facilities: ["T1"], mnvfc: false });
    await expect(createOrganization(app, ROOT, { ...NORTH, ...asked })).rejects.toMatchObject({ kind });
    expect(await app.store.listOrganizations()).toHaveLength(1);
  });

  test("a child is no parent", async () => {
    const parent = await createOrganization(app, ROOT, NORTH);
    const child = { name: "Child", facilities: ["C1"], mnvfc: false, parentId: parent.id };
    const { id: parentId } = await createOrganization(app, ROOT, child);
    const grandchild = { name: "Grandchild", facilities: ["D1"], mnvfc: false, parentId };
    await expect(createOrganization(app, ROOT, grandchild)).rejects.toMatchObject({ kind: "policy" });
  });
});

describe("editOrganization()", () => {
  let id: string;
  beforeEach(async () => {
    ({ id } = await createOrganization(app, ROOT, NORTH));
  });

  test("a site code in other letters is the same code", async () => {
    await expect(createOrganization(app, ROOT, upper("UP1", "up1"))).rejects.toMatchObject({ kind: "usage" });
    const first = await createOrganization(app, ROOT, upper("Up1"));
    await expect(createOrganization(app, ROOT, upper("uP1"))).rejects.toMatchObject({ kind: "policy" });
    const { kysely } = app.databases.control;
    const row = {
      organization_id: first.id,
      from_day: "2026-01-15",
      until_day: null,
      name: "x",
      mnvfc: 0,
      position: 9,
    };
    const insert = kysely.insertInto("site").values({ ...row, code: "UP1" });
    await expect(insert.execute()).rejects.toThrow(/unique|site_open/i);
  });

  test("hands a site over: it belongs to one organization at a time, and its history stays", async () => {
    const other = await createOrganization(app, ROOT, { name: "South", facilities: ["S1"], mnvfc: false });
    const site = { code: "N1", name: "North at South", mnvfc: false };
    const take = () => editOrganization(app, ROOT, other.id, { addSites: [site] });
    await editOrganization(app, ROOT, id, { endSite: { code: "N1", on: checkDay("--on", "2026-01-14") } });
    await expect(take()).rejects.toMatchObject({ kind: "policy" });
    app.setClock(WEDNESDAY_MS + DAY_MS);
    const taken = await take();
    expect(taken.sites.at(-1)).toEqual({ ...site, from: "2026-01-15" });
    const before = await readOrganization(app, ROOT, id);
    expect(before.sites).toMatchObject([{ code: "N1", from: "2026-01-14", until: "2026-01-14" }]);
  });

  test.each([
    { what: "nothing", edit: {}, kind: "usage" },
    { what: "an unknown zone", edit: { zone: "Mars/Olympus" }, kind: "usage" },
    { what: "an offset as zone", edit: { zone: "-06:00" }, kind: "usage" },
    {
      what: "the end of a foreign site",
      edit: { endSite: { code: "X", on: "2026-01-20" } },
      kind: "not-found",
    },
    { what: "an end before the begin", edit: { endSite: { code: "N1", on: "2026-01-13" } }, kind: "usage" },
    {
      what: "a load that ends early",
      edit: { backload: { from: "2026-02-01", to: "2026-01-01" } },
      kind: "usage",
    },
    {
      what: "a load of two years",
      edit: { backload: { from: "2024-01-01", to: "2025-12-31" } },
      kind: "usage",
    },
    {
      what: "its own site again",
      edit: { addSites: [{ code: "N1", name: "N", mnvfc: false }] },
      kind: "policy",
    },
  ])("refuses $what as $kind", async ({ edit, kind }) => {
    await expect(editOrganization(app, ROOT, id, edit as OrganizationEdit)).rejects.toMatchObject({ kind });
  });

  test.each([
    ["US/Central", "America/Chicago"],
    ["America/Denver", "America/Denver"],
  ])("keeps zone %s as %s", async (zone, canonical) => {
    expect(await editOrganization(app, ROOT, id, { zone })).toMatchObject({ zone: canonical });
  });

  test("takes a declared load back", async () => {
    const backload = { from: checkDay("", "2026-01-01"), to: checkDay("", "2026-12-31") };
    expect(await editOrganization(app, ROOT, id, { backload })).toMatchObject({ backload });
    expect(await editOrganization(app, ROOT, id, { backload: "none" })).not.toHaveProperty("backload");
    expect(await readOrganization(app, ROOT, id)).not.toHaveProperty("backload");
  });

  test("writes what changed, who did it and why to the audit trail", async () => {
    const actor: Actor = { name: "ada", osUser: "www", source: "cli", reason: "moved" };
    await editOrganization(app, actor, id, { name: "Far North", may: ["query"] });
    expect(await app.store.listAudit(1)).toMatchObject([
      {
        actor: "ada",
        osUser: "www",
        action: "organization.edit",
        object: id,
        outcome: "done",
        reason: "moved",
        detail: {
          name: { from: "North Clinic", to: "Far North" },
          may: { from: "submit,query", to: "query" },
        },
      },
    ]);
  });
});

describe("who may", () => {
  test("an integrator sees its own organization only, and each refusal is audited", async () => {
    const { id } = await createOrganization(app, ROOT, NORTH);
    const other = await createOrganization(app, ROOT, { name: "South", facilities: ["S1"], mnvfc: false });
    const ivy: Actor = {
      name: "ivy",
      osUser: "www",
      source: "cli",
      user: { role: "integrator", organizationIds: [id] },
    };
    expect(await listOrganizations(app, ivy)).toMatchObject([{ id }]);
    expect(await readOrganization(app, ivy, id)).toMatchObject({ id });
    await expect(readOrganization(app, ivy, other.id)).rejects.toMatchObject({ kind: "policy" });
    await expect(setSuspended(app, ivy, { organizationId: id, suspended: true })).rejects.toMatchObject({
      kind: "policy",
    });
    await expect(readOrganization(app, ivy, "Testperch, Wren")).rejects.toMatchObject({ kind: "policy" });
    expect(await app.store.listAudit(3)).toMatchObject([
      // What is no organization may be anything, a name pasted into an address too, and stays for ever.
      { actor: "ivy", action: "organization.read", object: "", outcome: "refused" },
      { actor: "ivy", action: "organization.suspend", object: id, outcome: "refused" },
      { actor: "ivy", action: "organization.read", object: other.id, outcome: "refused" },
    ]);
  });

  test("setSuspended() and back", async () => {
    const { id } = await createOrganization(app, ROOT, NORTH);
    expect(await setSuspended(app, ROOT, { organizationId: id, suspended: true })).toMatchObject({
      suspended: true,
    });
    expect(await setSuspended(app, ROOT, { organizationId: id, suspended: false })).toMatchObject({
      suspended: false,
    });
  });
});
