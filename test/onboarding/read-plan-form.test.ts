import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readPlanForm } from "../../src/onboarding/read-plan-form.ts";

describe("readPlanForm()", () => {
  test("reads the form of the documentation, whose comments say nothing", () => {
    const text = readFileSync(new URL("../../docs/onboarding.md", import.meta.url), "utf8");
    const [, form = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
    expect(Object.keys(readPlanForm(form))).toEqual([
      "resources",
      "contacts",
      "volumes",
      "dataKind",
      "transport",
      "pd112Meaning",
      "capabilities",
      "monitoringPlan",
      "catchUp",
      "goLiveOn",
    ]);
  });

  test("keeps what is absent absent", () => {
    expect(readPlanForm("{}")).toEqual({});
  });

  test.each([
    { given: "2026-03-31", read: { on: "2026-03-31", isAgreed: true } },
    { given: "by file", read: { how: "by file", isAgreed: true } },
    {
      given: { how: "by file", on: "2026-03-31" },
      read: { how: "by file", on: "2026-03-31", isAgreed: true },
    },
  ])("takes a catch-up as $given", ({ given, read }) => {
    expect(readPlanForm(JSON.stringify({ catchUp: given })).catchUp).toMatchObject(read);
  });

  test.each([
    { form: { resources: "one" }, says: "resources takes a list" },
    { form: { resources: ["a", 1] }, says: "resources takes a list" },
    { form: { contacts: [{ role: "boss", name: "A", email: "a@b.example" }] }, says: "contacts takes" },
    { form: { contacts: [{ role: "deputy", name: "A", email: "a@b" }] }, says: "contacts takes" },
    { form: { contacts: ["a"] }, says: "contacts takes" },
    { form: { volumes: { messagesPerDay: -1, dosesPerDay: 1 } }, says: "volumes takes" },
    { form: { volumes: 3 }, says: "volumes takes" },
    { form: { dataKind: "fake" }, says: "dataKind takes real or test" },
    { form: { transport: "SFTP" }, says: "transport takes SOAP" },
    { form: { pd112Meaning: "yes" }, says: "pd112Meaning takes" },
    { form: { monitoringPlan: " " }, says: "monitoringPlan takes a text" },
    { form: { monitoringPlan: "a\u0000b" }, says: "monitoringPlan takes a text" },
    { form: { catchUp: { on: "2026-03-31" } }, says: "catchUp takes" },
    { form: { catchUp: { how: "a", on: "soon" } }, says: "catchUp takes" },
    { form: { catchUp: 3 }, says: "catchUp takes" },
    { form: { goLiveOn: "2026-02-30" }, says: "goLiveOn takes a day" },
    { form: { colour: "red" }, says: '"colour" is no field' },
  ])("refuses $form and says what it takes", ({ form, says }) => {
    expect(() => readPlanForm(JSON.stringify(form))).toThrow(says);
  });

  test("says everything that is wrong at once", () => {
    const form = JSON.stringify({ dataKind: "fake", goLiveOn: "x" });
    expect(() => readPlanForm(form)).toThrow(/dataKind.*goLiveOn/);
  });

  test.each(["[]", "null", "{", '"text"'])("refuses %s, which is no object", (text) => {
    expect(() => readPlanForm(text)).toThrow("not a JSON object");
  });
});
