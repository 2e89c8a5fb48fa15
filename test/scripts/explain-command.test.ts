import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Explanation, explainText } from "../../src/submission/explain-text.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { runCommand } from "../../scripts/commands/run-command.ts";
import { BASE_QUERY, BASE_UPDATE } from "../support/conformance-messages.ts";
import { type EngineKind, ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { editMessage } from "../support/edit-message.ts";
import { iisHere } from "../support/run-iis.ts";

const NOW = Date.parse("2026-01-14T15:30:13Z");
const CODES = builtInCodeSets();

const usedPlaces: TestPlace[] = [];
afterAll(async () => {
  for (const place of usedPlaces) await place.remove();
});

async function newPlace(engine: EngineKind): Promise<TestPlace> {
  const place = await freshPlace(engine);
  usedPlaces.push(place);
  return place;
}

const PROJECT = process.cwd();

async function iis(
  words: readonly string[],
  folders = { calledFrom: PROJECT, projectFolder: PROJECT },
): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runCommand(words, {
    env: { IIS_NOW: "2026-03-02T18:00:00Z" },
    ...folders,
    osUser: "tester",
    clock: () => NOW,
    write: (text) => {
      out += text;
    },
    warn: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe("explainText()", () => {
  test.each([
    { what: "a good update", text: BASE_UPDATE, answer: "AA" },
    { what: "a good query", text: BASE_QUERY, answer: "AA" },
    {
      what: "an update without birth date",
      text: editMessage(BASE_UPDATE, [{ segment: "PID", field: 7, value: "" }]),
      answer: "AE",
    },
    {
      what: "another version",
      text: editMessage(BASE_UPDATE, [{ segment: "MSH", field: 12, value: "2.7" }]),
      answer: "AR",
    },
    { what: "a batch", text: `BHS|^~\\&|A\r${BASE_UPDATE}BTS|1\r`, answer: "AR" },
    { what: "other encoding characters", text: BASE_UPDATE.replace("^~\\&", "*%$@"), answer: "AE" },
    {
      what: "a social security number, which the service takes out",
      text: editMessage(BASE_UPDATE, [{ segment: "PID", field: 19, value: "900-12-3456" }]),
      answer: "AE",
    },
    { what: "two messages", text: BASE_UPDATE + BASE_UPDATE, answer: "fault" },
    { what: "no message", text: "hello", answer: "fault" },
    { what: "nothing", text: "", answer: "fault" },
  ])("answers $answer to $what", ({ text, answer }) => {
    const explanation = explainText(text, NOW, CODES);
    expect(explanation.answer).toBe(answer);
    // What the review merely wishes for is a note, as in the answer of the service (decision D21).
    const graver = explanation.findings.filter(({ severity }) => severity !== "I");
    expect(graver.length > 0).toBe(answer !== "AA");
  });

  test("puts each finding beside its field, and what is missing before all", () => {
    const text = editMessage(BASE_UPDATE, [
      { segment: "PID", field: 8, value: "" },
      { segment: "RXA", field: 5, value: "9Z9^?^CVX" },
    ]);
    const { message, doses } = explainText(text, NOW, CODES);
    const places = message.segments.flatMap(({ fields }) =>
      fields
        .filter(({ findings }) => findings.some(({ severity }) => severity !== "I"))
        .map(({ place, name, value }) => ({ place, name, value })),
    );
    expect(places).toEqual([
      { place: "PID-8", name: "Administrative Sex", value: "" },
      { place: "RXA-5", name: "Administered Code", value: "9Z9^?^CVX" },
    ]);
    expect(doses).toEqual([{ number: 1, rxaSequence: 1, stored: false, vaccine: "9Z9", date: "20260105" }]);
    const withoutPatient = explainText(BASE_UPDATE.replace(/PID\|.*?\r/, ""), NOW, CODES);
    expect(withoutPatient.message.others.map(({ ruleId }) => ruleId)).toEqual(["PID-MISSING"]);
  });
});

describe("iis explain", () => {
  test.each([
    { name: "vxu-good.hl7", code: 0, text: "The service would answer AA (Z22): 0 errors, 0 warnings" },
    { name: "qbp-z34.hl7", code: 0, text: "The service would answer AA (Z34)" },
    { name: "vxu-with-faults.hl7", code: 1, text: "would not be stored" },
  ])("prints $name as a tree", async ({ name, code, text }) => {
    const ended = await iis(["explain", `test/fixtures/messages/${name}`]);
    expect(ended.code).toBe(code);
    expect(ended.out).toContain("MSH-9   Message Type:");
    expect(ended.out).toContain(text);
  });

  test("prints one JSON value", async () => {
    const { out } = await iis(["explain", "test/fixtures/messages/vxu-with-faults.hl7", "--json"]);
    const { answer, findings }: Explanation = JSON.parse(out);
    expect(answer).toBe("AE");
    expect(findings.map(({ ruleId }) => ruleId)).toContain("RXA-3-DATE");
  });

  test("says when there is no such file", async () => {
    expect(await iis(["explain", "none.hl7"])).toMatchObject({ code: 3, out: "" });
  });

  test.each(["/dev/zero", "/dev/null", "/"])("refuses %s, which is no message, and ends", async (path) => {
    expect(await iis(["explain", path])).toMatchObject({ code: 2, out: "" });
  });

  test("makes no store where there is none", async () => {
    const folder = join((await newPlace("sqlite")).folder, "nothing");
    const here = { calledFrom: PROJECT, projectFolder: folder };
    const ended = await iis(["explain", "test/fixtures/messages/vxu-good.hl7"], here);
    expect([ended.code, existsSync(folder)]).toEqual([0, false]);
  });

  test.each(ENGINES)("judges by the imported code tables on %s", async (engine) => {
    const place = await newPlace(engine);
    const run = iisHere(place);
    writeFileSync(join(place.folder, "cvx.txt"), "399|invented vaccine|invented||Active|False|2026/02/03\n");
    const late = editMessage(BASE_UPDATE, [{ segment: "RXA", field: 5, value: "399^invented vaccine^CVX" }]);
    writeFileSync(join(place.folder, "late.hl7"), late);
    const rules = async (): Promise<readonly string[]> => {
      const { findings }: Explanation = JSON.parse((await run(["explain", "late.hl7", "--json"])).stdout);
      return findings.filter(({ location }) => location?.segment === "RXA").map(({ ruleId }) => ruleId);
    };
    const before = await rules();
    expect((await run(["codes", "import", "cvx.txt", "--yes"])).code).toBe(0);
    const after = await rules();
    expect(before.filter((rule) => !after.includes(rule))).not.toEqual([]);
  });
});
