import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, freshPlace, openTestRealm, type TestPlace } from "../support/databases.ts";
import { messageRecord } from "../support/message-record.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

describe.each(ENGINES)("the purge command on %s", (engine) => {
  let place: TestPlace;
  let iis: RunIis;
  let org: string;

  const on = (day: string, ...words: readonly string[]) =>
    iis([...words, "--json"], { IIS_NOW: `${day}T15:00:00Z` });
  const purge = (day: string, ...words: readonly string[]) =>
    on(day, "purge", "--realm", "test", "--before", "2026-03-01", ...words);

  beforeAll(async () => {
    place = await freshPlace(engine);
    iis = iisHere(place);
    const made = await on("2026-01-05", "org", "create", "--name", "North", "--facility", "N1");
    org = (JSON.parse(made.stdout) as { id: string }).id;
    const { store } = await openTestRealm(place);
    const receivedAtMs = Date.parse("2026-01-14T18:00:00Z");
    const record = messageRecord("m-1", { organizationId: org, receivedAtMs });
    await store.transaction("m-1", (tx) => tx.saveMessage(record));
  });
  afterAll(() => place.remove());

  test("purge keeps the data of an organization that has not ended (exit 4)", async () => {
    const ended = await purge("2026-06-01", "--org", org, "--yes");
    expect(ended).toMatchObject({
      code: 4,
      stdout: "",
      stderr: expect.stringContaining("no letter, return"),
    });
    expect(await purge("2026-06-01", "--org", "nobody", "--yes")).toMatchObject({ code: 3 });
    expect(await on("2026-06-01", "purge", "--realm", "test", "--before", "March")).toMatchObject({
      code: 2,
    });
  });

  test("purge counts, asks, takes 60 days after the withdrawal, and is in the audit trail", async () => {
    const withdrawn = await on("2026-02-02", "onboarding", "withdraw", "--org", org, "--reason", "closed");
    expect(withdrawn).toMatchObject({ code: 0 });
    expect(await purge("2026-03-15", "--yes")).toMatchObject({ code: 4 });

    const counted = await purge("2026-06-01", "--dry-run");
    expect(JSON.parse(counted.stdout)).toEqual({
      realm: "test",
      before: "2026-03-01",
      dryRun: true,
      messages: 1,
      people: 0,
      organizations: [{ org, messages: 1, people: 0 }],
      skipped: [],
    });
    expect(await purge("2026-06-01")).toMatchObject({ code: 4, stderr: expect.stringContaining("--yes") });
    expect(JSON.parse((await purge("2026-06-01", "--yes")).stdout)).toMatchObject({
      dryRun: false,
      messages: 1,
    });
    expect(JSON.parse((await purge("2026-06-01", "--dry-run")).stdout)).toMatchObject({ messages: 0 });

    const { browser } = await openTestRealm(place);
    expect(await browser.show("m-1")).not.toHaveProperty("request");
    const acts = JSON.parse((await on("2026-06-01", "audit", "list")).stdout) as readonly {
      readonly action: string;
      readonly outcome: string;
      readonly detail: { readonly dryRun?: boolean; readonly messages?: number };
    }[];
    expect(
      acts
        .filter(({ action, outcome }) => action === "data.purge" && outcome === "done")
        .map(({ detail }) => [detail.dryRun, detail.messages]),
    ).toEqual([
      [true, 0],
      [false, 1],
      [true, 1],
    ]);
  });
});
