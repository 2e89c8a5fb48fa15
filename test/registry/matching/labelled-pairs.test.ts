import { createReadStream, existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { type Evaluation, evaluatePairs } from "../../../scripts/evaluate-pairs.ts";
import { type LabelledPair, readLabelledPairs } from "../../../scripts/labelled-pairs.ts";
import { parseHl7Day } from "../../../src/kernel/dates.ts";

const PERSON =
  "nameFirst=Wren,nameMiddle=Odette,nameLast=Testperch,nameLastHyph=Walleye,nameAlias=,birthDate=20210314,gender=F,birthStatus=Y,birthType=2,birthOrder=1,motherMaidenName=Quillback,guardianNameFirst=Ida,guardianNameLast=Testperch,addressStreet1=1712 Walleye Ln, rear,addressStreet2=,addressCity=Bemidji,addressState=MN,addressZip=56601,phone=(218)555-0142,mrns=7-X1,ssn=900000001,medicaid=900000001,shotHistory=,";
const STRANGER = "nameFirst=Rosalind,nameLast=Sturgeon,birthDate=20210314,gender=F,";

const pairText = (label: string, a: string, b: string): string =>
  `TEST: ${label}-1:SAMPLE:IDEAL-IDEAL\nEXPECT: ${label}\nPATIENT A: ${a}\nPATIENT B: ${b}\n`;

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split("\n");
}

async function read(text: string): Promise<{ pairs: readonly LabelledPair[]; skipped: readonly string[] }> {
  const skipped: string[] = [];
  const pairs: LabelledPair[] = [];
  for await (const pair of readLabelledPairs(linesOf(text), (id) => skipped.push(id))) pairs.push(pair);
  return { pairs, skipped };
}

const evaluate = (text: string): Promise<Evaluation> =>
  evaluatePairs(readLabelledPairs(linesOf(text), () => undefined));

describe("readLabelledPairs()", () => {
  test("reads every field but the numbers that make the test trivial", async () => {
    const { pairs } = await read(pairText("Match", PERSON, STRANGER));
    expect(pairs[0]).toMatchObject({
      id: "Match-1:SAMPLE:IDEAL-IDEAL",
      expected: "match",
      a: {
        names: [{ family: "Testperch", given: "Wren", middle: "Odette", suffix: "" }, { family: "Walleye" }],
        birthDate: parseHl7Day("20210314"),
        sex: "F",
        motherMaidenName: { family: "Quillback" },
        multipleBirth: true,
        birthOrder: 1,
        relatives: [{ family: "Testperch", given: "Ida" }],
        addresses: [{ street: "1712 Walleye Ln, rear", city: "Bemidji", state: "MN", zip: "56601" }],
        phones: ["(218)555-0142"],
        identifiers: [],
      },
      b: {
        names: [{ family: "Sturgeon", given: "Rosalind" }],
        multipleBirth: undefined,
        phones: [],
        relatives: [],
      },
    });
  });

  test.each([
    [
      "CRLF and a byte order mark",
      `\uFEFF${pairText("Match", PERSON, PERSON).replaceAll("\n", "\r\n")}`,
      1,
      0,
    ],
    ["comments and blank lines", `# note\n\n${pairText("Match", PERSON, PERSON)}\nwhat\n`, 1, 0],
    [
      "another order of lines",
      `TEST: 1\nPATIENT B: ${PERSON}\nPATIENT A: ${PERSON}\nEXPECT: not a match\n`,
      1,
      0,
    ],
    ["an unknown label", pairText("Perhaps", PERSON, PERSON) + pairText("Match", PERSON, PERSON), 1, 1],
    ["a pair cut off", `${pairText("Match", PERSON, PERSON)}TEST: 2\nEXPECT: Match\n`, 1, 1],
    ["lines before the first pair", `PATIENT A: ${PERSON}\n${pairText("Match", PERSON, PERSON)}`, 1, 0],
    ["nothing", "", 0, 0],
  ])("takes %s", async (_what, text, pairs, skipped) => {
    const found = await read(text);
    expect([found.pairs.length, found.skipped.length]).toEqual([pairs, skipped]);
  });
});

describe("evaluatePairs()", () => {
  test("counts agreement, false merges and missed matches apart", async () => {
    const text = [
      pairText("Match", PERSON, PERSON),
      pairText("Not a Match", PERSON, STRANGER),
      pairText("Not a Match", PERSON, PERSON),
      pairText("Match", PERSON, STRANGER),
      pairText("Possible Match", PERSON, PERSON),
    ].join("");
    const evaluation = await evaluate(text);
    expect(evaluation).toMatchObject({
      pairs: 5,
      agreement: 0.4,
      falseMerges: 1,
      missedMatches: 1,
      unblocked: 1,
    });
    expect(evaluation.disagreements.map((one) => `${one.expected} ${one.found}`)).toEqual([
      "different match",
      "match different",
      "possible match",
    ]);
  });

  test("of no pairs is no agreement", async () => {
    expect(await evaluate("")).toMatchObject({ pairs: 0, agreement: 0, falseMerges: 0, missedMatches: 0 });
  });
});

/**
 * Labelled pairs are not part of the project. MATCHING_DIR names their folder, which then must hold files; without it they
 * are looked for beside the project, and it is said plainly when they are not there.
 */
function labelledFiles(): readonly string[] {
  const named = process.env["MATCHING_DIR"];
  const folder = named ?? join(import.meta.dirname, "../../../..", "shared", "matching");
  const files = existsSync(folder)
    ? globSync("*.txt", { cwd: folder }).map((file) => join(folder, file))
    : [];
  if (files.length > 0) return files;
  if (named !== undefined) throw new Error("MATCHING_DIR holds no labelled pairs (*.txt)");
  process.stderr.write(
    "NOT TESTED: no labelled patient pairs here. To test them: MATCHING_DIR=FOLDER npm test\n",
  );
  return [];
}

describe("patient matching on labelled pairs", () => {
  test("agrees with the labellers, joins no two people, and compares all who may be one", async () => {
    for (const file of labelledFiles()) {
      const lines = createInterface({ input: createReadStream(file, "utf8") });
      const evaluation = await evaluatePairs(readLabelledPairs(lines, () => undefined));
      expect(evaluation.pairs).toBeGreaterThan(0);
      expect(evaluation).toMatchObject({ falseMerges: 0, missedMatches: 0, unblocked: 0 });
      expect(evaluation.agreement).toBeGreaterThanOrEqual(0.94);
    }
  });
});
