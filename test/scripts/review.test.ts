import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateMessages } from "../../scripts/training-messages.ts";
import type { ReviewReport } from "../../src/review/report/report.ts";
import type { WindowComparison } from "../../src/review/report/compare-reports.ts";
import { LETTERS } from "../../src/review/measures.ts";
import { createOrganization } from "../../src/accounts/organizations.ts";
import { ROOT, testAdministration } from "../support/administration.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { openSpine, type RegistrySpine } from "../support/registry-spine.ts";
import { afternoonOf, REVIEW_DAYS } from "../support/review-report.ts";
import { given, type MessageParts, refusal, vxu } from "../support/review-messages.ts";
import { iisHere, type RunIis } from "../support/run-iis.ts";

const NOW = { IIS_NOW: "2026-11-18T23:30:00Z" };
const WINDOW = ["--realm", "test", "--from", "2026-11-01", "--to", "2026-11-18"];

function fileOf({ folder }: TestPlace, text: string): string {
  const path = join(folder, "thresholds.json");
  writeFileSync(path, text);
  return path;
}

describe.each(ENGINES)("iis review on %s", (engine) => {
  let place: TestPlace;
  let iis: RunIis;
  let spine: RegistrySpine;
  let org: string;
  let small: string;
  let garbled: string;

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
    const withFew = { name: "Small Clinic", facilities: ["9999"], mnvfc: false, may: ["submit"] as const };
    small = (await createOrganization(app, ROOT, withFew)).id;
    const withBad = { name: "Garbled Clinic", facilities: ["8888"], mnvfc: false, may: ["submit"] as const };
    garbled = (await createOrganization(app, ROOT, withBad)).id;
    spine = await openSpine(place, { owners: { "9998": org, "9999": small, "8888": garbled } });
  });
  afterAll(() => place.remove());

  test("an organization without messages: all is to review, nothing passes, no rate", async () => {
    const { messages, doses, rules, signable } = await report();
    expect({ messages, doses, signable }).toEqual({ messages: 0, doses: 0, signable: false });
    expect(LETTERS.map((letter) => rules[letter].verdict)).not.toContain("PASS");
    expect(rules.a.rate).toBeNull();
  });

  /** Nothing passes, nothing is divided by zero, and the text can be read. */
  async function expectUndecided(organization: string): Promise<ReviewReport> {
    const made = await report(organization);
    const verdicts = LETTERS.map((letter) => made.rules[letter].verdict);
    expect(verdicts.filter((verdict) => verdict === "PASS" || verdict === "ATTESTED")).toEqual([]);
    expect(made).toMatchObject({ signable: false, evidence: { sufficient: false } });
    const { code, stdout } = await iis(["review", "report", "--org", organization, ...WINDOW], NOW);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
    expect(stdout).toContain("evidence: ");
    return made;
  }

  function sendNumber(number: number, parts: MessageParts, site: "9999" | "8888" = "9999"): Promise<unknown> {
    const er7 = vxu({
      ...parts,
      msh: { 4: site, 7: "20261102120000-0600", 10: `N-${number}` },
      pid: { 3: `88${number}^^^${site}^MR` },
    });
    return spine.send(er7, site);
  }

  test("one message: counted, nothing passes; voided it counts no more, given back it does", async () => {
    spine.nowMs = afternoonOf("20261102");
    await sendNumber(1, { orders: [given({ 3: "20261102", 11: "^^^9999" })] });
    const made = await expectUndecided(small);
    expect(made).toMatchObject({ messages: 1, doses: 1 });
    const [message] = await value<readonly { id: string }[]>(
      "message",
      "list",
      "--org",
      small,
      "--realm",
      "test",
    );
    const words = ["message", "void", "--org", small, "--realm", "test", "--message", message?.id ?? ""];
    await value(...words, "--reason", "sent by mistake", "--yes");
    expect(await expectUndecided(small)).toMatchObject({ messages: 0, doses: 0, acks: { AA: 0, AE: 0 } });
    await value(...words, "--reason", "it was right", "--yes", "--undo");
    expect(await report(small)).toEqual(made);
    await value(...words, "--reason", "sent by mistake", "--yes");
  });

  test("only refusals: no dose was given, nothing but g is asked of them", async () => {
    for (const number of [2, 3, 4]) await sendNumber(number, { orders: [refusal({ 3: "20261102" })] });
    const { evidence, rules } = await expectUndecided(small);
    expect(evidence).toMatchObject({ administered: 0, refused: 3 });
    expect([rules.a.rate, rules.g.passed]).toEqual([null, 3]);
  });

  test("half of them unreadable: they are told, and keep everything from passing", async () => {
    for (const number of [11, 12, 13]) {
      await sendNumber(number, { orders: [given({ 3: "20261102", 11: "^^^8888" })] }, "8888");
      await spine.send(`BHS|^~\\&|A|8888\r${vxu({ msh: { 4: "8888", 10: `B-${number}` } })}BTS|1\r`, "8888");
    }
    const { apart, messages, evidence } = await expectUndecided(garbled);
    expect([messages, apart.unreadable]).toEqual([3, 3]);
    expect(evidence.missing.join()).toContain("3 of 6 messages could not be judged");
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

  test("--compare tells what changed against another window, in JSON and as a table", async () => {
    const compare = ["--compare", "2026-11-02..2026-11-06"];
    const words = [
      "review",
      "report",
      "--org",
      org,
      "--realm",
      "test",
      "--from",
      "2026-11-09",
      "--to",
      "2026-11-18",
    ];
    const { comparison } = await value<{ comparison: WindowComparison }>(...words, ...compare);
    expect([comparison.before.from, comparison.after.from]).toEqual(["2026-11-02", "2026-11-09"]);
    expect(comparison.measures.map(({ letter }) => letter)).toEqual(expect.arrayContaining([...LETTERS]));
    const { stdout } = await iis([...words, ...compare], NOW);
    expect(stdout).toContain("compared with 2026-11-02 to 2026-11-06");
    for (const bad of ["2026-11-02", "2026-11-06..2026-11-02", "a..b"])
      expect((await iis([...words, "--compare", bad], NOW)).code).toBe(2);
  });

  test("thresholds are shown, set as a version that reports go by at once, and kept in the audit trail", async () => {
    const before = await report();
    expect(before.configuration.version).toBe("default-2");
    const shown = await value<object>("review", "thresholds");
    expect(shown).toMatchObject({ version: "default-2", by: null, changed: [] });
    const words = [
      "review",
      "thresholds",
      "--set",
      fileOf(place, '{"measures":{"a":{"target":0.1,"floor":0.1}},"evidence":{"messagesMin":1}}'),
    ];
    await value(...words, "--reason", "a training day");
    const after = await report();
    expect(after.configuration).toMatchObject({ version: "set-1", measures: { a: { target: 0.1 } } });
    expect([before.rules.a.target, after.rules.a.target]).toEqual([0.99, 0.1]);
    expect(before.evidence.missing.join()).toMatch(/of at least 100 messages/);
    expect(after.evidence.missing.join()).not.toMatch(/at least \d+ messages/);
    const [newest] = await value<readonly object[]>("audit", "list");
    expect(newest).toMatchObject({ action: "thresholds.set", object: "thresholds 1" });
    const text = await iis(["review", "thresholds"], NOW);
    expect(text.stdout).toMatch(/measures\.a\.target +0\.1 +0\.99/);
    expect((await iis(words, NOW)).code).toBe(2);
    const unknown = [
      "review",
      "thresholds",
      "--set",
      fileOf(place, '{"gates":{"aeShare":0.3}}'),
      "--reason",
      "x",
    ];
    expect(await iis(unknown, NOW)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"gates.aeShare"'),
    });
    await value("review", "thresholds", "--set", fileOf(place, "{}"), "--reason", "the training is over");
    const last = await report();
    expect(last.rules).toEqual(before.rules);
    expect(last.configuration).toEqual({ ...before.configuration, version: "set-2" });
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

  test("causes are sent as findings, answered and closed; talks are written down", async () => {
    const { rules } = await value<ReviewReport>("review", "report", "--org", org, "--realm", "test");
    const causes = LETTERS.flatMap((letter) => rules[letter].causes.map(({ causeId }) => causeId));
    const [cause = "", another = ""] = causes;
    const words = ["review", "send", "--org", org, "--realm", "test", "--reason", "as told", "--cause"];
    expect((await iis([...words, cause], NOW)).code).toBe(4);
    const ada = ["--role", "deputy", "--name", "Ada Lind", "--email", "ada@clinic.example"];
    const contact = await value<{ id: string }>("contact", "add", "--org", org, ...ada);
    expect((await iis([...words, "none", "--owner", "deputy"], NOW)).code).toBe(3);
    expect((await iis([...words, cause, "--owner", "deputy", "--due", "soon"], NOW)).code).toBe(2);
    const sent = await value<readonly { id: string }[]>(...words, cause, another, "--owner", "deputy");
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({ org, realm: "test", owner: "Ada Lind", state: "open", note: null });
    const [finding = ""] = sent.map(({ id }) => id);
    const settle = ["review", "settle", "--org", org, "--finding", finding, "--state", "answered"];
    await value(...settle, "--reason", "mended on Monday");
    expect((await iis([...settle, "--reason", "again"], NOW)).code).toBe(4);
    const listed = await value<readonly { id: string }[]>("review", "findings", "--org", org);
    expect(listed.find(({ id }) => id === finding)).toMatchObject({
      state: "answered",
      note: "mended on Monday",
    });
    const talk = ["contact", "log", "--org", org, "--kind", "call", "--contact", contact.id];
    const entry = await value<object>(...talk, "--text", "they mend it on Monday");
    expect(entry).toMatchObject({ kind: "call", contact: contact.id, by: "tester" });
    expect(await value("contact", "history", "--org", org)).toEqual([entry]);
    expect((await iis([...talk, "--text", ""], NOW)).code).toBe(2);
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
