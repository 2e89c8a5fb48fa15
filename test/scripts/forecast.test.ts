import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCurrentSchedule } from "../../src/forecast/current-schedule.ts";
import { createControlReads } from "../../src/store/control-reads.ts";
import { scheduleFolderSource } from "../../src/store/schedule-folder.ts";
import { followSchedule } from "../../src/submission/follow-schedule.ts";
import { BASE_UPDATE } from "../support/conformance-messages.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { FICTITIOUS_FOLDER } from "../support/fictitious-schedule.ts";
import { memoryLog } from "../support/memory-log.ts";
import { openSpine } from "../support/registry-spine.ts";
import { iisHere } from "../support/run-iis.ts";

describe.each(ENGINES)("iis forecast on %s", (engine) => {
  let place: TestPlace;
  let folder: string;

  beforeAll(async () => {
    place = await freshPlace(engine);
    folder = join(place.folder, "fictitious-1.0");
    cpSync(FICTITIOUS_FOLDER, folder, { recursive: true });
  });
  afterAll(() => place.remove());

  async function run(words: readonly string[], env: Readonly<Record<string, string>> = { CDSI_DIR: folder }) {
    const ended = await iisHere(place)([...words, "--json"], env);
    return { ...ended, value: ended.stdout === "" ? undefined : JSON.parse(ended.stdout) };
  }

  test("status tells what the folder holds", async () => {
    expect((await run(["forecast", "status"])).value).toMatchObject({
      state: "loaded",
      version: "1.0",
      files: 4,
      antigens: 3,
      series: 4,
      seriesDoses: 6,
      approved: null,
    });
    expect((await run(["forecast", "status"], {})).value).toEqual({ state: "none", problems: [] });
  });

  test("status tells what is wrong with it", async () => {
    const bad = join(place.folder, "bad-2.0");
    mkdirSync(bad, { recursive: true });
    writeFileSync(join(bad, "ScheduleSupportingData.xml"), "<scheduleSupportingData>");
    const { value } = await run(["forecast", "status"], { CDSI_DIR: bad });
    expect(value).toMatchObject({
      state: "bad",
      problems: [expect.stringContaining("unclosed tag"), expect.any(String)],
    });
  });

  test("a running server follows the folder and what was accepted", async () => {
    const databases = await place.open();
    const reads = createControlReads(databases.control.kysely.withTables());
    const { log, events } = memoryLog();
    const followed = followSchedule({
      schedule: createCurrentSchedule(scheduleFolderSource(folder)),
      findApproval: (sha256) => reads.findForecastApproval(sha256),
      log,
    });
    await followed.refresh();
    const sha256 = followed.service.loaded()?.sha256 ?? "";
    expect(followed.service.isApproved(sha256)).toBe(false);

    const reason = ["--reason", "cases run"];
    expect((await run(["forecast", "approve", "--data", "9.9", ...reason])).code).toBe(4);
    expect((await run(["forecast", "approve", "--data", "1.0"])).code).toBe(2);
    expect((await run(["forecast", "approve", "--data", "1.0", ...reason])).value).toEqual({
      version: "1.0",
      sha256,
      approved: true,
    });
    await followed.refresh();
    expect(followed.service.isApproved(sha256)).toBe(true);
    expect((await run(["forecast", "status"])).value.approved).toMatchObject({
      by: "tester",
      reason: "cases run",
    });
    const trail = (await run(["audit", "list"])).value;
    expect(trail).toContainEqual(
      expect.objectContaining({ action: "forecast.approve", object: "1.0", reason: "cases run" }),
    );

    const beta = join(folder, "AntigenSupportingData- Beta-508.xml");
    rmSync(beta);
    await followed.refresh();
    expect(followed.service.loaded()?.sha256).toBe(sha256);
    expect(events().map((line) => line["event"])).toEqual(["forecast-data-loaded", "forecast-data-refused"]);
    cpSync(join(FICTITIOUS_FOLDER, "AntigenSupportingData- Beta-508.xml"), beta);
    writeFileSync(beta, "\n", { flag: "a" });
    await followed.refresh();
    expect(followed.service.loaded()?.sha256).not.toBe(sha256);
    expect(followed.service.isApproved(followed.service.loaded()?.sha256 ?? "")).toBe(false);
  });
});

