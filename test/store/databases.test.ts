import { afterEach, describe, expect, test } from "vitest";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";

describe.each(ENGINES)("databases on %s", (engine) => {
  let place: TestPlace | undefined;
  afterEach(() => place?.remove());

  test("openDatabases() makes three databases at the program's schema, again without harm", async () => {
    place = await freshPlace(engine);
    const first = await place.open();
    await first.close();
    const { control, realms } = await place.open();
    expect(await control.kysely.selectFrom("schema_migration").select("number").execute()).not.toEqual([]);
    for (const realm of [realms.test, realms.production]) {
      expect(await realm?.kysely.selectFrom("message").selectAll().execute()).toEqual([]);
      expect(realm?.keys).toEqual({ kind: "keys-fit" });
    }
  });
});
