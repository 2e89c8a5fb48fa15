import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BASE_QUERY, BASE_UPDATE } from "../support/conformance-messages.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { editMessage } from "../support/edit-message.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

/** A vaccine that no table has. */
const CVX = "399       |invented vaccine|invented vaccine||Active|False|2026/02/03\n";
/** A package of MMR that no table has. */
const NDC =
  "9001|99999|0001|01|INVENTED|invented|Maker|20260101||CARTON|SUBCUTANEOUS|2026-02-05 00:00:00|03 |MMR|99999-0001-01|\n";

const UNKNOWN_CVX = editMessage(BASE_UPDATE, [
  { segment: "MSH", field: 10, value: "L-1" },
  { segment: "PID", field: 3, value: "MRN200^^^NPC^MR" },
  { segment: "PID", field: 5, value: "Walleye^Finn^^^^^L" },
  { segment: "PID", field: 7, value: "20231102" },
  { segment: "PID", field: 8, value: "M" },
  { segment: "RXA", field: 5, value: "399^invented^CVX" },
]);

/** The dose of the base message as another site knows it from its package. */
const UNKNOWN_NDC = editMessage(BASE_UPDATE, [
  { segment: "MSH", field: 4, value: "9999" },
  { segment: "MSH", field: 10, value: "L-2" },
  { segment: "ORC", field: 3, value: "V9^NPC" },
  { segment: "RXA", field: 5, value: "99999-0001-01^invented^NDC" },
  { segment: "RXA", field: 9, value: "01^Historical^NIP001" },
]);

const rowsOf = (answer: readonly string[], name: string): readonly string[] =>
  answer.filter((line) => line.startsWith(`${name}|`));

describe.each(ENGINES)("codes that come after the doses on %s", (engine) => {
  let place: TestPlace;
  let iis: RunIis;
  let spine: RegistrySpine;

  const importText = async (name: string, text: string): Promise<unknown> => {
    const path = join(place.folder, name);
    writeFileSync(path, text);
    const ended = await iis(["codes", "import", path, "--yes", "--json"]);
    if (ended.code !== 0) throw new Error(ended.stderr);
    return JSON.parse(ended.stdout);
  };

  /** CVX and number of source records of every event of every person. */
  const events = async () =>
    (await spine.people()).map(({ records }) =>
      records.events.map(({ cvx, members }) => [cvx, members.length]),
    );

  const sent = async () =>
    (await spine.people()).flatMap(({ records }) =>
      records.reports.map(({ report }) => report.revisions[0].content.vaccineCodes[0]?.code),
    );

  beforeAll(async () => {
    place = await freshPlace(engine);
    iis = iisHere(place);
    spine = await openSpine(place, {
      owners: { "9998": "org-a", "9999": "org-a" },
    });
  });
  afterAll(() => place.remove());

  test("are kept as sent and stand for no vaccine at first", async () => {
    expect(rowsOf(await spine.send(BASE_UPDATE), "MSA")[0]).toContain("|AA|");
    for (const message of [UNKNOWN_CVX, UNKNOWN_NDC]) {
      const answer = await spine.send(message, message === UNKNOWN_NDC ? "9999" : "9998");
      expect(rowsOf(answer, "MSA")[0]).toContain("|AE|");
      const severities = new Set(rowsOf(answer, "ERR").map((line) => line.split("|")[4]));
      expect([severities.has("W"), severities.has("E")]).toEqual([true, false]);
    }
    expect(await events()).toEqual([
      [
        ["03", 1],
        ["", 1],
      ],
      [["", 1]],
    ]);
    expect(rowsOf(await spine.send(BASE_QUERY), "RXA")).toHaveLength(2);
  });

  test("name their vaccine after the import of its CVX; the person with the other code waits on", async () => {
    const before = (await spine.people())[1]?.records.events[0]?.id;
    expect(await importText("cvx.txt", CVX)).toMatchObject({
      imported: true,
      resolved: { test: 1, production: 0 },
    });
    expect(await events()).toEqual([
      [
        ["03", 1],
        ["", 1],
      ],
      [["399", 1]],
    ]);
    expect((await spine.people())[1]?.records.events[0]?.id).toBe(before);
  });

  test("join the report of the same dose after the import of their package", async () => {
    expect(await importText("sale.txt", NDC)).toMatchObject({ resolved: { test: 1, production: 0 } });
    expect(await events()).toEqual([[["03", 2]], [["399", 1]]]);
    expect(rowsOf(await spine.send(BASE_QUERY), "RXA")).toHaveLength(1);
    expect(new Set(await sent())).toEqual(new Set(["03", "399", "99999-0001-01"]));
  });

  test("are looked for again by the same import, which finds nobody left", async () => {
    expect(await importText("again.txt", NDC)).toMatchObject({
      imported: false,
      resolved: { test: 0, production: 0 },
    });
    const waiting = await spine.store.transaction("read", ({ curation }) =>
      curation.listAwaitingCodes("", 10),
    );
    expect(waiting).toEqual([]);
  });
});
