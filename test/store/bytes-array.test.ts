import { sql } from "kysely";
import { expect, test } from "vitest";
import { bytesArray } from "../../src/store/bytes-array.ts";
import { freshPlace, openTestRealm } from "../support/databases.ts";

const LISTS: readonly (readonly string[])[] = [
  [],
  [""],
  ["00", "ff5c22"],
  ["7b2c7d", "", "e4".repeat(70_000)],
];

test("bytesArray() is what PostgreSQL reads as the same values in the same order", async () => {
  const place = await freshPlace("postgres");
  try {
    const { kysely } = (await openTestRealm(place)).database;
    const read: (readonly string[])[] = [];
    for (const list of LISTS) {
      const array = bytesArray(list.map((hex) => Buffer.from(hex, "hex")));
      const { rows } = await sql<{ value: Buffer }>`
        select value from unnest(${array}::bytea[]) with ordinality as one (value, position) order by position`.execute(
        kysely,
      );
      read.push(rows.map(({ value }) => value.toString("hex")));
    }
    expect(read).toEqual(LISTS);
  } finally {
    await place.remove();
  }
});
