import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateMessages } from "../../scripts/training-messages.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import { LETTERS } from "../../src/review/measures.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import { ROOT, testAdministration } from "../support/administration.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { afternoonOf, REVIEW_DAYS } from "../support/review-report.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

const NOW = { IIS_NOW: "2026-11-18T23:30:00Z" };
const WINDOW = ["--realm", "test", "--from", "2026-11-01", "--to", "2026-11-18"];

describe.each(ENGINES)("iis review on %s", (engine) => {
  let place: TestPlace;
  let iis: RunIis;
  let spine: RegistrySpine;
  let org: string;

  async function value<T>(...words: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await iis([...words, "--json"], NOW);
    if (code !== 0) throw new Error(`${words.join(" ")}: ${code} ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  const report = (organization = org): Promise<ReviewReport> =>
    value<ReviewReport>("review", "report", "--org", organization, ...WINDOW);

  beforeAll(async () => {
    place = await freshPlace(engine);
    iis = iisHere(place);
    const app = await testAdministration(place);
    const asked = { name: "Lake Clinic", facilities: ["9998"], mnvfc: true, may: ["submit"] as const };
    org = (await createOrganization(app, ROOT, asked)).id;
    spine = await openSpine(place, { owners: { "9998": org } });
  });
  afterAll(() => place.remove());

  test("an organization without messages: all is to review, nothing passes, no rate", async () => {
    const { messages, doses, rules, signable } = await report();
    expect({ messages, doses, signable }).toEqual({ messages: 0, doses: 0, signable: false });
    expect(LETTERS.map((letter) => rules[letter].verdict)).not.toContain("PASS");
    expect(rules.a.rate).toBeNull();
  });

  test("only unreadable ones: counted apart, nothing passes", async () => {
    spine.nowMs = afternoonOf(REVIEW_DAYS[0] ?? "");
    await spine.send("MSH|^~\\&|A|9998|MIIC|MIIC|20261102||VXU^V04^VXU_V04|BAD-1|P|2.5.1\rPID|1\r");
    const { rules, apart, acks, signable } = await report();
    expect(signable).toBe(false);
    expect(apart.refused + apart.rejected + apart.unreadable).toBe(acks.AE + acks.AR);
    expect(LETTERS.map((letter) => rules[letter].verdict)).not.toContain("PASS");
  });

  test("the fields of the operator's interface, and a table", async () => {
    const messages = generateMessages({
      count: 30,
      seed: 3,
      days: REVIEW_DAYS,
      sites: ["9998"],
      processingId: "P",
    });
    for (const { er7, day } of messages) {
      spine.nowMs = afternoonOf(day);
      await spine.send(er7);
    }
    const made = await report();
    expect(made).toMatchObject({ org, realm: "test", window: { from: "2026-11-01", to: "2026-11-18" } });
    expect(made.messages).toBeGreaterThan(20);
    expect(Object.keys(made.rules)).toEqual([...LETTERS]);
    for (const letter of LETTERS) {
      const names =
        "verdict passed failed notApplicable unevaluated rate lower upper target floor examples measures";
      expect(Object.keys(made.rules[letter])).toEqual(expect.arrayContaining(names.split(" ")));
    }
    const text = await iis(["review", "report", "--org", org, ...WINDOW], NOW);
    expect(text.stdout).toContain("Lake Clinic");
    expect(await report()).toEqual(made);
  });

  test("a waiver stands in the report and in the audit trail; the verdict stays", async () => {
    const before = await report();
    const words = ["--org", org, "--realm", "test", "--rule", "d", "--reason", "lots come from May on"];
    await value("review", "waive", ...words);
    const { rules } = await report();
    expect(rules.d.waiver).toMatchObject({ reason: "lots come from May on", by: "tester" });
    expect(rules.d.verdict).toBe(before.rules.d.verdict);
    const [newest] = await value<readonly { action: string; reason: string }[]>("audit", "list");
    expect(newest).toMatchObject({ action: "review.waive", reason: "lots come from May on" });
  });

  test("a fix marker splits the window and compares with before", async () => {
    await value("review", "mark", "--org", org, "--realm", "test", "--reason", "lot mapping fixed");
    const { window, comparedWith, fixMarkers, messages } = await report();
    expect([window.kind, comparedWith?.kind]).toEqual(["sinceFixMarker", "beforeFixMarker"]);
    expect([fixMarkers.length, messages]).toEqual([1, 0]);
  });

  test("an act without a rule, or with one that is none, is refused", async () => {
    const base = ["--org", org, "--realm", "test", "--reason", "x"];
    expect((await iis(["review", "waive", ...base])).code).toBe(2);
    expect((await iis(["review", "clear", ...base, "--rule", "z"])).code).toBe(2);
    expect((await iis(["review", "report", "--org", "nobody"])).code).toBe(3);
  });

  test("a person's number makes an incident, which is closed once", async () => {
    const [first] = generateMessages({ count: 1, seed: 9, days: ["20261116"], sites: ["9998"], faults: [] });
    const er7 = (first?.er7 ?? "").replace(/\^\^\^[^|~]*\^MR/, "$&~509-44-7381^^^USA^SS");
    spine.nowMs = afternoonOf("20261116");
    await spine.send(er7.replace(`|${first?.controlId}|`, "|SSN-1|"));
    const open = await value<readonly { id: string }[]>("incident", "list", "--org", org);
    expect(open).toHaveLength(1);
    expect(JSON.stringify(open)).not.toContain("7381");
    const words = ["incident", "close", "--incident", open[0]?.id ?? "", "--reason", "told them"];
    await value(...words);
    expect(await value("incident", "list", "--org", org)).toEqual([]);
    expect((await iis(words)).code).toBe(3);
  });
});
