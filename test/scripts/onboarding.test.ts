import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ONBOARDING_EVENTS } from "../../src/onboarding/events.ts";
import { ENGINES, freshPlace, openTestRealm, type TestPlace } from "../support/databases.ts";
import { messageRecord } from "../support/message-record.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

interface Shown {
  readonly org: string;
  readonly stage: string;
  readonly dayInStage: number;
  readonly dueDate: string | null;
  readonly schedule: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
  readonly openTasks: readonly { readonly task: string; readonly text: string }[];
  readonly history: readonly { readonly event: string; readonly documents: readonly string[] }[];
}

describe.each(ENGINES)("the onboarding commands on %s", (engine) => {
  let place: TestPlace;
  let iis: RunIis;

  /** A command at nine on a day. */
  async function on(day: string, ...words: readonly string[]) {
    const env = { IIS_NOW: `${day}T15:00:00Z`, DATA_DIR: join(place.folder, "data") };
    return iis([...words, "--json"], env);
  }

  async function value<T>(day: string, ...words: readonly string[]): Promise<T> {
    const ended = await on(day, ...words);
    if (ended.code !== 0) throw new Error(`${words.join(" ")}: ${ended.code} ${ended.stderr}`);
    return JSON.parse(ended.stdout) as T;
  }

  async function newOrganization(facility: string): Promise<string> {
    const words = ["org", "create", "--name", "North Prairie", "--facility", facility];
    return (await value<{ id: string }>("2026-01-02", ...words)).id;
  }

  beforeAll(async () => {
    place = await freshPlace(engine);
    iis = iisHere(place);
    writeFileSync(join(place.folder, "yes.txt"), "We confirm the plan.");
    const plan = {
      resources: ["an analyst"],
      contacts: [{ role: "deputy", name: "Bo Ng", email: "bo@clinic.example" }],
      volumes: { messagesPerDay: 5, dosesPerDay: 9 },
    };
    writeFileSync(join(place.folder, "plan.json"), JSON.stringify(plan));
  });
  afterAll(async () => {
    await place.remove();
  });

  test("the way to the review, with the guards on it", async () => {
    const org = await newOrganization("N1");
    const event = (day: string, name: string, ...more: readonly string[]) =>
      on(day, "onboarding", name, "--org", org, ...more);
    expect(await event("2026-01-02", "invite")).toMatchObject({
      code: 4,
      stdout: "",
      stderr: expect.stringMatching(/^invite is refused \(guard order\).*REGISTERED.*\.\n$/),
    });
    expect(await event("2026-01-02", "rank")).toMatchObject({ code: 0 });
    const invited = JSON.parse((await event("2026-01-05", "invite")).stdout) as Shown;
    expect(Object.keys(invited).slice(0, 7)).toEqual([
      "org",
      "stage",
      "dayInStage",
      "dueDate",
      "schedule",
      "openTasks",
      "history",
    ]);
    expect(invited).toMatchObject({
      stage: "INVITED",
      dayInStage: 1,
      dueDate: "2026-01-09",
      schedule: {
        review: { from: "2026-01-12", to: "2026-02-09" },
        move: { from: "2026-02-10", to: "2026-02-10" },
        monitoring: { from: "2026-02-11", to: "2026-02-25" },
      },
    });
    expect(JSON.stringify(invited.openTasks)).toContain("invitation not delivered");
    const contact = ["--role", "technical", "--name", "Ada Lind", "--email", "ada@clinic.example"];
    await value("2026-01-06", "contact", "add", "--org", org, ...contact);
    expect(await event("2026-01-07", "meet")).toMatchObject({ code: 0 });
    expect(await event("2026-01-08", "confirm-plan", "--plan", "plan.json")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("--document FILE"),
    });
    expect(await event("2026-01-12", "confirm-plan", "--document", "yes.txt")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("2026-01-09 has passed"),
    });
    const confirm = ["confirm-plan", "--plan", "plan.json", "--document", "yes.txt"] as const;
    expect(await event("2026-01-08", ...confirm)).toMatchObject({ code: 0 });
    expect(await event("2026-01-08", "start-test-setup")).toMatchObject({ code: 0 });
    expect(await event("2026-01-09", "begin-review")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("guard answered-in-test"),
    });
    const realm = await openTestRealm(place);
    const record = messageRecord("m-1", { organizationId: org, ackCode: "AA" });
    await realm.store.transaction("lock", (tx) => tx.saveMessage(record));
    const review = JSON.parse((await event("2026-01-09", "begin-review")).stdout) as Shown;
    expect(review).toMatchObject({ stage: "TECH_REVIEW", dayInStage: 0, dueDate: "2026-02-09" });
    expect(await event("2026-01-07", "pause", "--until", "2026-03-02", "--reason", "upgrade")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("guard clock"),
    });
    expect(await event("2026-02-09", "sign-review")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("guard evidence-sufficient"),
    });
    const shown = await value<Shown>("2026-02-09", "onboarding", "show", "--org", org);
    expect(shown).toMatchObject({ stage: "TECH_REVIEW", dayInStage: 20 });
    expect(shown.openTasks.map(({ task }) => task)).toEqual(["due-today", "sign-review"]);
    expect(shown.history.map(({ event: name }) => name)).toEqual([
      "rank",
      "invite",
      "meet",
      "confirm-plan",
      "start-test-setup",
      "begin-review",
    ]);
    const outbox = readdirSync(join(place.folder, "data", "outbox"));
    expect(outbox.filter((name) => name.endsWith(".eml"))).toHaveLength(3);
    const board = await value<readonly Shown[]>("2026-02-09", "onboarding", "board");
    expect(board.find((row) => row.org === org)).toMatchObject({
      stage: "TECH_REVIEW",
      dueDate: "2026-02-09",
    });
  });

  test("letter render writes what was sent byte for byte, or a draft", async () => {
    const org = await newOrganization("N2");
    for (const name of ["rank", "invite"]) await value("2026-01-05", "onboarding", name, "--org", org);
    const render = (day: string, kind: string, out: string) =>
      value(day, "letter", "render", "--org", org, "--kind", kind, "--out", out);
    const sent = await render("2026-01-05", "invitation", "one.pdf");
    expect(sent).toMatchObject({
      kind: "invitation",
      draft: false,
      number: expect.stringMatching(/^MIIC-2026-/),
    });
    await render("2026-05-05", "invitation", "two.pdf");
    const read = (name: string) => readFileSync(join(place.folder, name));
    expect(read("one.pdf").equals(read("two.pdf"))).toBe(true);
    expect(await render("2026-01-05", "ongoing", "draft.html")).toMatchObject({ draft: true, number: null });
    expect(read("draft.html").toString()).toContain("Draft, not sent");
    const bad = ["letter", "render", "--org", org, "--kind", "ongoing", "--out", "x.doc"];
    expect(await on("2026-01-05", ...bad)).toMatchObject({ code: 2 });
    expect(existsSync(join(place.folder, "x.doc"))).toBe(false);
  });

  test("two people: exit 4 with what is pending, and the same person cannot confirm", async () => {
    const org = await newOrganization("N3");
    const env = { TWO_PERSON: "1", DATA_DIR: join(place.folder, "data"), IIS_NOW: "2026-01-02T15:00:00Z" };
    const one = await iis(["onboarding", "rank", "--org", org, "--json"], env);
    expect(one).toMatchObject({ code: 0 });
    expect(await iis(["confirm", "--pending", "none", "--json"], env)).toMatchObject({ code: 3 });
    expect(await iis(["onboarding", "rank", "--org", org], { ...env, TWO_PERSON: "yes" })).toMatchObject({
      code: 2,
    });
  });

  test("contacts are added, listed and removed", async () => {
    const org = await newOrganization("N4");
    const words = ["contact", "add", "--org", org, "--name", "Cy Oja", "--role"];
    const added = await value<{ id: string }>(
      "2026-01-02",
      ...words,
      "privacy",
      "--email",
      "cy@clinic.example",
    );
    expect(added).toMatchObject({ org, role: "privacy", name: "Cy Oja", email: "cy@clinic.example" });
    expect(await on("2026-01-02", ...words, "boss", "--email", "cy@clinic.example")).toMatchObject({
      code: 2,
    });
    expect(await on("2026-01-02", ...words, "deputy", "--email", "cy")).toMatchObject({ code: 2 });
    expect(await value("2026-01-02", "contact", "list", "--org", org)).toEqual([added]);
    await value("2026-01-02", "contact", "remove", "--org", org, "--contact", added.id);
    expect(await value("2026-01-02", "contact", "list", "--org", org)).toEqual([]);
  });

  test("calendar import moves due dates, list shows holidays and closings", async () => {
    const org = await newOrganization("N5");
    for (const name of ["rank", "invite"]) await value("2026-03-02", "onboarding", name, "--org", org);
    writeFileSync(join(place.folder, "closings.csv"), "2026-03-04,ice\n");
    const imported = await value("2026-03-02", "calendar", "import", "closings.csv");
    expect(imported).toMatchObject({ moved: [{ org, from: "2026-03-06", to: "2026-03-09" }] });
    const listed = await value<{ holidays: readonly unknown[] }>("2026-03-02", "calendar", "list");
    expect(listed).toMatchObject({ year: 2026, closings: [{ day: "2026-03-04", name: "ice" }] });
    expect(listed.holidays).toHaveLength(11);
    expect(await on("2026-03-02", "calendar", "import", "none.csv")).toMatchObject({ code: 2 });
  });

  test("every event has help with an example", async () => {
    for (const event of ONBOARDING_EVENTS) {
      const { code, stdout } = await iis(["onboarding", event, "--help"]);
      expect([code, stdout]).toEqual([0, expect.stringContaining(`iis -- onboarding ${event} --org ID`)]);
    }
  });
});
