import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUILT_IN_CODE_DATA } from "../../src/codes/built-in-code-sets.ts";
import { createCurrentCodeSets } from "../../src/codes/current-code-sets.ts";
import { createControlReads } from "../../src/store/control-reads.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

const CVX = "899       |invented vaccine|invented||Active|False|2026/02/03\n";
const SALE =
  "9001|99999|0001|01|INVENTED|invented|Maker|20260101||CARTON|INTRAMUSCULAR|2026-02-05 00:00:00|898       |invented|99999-0001-01|\n";

describe.each(ENGINES)("the codes commands on %s", (engine) => {
  let place: TestPlace;
  let iis: RunIis;

  const file = (name: string, text: string): string => {
    const path = join(place.folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeAll(async () => {
    place = await freshPlace(engine);
    iis = iisHere(place);
  });
  afterAll(async () => {
    await place.remove();
  });

  test("tell, import, and tell the new state, which a running server takes up", async () => {
    const databases = await place.open();
    const reads = createControlReads(databases.control.kysely.withTables());
    const current = createCurrentCodeSets(BUILT_IN_CODE_DATA, (after) => reads.findCodeImport(after));
    await current.refresh();
    const before = JSON.parse((await iis(["codes", "status", "--json"])).stdout);
    expect(before).toMatchObject({ importedAt: null, version: current.codes().version });

    const ended = await iis(["codes", "import", file("cvx.txt", CVX), "--yes", "--json"]);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      imported: true,
      changes: [{ name: "CVX", added: ["899"], changed: [], removed: [] }],
    });

    await current.refresh();
    expect(current.codes().cvx.get("899")?.name).toBe("invented vaccine");
    const after = JSON.parse((await iis(["codes", "status", "--json"])).stdout);
    expect(after.version).toBe(current.codes().version);
    const audit = JSON.parse((await iis(["audit", "list", "--json"])).stdout);
    expect(JSON.stringify(audit)).toContain("codes.import");
  });

  test("import the same again without a change", async () => {
    const ended = await iis(["codes", "import", file("cvx.txt", CVX), "--yes", "--json"]);
    expect([ended.code, JSON.parse(ended.stdout).imported]).toEqual([0, false]);
  });

  test.each([
    {
      what: "without --yes and a terminal",
      name: "a.txt",
      text: CVX.replace("899", "897"),
      words: [],
      code: 4,
    },
    { what: "a file that is none of CDC's", name: "b.txt", text: "hello", words: ["--yes"], code: 2 },
    {
      what: "a package of a vaccine that no table has",
      name: "c.txt",
      text: SALE,
      words: ["--yes"],
      code: 2,
    },
  ])("refuse $what", async ({ name, text, words, code }) => {
    const ended = await iis(["codes", "import", file(name, text), ...words]);
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toBe("");
  });

  test("refuse a file that is not there", async () => {
    expect((await iis(["codes", "import", join(place.folder, "none.txt"), "--yes"])).code).toBe(3);
  });
});
