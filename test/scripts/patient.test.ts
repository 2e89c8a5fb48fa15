import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BASE_QUERY, BASE_UPDATE } from "../support/conformance-messages.ts";
import { freshPlace, type TestPlace } from "../support/databases.ts";
import { editMessage } from "../support/edit-message.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

const REASON = ["--reason", "call 4711 of the clinic"];

describe("iis patient and iis message reprocess, void", () => {
  let place: TestPlace;
  let iis: RunIis;
  let spine: RegistrySpine;
  let org: string;
  let first: string;
  let second: string;

  async function value<T>(...words: readonly string[]): Promise<T> {
    const ended = await iis([...words, "--json"]);
    if (ended.code !== 0) throw new Error(`${words.join(" ")}: ${ended.code} ${ended.stderr}`);
    return JSON.parse(ended.stdout) as T;
  }

  const codeOf = async (...words: readonly string[]): Promise<number> => (await iis(words)).code;

  /** Whether the answer to a query for the first patient names it. */
  const isTold = async (): Promise<boolean> =>
    (await spine.send(BASE_QUERY)).some((line) => line.startsWith("PID|") && line.includes(first));

  beforeAll(async () => {
    place = await freshPlace("sqlite");
    iis = iisHere(place);
    org = (await value<{ id: string }>("org", "create", "--name", "North Prairie", "--facility", "9998")).id;
    spine = await openSpine(place, { owners: { "9998": org } });
    await spine.send(BASE_UPDATE);
    const alike = [
      { segment: "MSH", field: 10, value: "C-09" },
      { segment: "PID", field: 3, value: "Z9^^^OTHER^MR" },
      { segment: "PID", field: 5, value: "Testperch^Wrenna^^^^^L" },
    ];
    await spine.send(editMessage(BASE_UPDATE, alike));
    [first = "", second = ""] = (await spine.people()).map(({ person }) => person.id);
  });
  afterAll(() => place.remove());

  test("patient candidates lists the pair without saying who it is", async () => {
    const ended = await iis(["patient", "candidates", "--json"]);
    expect(JSON.parse(ended.stdout)).toEqual([
      {
        realm: "test",
        patient: first,
        other: second,
        reason: "possible",
        score: expect.any(Number),
        message: expect.any(String),
        noticedAt: "2026-01-16T15:30:13.000Z",
      },
    ]);
    expect(ended.stdout).not.toMatch(/Testperch|Wren/);
  });

  test("patient show masks who it is, and reveals it with a reason that is kept", async () => {
    const masked = await value<{ identity: unknown; charts: readonly unknown[] }>(
      "patient",
      "show",
      "--patient",
      first,
    );
    expect([masked.identity, masked.charts]).toEqual([
      null,
      [{ chart: expect.any(String), org, site: "9998", reports: 1 }],
    ]);
    expect(await codeOf("patient", "show", "--patient", first, "--reveal")).toBe(2);
    const shown = await value<object>("patient", "show", "--patient", first, "--reveal", ...REASON);
    expect(shown).toMatchObject({ identity: { birthDate: "2024-03-09", sex: "F" } });
    const trail = await value<readonly { action: string; object: string }[]>("audit", "list");
    expect(trail).toContainEqual(expect.objectContaining({ action: "patient.reveal", object: first }));
  });

  test("patient merge, split and keep-apart", async () => {
    expect(await codeOf("patient", "merge", "--from", second, "--into", first)).toBe(2);
    const merged = await value("patient", "merge", "--from", second, "--into", first, ...REASON);
    expect(merged).toEqual({ patient: second, realm: "test", into: first, charts: 1, reports: 1 });
    expect(await value("patient", "candidates")).toEqual([]);
    expect(await codeOf("patient", "lock", "--patient", second, ...REASON)).toBe(4);
    const split = await value("patient", "split", "--patient", second, ...REASON);
    expect(split).toEqual({ patient: second, realm: "test", from: first, charts: 1 });
    const apart = await value("patient", "keep-apart", "--patient", first, "--other", second, ...REASON);
    expect(apart).toMatchObject({ other: second, decision: "different" });
    expect(await codeOf("patient", "merge", "--from", "NOBODY", "--into", first, ...REASON)).toBe(3);
  });

  test("patient lock, unlock and opt-out change what a query sees", async () => {
    const locked = await value("patient", "lock", "--patient", first, "--visible-to", org, ...REASON);
    expect(locked).toEqual({ patient: first, realm: "test", locked: true, visibleTo: org, optedOut: false });
    expect(await codeOf("patient", "lock", "--patient", first, "--visible-to", "NOBODY", ...REASON)).toBe(3);
    expect(await isTold()).toBe(true);
    await value("patient", "opt-out", "--patient", first, ...REASON);
    expect(await isTold()).toBe(false);
    await value("patient", "opt-out", "--patient", first, "--undo", ...REASON);
    expect(await value("patient", "unlock", "--patient", first, ...REASON)).toMatchObject({ locked: false });
    expect(await isTold()).toBe(true);
  });

  test("patient disclosures lists the queries that were told of it", async () => {
    const rows = await value<readonly object[]>("patient", "disclosures", "--patient", first);
    expect(rows[0]).toEqual({
      message: expect.any(String),
      at: "2026-01-16T15:30:13.000Z",
      org,
      credential: `cred-${org}`,
      patient: first,
    });
    expect(await codeOf("patient", "disclosures", "--patient", "NOBODY")).toBe(3);
  });

  test("message void counts first, needs --yes, takes back and gives back", async () => {
    const window = ["--org", org, "--realm", "test", "--from", "2026-01-16", "--to", "2026-01-17", ...REASON];
    const counted = await value("message", "void", ...window, "--dry-run");
    expect(counted).toEqual({ messages: 2, dryRun: true, undo: false, changed: 0 });
    expect(await codeOf("message", "void", ...window)).toBe(4);
    expect(await value("message", "void", ...window, "--yes")).toMatchObject({ messages: 2, changed: 2 });
    expect(await isTold()).toBe(false);
    expect(await value("message", "void", ...window, "--undo", "--yes")).toMatchObject({ changed: 2 });
    expect(await isTold()).toBe(true);
  });

  test("message reprocess judges by the program's rules of today, and once", async () => {
    const window = ["--org", org, "--realm", "test", "--from", "2026-01-16", "--to", "2026-01-17", ...REASON];
    expect(await value("message", "reprocess", ...window, "--dry-run")).toMatchObject({
      messages: 2,
      reprocessed: 0,
    });
    expect(await value("message", "reprocess", ...window)).toMatchObject({ reprocessed: 2, skipped: 0 });
    expect(await value("message", "reprocess", ...window)).toMatchObject({
      reprocessed: 0,
      unchanged: 2,
      skipped: 2,
    });
    expect(await isTold()).toBe(true);
    expect(await spine.people()).toHaveLength(2);
    expect(await codeOf("message", "reprocess", "--org", org, "--realm", "test", ...REASON)).toBe(2);
  });
});
