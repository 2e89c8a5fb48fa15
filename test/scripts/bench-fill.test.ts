import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { fillStore, type StorePlace } from "../../scripts/bench/fill-store.ts";
import { matchRecordOf } from "../../scripts/bench/measure-matches.ts";
import { openSpine } from "../../scripts/bench/open-spine.ts";
import { readRows, RowWriter } from "../../scripts/bench/row-stream.ts";
import { peopleKeys } from "../../src/registry/people-keys.ts";
import { ENGINES, type EngineKind, freshPlace, openTestRealm, type TestPlace } from "../support/databases.ts";

test("readRows() gives what RowWriter took", () => {
  const writer = new RowWriter();
  const rows = [
    ["Ærø", -5n, null, Buffer.from([0, 255])],
    ["", 2n ** 62n, null, Buffer.alloc(3_000_000, 7)],
  ];
  for (const row of rows) writer.write(row);
  expect([...readRows(writer.take(), ["text", "integer", "text", "bytes"])]).toEqual(rows);
  expect([...readRows(writer.take(), ["text"])]).toEqual([]);
});

const SCHEMA: Readonly<Record<EngineKind, string>> = {
  sqlite: "select name, replace(sql, '\"', '') as definition from sqlite_master order by name",
  postgres: `select conrelid::regclass::text as name, pg_get_constraintdef(oid) as definition from pg_constraint
     union all select tablename, indexdef from pg_indexes where schemaname = 'test' order by 1, 2`,
};
const ORGANIZATION = "org-1";
/** More than one thread makes at once, and no multiple of that. */
const PATIENTS = 520;

/** The store of a test place whose files lie in its folder. */
function storeOf({ folder, location }: TestPlace): StorePlace {
  return location.kind === "postgres"
    ? { DATA_DIR: folder, DATABASE_URL: location.url }
    : { DATA_DIR: folder };
}

describe.each(ENGINES)("fillStore() on %s", (engine) => {
  test(
    "leaves people who are found with all that is of them, and the schema as it was",
    { timeout: 60_000 },
    async () => {
      const place = await freshPlace(engine);
      const store = storeOf(place);
      const schema = async (): Promise<unknown> => {
        const { DATABASE_URL } = store;
        const location =
          DATABASE_URL === undefined
            ? { location: { kind: "sqlite", dataDir: store.DATA_DIR } as const }
            : {};
        const { databases, database } = await openTestRealm({ ...place, open: () => place.open(location) });
        const { rows } = await sql.raw(SCHEMA[engine]).execute(database.kysely);
        await databases.close();
        return rows;
      };
      try {
        await (await openSpine(store)).close();
        const before = await schema();
        await fillStore(store, ORGANIZATION, { from: 0, to: PATIENTS }, () => {});
        expect(await schema()).toEqual(before);
        const spine = await openSpine(store);
        for (const n of [0, 250, PATIENTS - 1]) {
          const record = matchRecordOf(n, ORGANIZATION);
          const found = await spine.test.store.transaction("look", async ({ registry }) => {
            const { people } = await registry.findPeople({ ...peopleKeys(record, ORGANIZATION), source: "" });
            const { sources, reports, events } = await registry.readRecords(people[0]?.id ?? "");
            const names = people[0]?.document.demographics.names[0]?.family.toUpperCase();
            return { names, sources: sources.length, reports: reports.length, events: events.length };
          });
          expect(found).toEqual({ names: record.family.joined, sources: 1, reports: 3, events: 3 });
        }
        await spine.close();
      } finally {
        await place.remove();
      }
    },
  );
});
