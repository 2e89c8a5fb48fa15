import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { editOrganization, setSuspended } from "../../src/accounts/organizations.ts";
import type { BoardFilter } from "../../src/onboarding/board.ts";
import { SQL_WORDS } from "../../src/store/migrate.ts";
import { board } from "../../src/store/migrations/control/0019-board.ts";
import { ROOT } from "../support/administration.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { day } from "../support/onboarding.ts";
import { type TestOnboarding, testOnboarding } from "../support/onboarding-place.ts";

const TODAY = day("2026-01-14");

const ids: Record<string, string> = {};
const of = (code: string): string => ids[code] ?? "";

describe.each(ENGINES)("the board on %s", (engine) => {
  let place: TestPlace;
  let world: TestOnboarding;

  /** Facility codes in the order of the board. */
  const codes = async (filter: Partial<BoardFilter> = {}): Promise<readonly string[]> => {
    const found = await world.deps.store.listBoard({ perStageMax: 10, ...filter });
    return found.map(
      ({ organization }) => Object.keys(ids).find((code) => ids[code] === organization.id) ?? "",
    );
  };

  beforeAll(async () => {
    place = await freshPlace(engine);
    world = await testOnboarding(place);
    for (const code of ["NEW", "Q1", "Q2", "LATE", "SOON", "PAUSED"])
      ids[code] = (await world.organization(code)).id;
    await world.on("2026-01-02", of("Q1"), "rank");
    await world.on("2026-01-02", of("Q2"), "rank", { score: 99 });
    await world.walk(of("LATE"), "invite");
    await world.on("2026-01-08", of("SOON"), "rank");
    await world.on("2026-01-08", of("SOON"), "invite");
    await world.walk(of("PAUSED"), "invite");
    await world.on("2026-01-06", of("PAUSED"), "pause", { until: day("2026-03-02") });
    await editOrganization(world.app, ROOT, of("SOON"), { name: String.raw`50 % \ Clinic_s` });
    await setSuspended(world.app, ROOT, { organizationId: of("Q1"), suspended: true });
  });
  afterAll(async () => {
    await place.remove();
  });

  test("listBoard() gives each stage in order: the queue by score, the others by due date", async () => {
    const found = await world.deps.store.listBoard({ perStageMax: 10 });
    const lines = found.map(({ organization, case: one, place: at }) => [
      one?.stage,
      at,
      organization.suspended,
    ]);
    expect(lines).toEqual([
      ["INVITED", 1, false],
      ["INVITED", 2, false],
      ["PAUSED", 1, false],
      ["QUEUED", 1, false],
      ["QUEUED", 2, true],
      [undefined, 1, false],
    ]);
    expect(await codes()).toEqual(["LATE", "SOON", "PAUSED", "Q2", "Q1", "NEW"]);
  });

  test.each<readonly [string, Partial<BoardFilter>, readonly string[]]>([
    ["one stage", { stage: "QUEUED" }, ["Q2", "Q1"]],
    ["what has no case yet", { stage: "REGISTERED" }, ["NEW"]],
    ["without stages", { without: ["QUEUED", "INVITED"] }, ["PAUSED", "NEW"]],
    ["one of each stage", { perStageMax: 1 }, ["LATE", "PAUSED", "Q2", "NEW"]],
    ["what is late, the paused left out", { lateOn: TODAY }, ["LATE"]],
    ["what is due", { dueUpTo: day("2026-01-14") }, ["LATE", "SOON"]],
    ["a part of the name in other letters", { name: "CLINIC_S" }, ["SOON"]],
    ["a percent sign", { name: "0 %" }, ["SOON"]],
    ["a backslash", { name: "\\" }, ["SOON"]],
    ["an underscore is no wildcard", { name: "c_inic" }, []],
  ])("listBoard() finds %s", async (_what, filter, expected) => {
    expect(await codes(filter)).toEqual(expected);
  });

  test("listBoard() goes on behind a line, and a place stays the same on the next page", async () => {
    const [first] = await world.deps.store.listBoard({ stage: "QUEUED", perStageMax: 1 });
    const next = await world.deps.store.listBoard({
      stage: "QUEUED",
      perStageMax: 10,
      ...(first !== undefined && { after: first.key }),
    });
    expect(next.map(({ organization, place: at }) => [organization.id, at])).toEqual([[ids["Q1"], 2]]);
  });

  test("countBoard() counts every stage and what is late in it", async () => {
    const counts = await world.deps.store.countBoard(TODAY);
    expect(
      Object.fromEntries(counts.map(({ stage, organizations, late }) => [stage, [organizations, late]])),
    ).toEqual({
      REGISTERED: [1, 0],
      QUEUED: [2, 0],
      INVITED: [2, 1],
      PAUSED: [1, 0],
    });
  });

  test("listTasks() gives open tasks of a kind, of some organizations, the first due first", async () => {
    const all = await world.deps.store.listTasks({ kinds: ["hold-meeting", "invite"], limit: 10 });
    expect(all.map(({ kind }) => kind)).toEqual(["hold-meeting", "hold-meeting", "invite", "invite"]);
    const organizationIds = [ids["Q1"] ?? ""];
    const own = await world.deps.store.listTasks({ organizationIds, limit: 10 });
    expect(own).toEqual([{ organizationId: ids["Q1"], organization: "North Clinic", kind: "invite" }]);
  });

  test("the migration orders the cases that are there as saving them does", async () => {
    const db = world.app.databases.control.kysely;
    const keys = async (): Promise<unknown> =>
      (await sql`select id, board_key from onboarding_case order by id`.execute(db)).rows;
    const saved = await keys();
    await sql`update onboarding_case set board_key = ''`.execute(db);
    const [, update = ""] = board.statements(SQL_WORDS[engine]);
    await sql.raw(update).execute(db);
    expect(await keys()).toEqual(saved);
  });
});
