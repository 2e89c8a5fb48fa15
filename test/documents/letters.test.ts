import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { composeLetter } from "../../src/documents/compose-letter.ts";
import { type Letter, LETTER_KINDS, type LetterKind } from "../../src/documents/letter.ts";
import type { LetterFacts } from "../../src/documents/letter-facts.ts";
import { LETTER_TEXTS } from "../../src/documents/letter-texts.ts";
import { setLetter } from "../../src/documents/set-letter.ts";
import { setAsPdf } from "../../src/documents/set-as-pdf.ts";
import { day } from "../support/onboarding.ts";

const HELP_DESK = "Help Desk, help@registry.example, 555-0100";

function facts(kind: LetterKind, change: Partial<LetterFacts> = {}): LetterFacts {
  return {
    kind,
    number: "MIIC-2026-000007",
    day: day("2026-02-25"),
    organization: { id: "o-1", name: "Müller & Søn <Clinic>" },
    sites: [{ code: "N1", name: "North", mnvfc: true }],
    contacts: [{ name: "Ada Lind", role: "technical" }],
    schedule: [{ name: "Plan", from: day("2026-01-05"), to: day("2026-01-09"), businessDays: 5 }],
    plan: [["Transport", "SOAP"]],
    dueOn: day("2026-03-02"),
    reason: "upgrade of the EHR",
    report: { snapshotId: "rr-1", digest: "sha256:ab" },
    findings: ["Rule a is REVIEW."],
    catchUp: { how: "By file.", on: day("2026-03-31") },
    signer: "Cy Oja",
    helpDesk: HELP_DESK,
    ...change,
  };
}

/** The operators of all pages of a PDF, as text. */
function pageText(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString("latin1");
  const streams = [...raw.matchAll(/\/Length (\d+)\n?[^>]*>>\nstream\n/g)].map((match) => {
    const start = match.index + match[0].length;
    const bytes = Buffer.from(raw.slice(start, start + Number(match[1])), "latin1");
    try {
      return inflateSync(bytes).toString("latin1");
    } catch {
      return "";
    }
  });
  const operators = streams.join("\n");
  return [...operators.matchAll(/<([0-9a-f]+)>/g)]
    .map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1"))
    .join("");
}

describe.each(LETTER_KINDS)("the letter %s", (kind) => {
  test("has number, day, addressee, help desk and the other-format line, in HTML and PDF", async () => {
    const { html, pdf } = await setLetter(composeLetter(facts(kind)));
    const read = pageText(pdf);
    for (const words of [
      "MIIC-2026-000007",
      "February 25, 2026",
      "Ada Lind",
      "different format",
      "555-0100",
      "Cy Oja",
    ]) {
      expect(html).toContain(words);
      expect(read).toContain(words);
    }
    expect(html).toContain(`<h1>${LETTER_TEXTS[kind].subject}</h1>`);
    expect(read).toContain(LETTER_TEXTS[kind].subject);
  });

  test("escapes every text in HTML", async () => {
    const { html } = await setLetter(composeLetter(facts(kind, { reason: "<b>", findings: ["<i>"] })));
    expect(html).not.toMatch(/<(?:Clinic|b|i)>/);
    expect(html).toContain("Müller &amp; Søn &lt;Clinic&gt;");
  });

  test("is a tagged PDF with language and title, the same bytes each time", async () => {
    const letter = composeLetter(facts(kind));
    const [one, two] = await Promise.all([setAsPdf(letter), setAsPdf(letter)]);
    const raw = Buffer.from(one).toString("latin1");
    for (const mark of [
      "/Marked true",
      "/Lang (en-US)",
      "/StructTreeRoot",
      "/DisplayDocTitle true",
      "/S /H1",
    ])
      expect(raw).toContain(mark);
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
  });

  test("says that it is a draft when it has no number", async () => {
    const { number: _number, ...rest } = facts(kind);
    const { html, pdf } = await setLetter(composeLetter(rest));
    expect(html).toContain("Draft, not sent");
    expect(pageText(pdf)).toContain("Draft, not sent");
  });

  test("can be written with nothing but an organization", async () => {
    const { dueOn: _due, reason: _reason, report: _report, catchUp: _catchUp, ...rest } = facts(kind);
    const bare = { ...rest, sites: [], contacts: [], schedule: [], plan: [], findings: [] };
    const { html } = await setLetter(composeLetter(bare));
    expect(html).not.toContain("undefined");
  });
});

describe("composeLetter()", () => {
  test.each([
    { kind: "return", says: "March 2, 2026" },
    { kind: "suspension", says: "upgrade of the EHR" },
    { kind: "findings", says: "Rule a is REVIEW." },
    { kind: "review-result", says: "rr-1, sha256:ab" },
    { kind: "ongoing", says: "Vaccines for Children" },
    { kind: "production-credentials", says: "March 31, 2026" },
  ] as const)("$kind says $says", ({ kind, says }) => {
    expect(JSON.stringify(composeLetter(facts(kind)))).toContain(says);
  });

  test.each(["test-credentials", "production-credentials"] as const)(
    "%s holds no secret and says so",
    (kind) => {
      expect(JSON.stringify(composeLetter(facts(kind)))).toContain("This letter holds no password");
    },
  );
});

describe("setAsPdf()", () => {
  const letter: Letter = composeLetter(facts("plan-confirmation"));

  test("goes on over pages", async () => {
    const rows = Array.from({ length: 80 }, (_, at) => [`Question ${at}`, `Answer ${at}`] as const);
    const items = Array.from({ length: 60 }, (_, at) => `Item ${at}`);
    const pdf = await setAsPdf({
      ...letter,
      body: [
        { kind: "table", rows },
        { kind: "list", items },
      ],
    });
    const pages =
      Buffer.from(pdf)
        .toString("latin1")
        .match(/\/Type \/Page\n/g) ?? [];
    expect(pages.length).toBeGreaterThan(3);
    expect(pageText(pdf)).toContain("Answer 79");
  });

  test("writes what its fonts do not have without accents", async () => {
    const pdf = await setAsPdf({ ...letter, signer: ["Żółć Ñandú 漢 O’Neil"] });
    expect(pageText(pdf)).toContain("Zólc Ñandú ?");
  });
});
