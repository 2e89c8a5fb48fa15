import { beforeAll, describe, expect, test } from "vitest";
import { type TestBrowser, testConsole, type TestConsole } from "../../support/console.ts";
import { BASE_UPDATE } from "../../support/conformance-messages.ts";
import { editMessage } from "../../support/edit-message.ts";
import { openSpine } from "../../support/registry-spine.ts";

let world: TestConsole;
let rolf: TestBrowser;
let rita: TestBrowser;
let [first, second] = ["", ""];

beforeAll(async () => {
  world = await testConsole();
  const { id } = await world.organization("9998");
  const spine = await openSpine(world.place, { owners: { "9998": id } });
  await spine.send(BASE_UPDATE);
  await spine.send(
    editMessage(BASE_UPDATE, [
      { segment: "MSH", field: 10, value: "C-09" },
      { segment: "PID", field: 3, value: "Z9^^^OTHER^MR" },
      { segment: "PID", field: 5, value: "Testperch^Wrenna^^^^^L" },
    ]),
  );
  [first = "", second = ""] = (await spine.people()).map(({ person }) => person.id);
  await world.user("rolf", "registrar");
  await world.user("rita", "reviewer");
  [rolf, rita] = [await world.browser("rolf"), await world.browser("rita")];
  return async () => {
    await world.place.remove();
  };
});

const pair = (): string => `/patients/test/${first}/${second}`;

describe("patients to decide", () => {
  test("the list and the pair say nothing of who they are", async () => {
    const list = await rolf.get("/patients");
    expect(list.text).toContain(`${first}/${second}`);
    const page = await rolf.get(pair());
    expect(page.status).toBe(200);
    expect(page.text).toContain("***");
    expect(list.text + page.text).not.toMatch(/Testperch|Wren/);
  });

  test("who they are is shown once, with a reason that is kept for both", async () => {
    expect((await rolf.post(`${pair()}/reveal`, { reason: "" })).status).toBe(400);
    const shown = await rolf.post(`${pair()}/reveal`, { reason: "same street" });
    expect([shown.status, /Testperch/.test(shown.text)]).toEqual([200, true]);
    expect((await rolf.get(pair())).text).not.toMatch(/Testperch|Wren/);
    const acts = await world.app.store.listAudit(2, { action: "patient.reveal" });
    expect(acts.map(({ object, reason }) => [object, reason])).toEqual([
      [second, "same street"],
      [first, "same street"],
    ]);
  });

  test("a reviewer looks and does not decide", async () => {
    expect((await rita.get(pair())).status).toBe(200);
    for (const act of ["merge", "keep-apart"])
      expect((await rita.post(`${pair()}/${act}`, { from: second, reason: "same" })).status).toBe(403);
  });

  test("merge, undo, and keep apart; a second click changes nothing", async () => {
    expect((await rolf.post(`${pair()}/merge`, { from: "nobody", reason: "same child" })).status).toBe(400);
    const merged = await rolf.post(`${pair()}/merge`, { from: second, reason: "same child" });
    expect(merged.status).toBe(303);
    expect((await rolf.post(`${pair()}/merge`, { from: second, reason: "same child" })).status).toBe(403);
    expect((await rolf.get(pair())).text).toContain("merged");
    expect((await rolf.post(`/patients/test/${second}/undo`, { reason: "two after all" })).status).toBe(303);
    expect((await rolf.post(`/patients/test/${second}/undo`, { reason: "two after all" })).status).toBe(404);
    expect((await rolf.post(`${pair()}/keep-apart`, { reason: "twins" })).status).toBe(303);
    expect((await rolf.get("/patients")).text).not.toContain(first);
    const [act] = await world.app.store.listAudit(1);
    expect(act).toMatchObject({ action: "patient.split", actor: "rolf", source: "console", reason: "twins" });
  });

  test.each(["/patients/test/nobody/nothing", "/patients/elsewhere/a/b"])("%s is not there", async (path) => {
    expect((await rolf.get(path)).status).toBe(404);
  });
});