describe("iis forecast", () => {
  let place: TestPlace;
  const env = { CDSI_DIR: FICTITIOUS_FOLDER };

  beforeAll(async () => {
    place = await freshPlace("sqlite");
  });
  afterAll(() => place.remove());

  test("approve by two people: the first call answers exit 4, another person confirms, and nothing holds before", async () => {
    const two = { ...env, TWO_PERSON: "1" };
    const [ann, bob] = [iisHere(place, "ann"), iisHere(place, "bob")];
    const asked = await ann(["forecast", "approve", "--data", "1.0", "--reason", "read", "--json"], two);
    const { pending }: { pending: string } = JSON.parse(asked.stdout);
    expect([asked.code, typeof pending]).toEqual([4, "string"]);
    const approved = async () =>
      JSON.parse((await ann(["forecast", "status", "--json"], two)).stdout).approved;
    expect(await approved()).toBeNull();
    const confirm = ["confirm", "--pending", pending, "--json"];
    expect(await ann(confirm, two)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("another person must confirm it"),
    });
    expect(await approved()).toBeNull();
    // What was read is accepted, whatever lies in the folder by now.
    const done = await bob(confirm, { TWO_PERSON: "1" });
    expect([done.code, JSON.parse(done.stdout)]).toMatchObject([0, { version: "1.0", approved: true }]);
    expect(await approved()).toMatchObject({ by: "ann, bob", reason: "read" });
    expect(await bob(confirm, two)).toMatchObject({ code: 4 });
  });

  test("explain shows each decision about a patient and leaves an audit row", async () => {
    const iis = iisHere(place);
    const created = await iis(["org", "create", "--name", "North Prairie", "--facility", "9998", "--json"]);
    const spine = await openSpine(place, { owners: { "9998": JSON.parse(created.stdout).id } });
    await spine.send(BASE_UPDATE);
    const id = (await spine.people())[0]?.person.id ?? "";
    const ended = await iis(["forecast", "explain", "--patient", id, "--json"], env);
    const value = JSON.parse(ended.stdout);
    expect(value).toMatchObject({ patient: id, realm: "test", release: { version: "1.0" } });
    expect(JSON.stringify(value.trace)).toContain("TABLE 7-13");
    expect(ended.stdout).not.toMatch(/Testperch|Wren/);
    const readable = await iis(["forecast", "explain", "--patient", id], env);
    expect(readable.stdout).toContain("Alpha 3-dose series\n");
    const trail = JSON.parse((await iis(["audit", "list", "--json"])).stdout);
    expect(trail).toContainEqual(expect.objectContaining({ action: "patient.reveal", object: id }));
    expect((await iis(["forecast", "explain", "--patient", "nobody"], env)).code).toBe(3);
  });

  test("run forecasts a patient of a file", async () => {
    const iis = iisHere(place);
    const file = (name: string, value: unknown): string => {
      const path = join(place.folder, name);
      writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
      return path;
    };
    const patient = {
      birthDate: "2020-01-31",
      gender: "F",
      assessmentDate: "2020-06-01",
      doses: [{ date: "2020-04-01", cvx: "901" }],
      observations: [{ code: "004" }],
    };
    const ended = await iis(["forecast", "run", file("patient.json", patient), "--json"], env);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      release: { version: "1.0" },
      evaluations: [{ doseId: "1", vaccineGroup: "Alpha", status: "Valid" }],
      forecasts: [
        { vaccineGroup: "Alpha", status: "Not Complete", earliest: "2020-04-29", doseNumber: 2 },
        { vaccineGroup: "Beta/Gamma", status: "Contraindicated" },
      ],
    });
    const bad = await iis(
      ["forecast", "run", file("bad.json", { ...patient, birthDate: "31.1.2020", doses: [{}] })],
      env,
    );
    expect([bad.code, bad.stderr]).toEqual([
      2,
      expect.stringContaining("birthDate must be a day, YYYY-MM-DD; doses[0].date"),
    ]);
    expect((await iis(["forecast", "run", file("none.json", "hello")], env)).code).toBe(2);
    expect((await iis(["forecast", "run", file("patient.json", patient)], {})).code).toBe(3);
  });
});
