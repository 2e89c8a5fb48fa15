import { describe, expect, test } from "vitest";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { LETTERS } from "../../src/review/measures.ts";
import { POPULATION_RULES } from "../../src/review/review-rules.ts";
import {
  contributed,
  eligibility,
  given,
  historical,
  type MessageParts,
  refusal,
  vxu,
} from "../support/review-messages.ts";
import { afternoonOf, reportOf } from "../support/review-report.ts";

const DAY = "20261116";
const FAMILIES = ["Vang", "Olson", "Hassan", "Ramos", "Chen", "Berg", "Yang"] as const;

function population(count: number, parts: (number: number) => MessageParts): readonly MessageContribution[] {
  return Array.from({ length: count }, (_, number) => {
    const own = parts(number);
    return contributed(
      vxu({
        ...own,
        msh: { 10: `NC-${number}`, ...own.msh },
        pid: {
          3: `77${1_000 + number}^^^NORTHC^MR`,
          5: `${FAMILIES[number % FAMILIES.length] ?? ""}^Given${"abcdefghij".charAt(number % 10)}^^^^^L`,
          7: `2022${`${1 + (number % 12)}`.padStart(2, "0")}${`${2 + (number % 12)}`.padStart(2, "0")}`,
          11: `${100 + number} Robert St N^^Saint Paul^MN^55155^USA^H`,
          13: `^PRN^PH^^^651^20${10_000 + number}`,
          ...own.pid,
        },
      }),
      { receivedAtMs: afternoonOf(DAY), messageId: `m${`${number}`.padStart(4, "0")}` },
    );
  });
}

/** Nine digits of area 468 to 477, spread as real numbers are; invented. */
function spreadNumber(number: number): string {
  return `${468 + (number % 10)}${10 + ((number * 37) % 89)}${1_000 + ((number * 7_919) % 8_999)}`;
}

interface PopulationCase {
  readonly rule: string;
  readonly what: string;
  readonly found: boolean;
  readonly count: number;
  readonly parts: (number: number) => MessageParts;
}

const site = (number: number): string => (number % 2 === 0 ? "NORTHC" : "NORTHC-2");
const dose = (rxa: Readonly<Record<number, string>>, code = "V02"): MessageParts => ({
  orders: [given({ 3: DAY, ...rxa }, [eligibility(code)])],
});
const varied = (number: number): string => (number % 3 === 0 ? "V01" : "V02");

const CASES: readonly PopulationCase[] = [
  {
    rule: "RV-C09",
    what: "V01 on all doses of two sites",
    found: true,
    count: 120,
    parts: (n) => ({ ...dose({ 11: `^^^${site(n)}` }, "V01"), msh: { 4: site(n) } }),
  },
  {
    rule: "RV-C09",
    what: "two codes",
    found: false,
    count: 120,
    parts: (n) => ({ ...dose({ 11: `^^^${site(n)}` }, varied(n)), msh: { 4: site(n) } }),
  },
  {
    rule: "RV-C10",
    what: "no Medicaid at an MnVFC site",
    found: true,
    count: 120,
    parts: () => dose({}, "V01"),
  },
  { rule: "RV-C10", what: "some Medicaid", found: false, count: 120, parts: (n) => dose({}, varied(n)) },
  {
    rule: "RV-D12",
    what: "one lot on two vaccines",
    found: true,
    count: 60,
    parts: (n) => dose(n % 2 === 0 ? {} : { 5: "21^varicella^CVX^00006-4827-01^VARIVAX^NDC" }),
  },
  {
    rule: "RV-D12",
    what: "a lot for each vaccine",
    found: false,
    count: 60,
    parts: (n) => dose(n % 2 === 0 ? {} : { 5: "21^varicella^CVX^00006-4827-01^VARIVAX^NDC", 15: "X098765" }),
  },
  {
    rule: "RV-D13",
    what: "one lot of another form",
    found: true,
    count: 100,
    parts: (n) => dose({ 15: n === 0 ? "12-34-56" : `Y01${1_000 + n}` }),
  },
  {
    rule: "RV-D13",
    what: "one form",
    found: false,
    count: 100,
    parts: (n) => dose({ 15: `Y01${1_000 + n}` }),
  },
  { rule: "RV-E07", what: "one race", found: true, count: 200, parts: () => ({}) },
  {
    rule: "RV-E07",
    what: "two races, two ethnicities",
    found: false,
    count: 200,
    parts: (n) => ({ pid: n % 5 === 0 ? { 10: "2028-9^Asian^CDCREC", 22: "2135-2^Hispanic^CDCREC" } : {} }),
  },
  { rule: "RV-G08", what: "500 doses, no refusal", found: true, count: 500, parts: () => dose({}) },
  { rule: "RV-G08", what: "499 doses, no refusal", found: false, count: 499, parts: () => dose({}) },
  {
    rule: "RV-G09",
    what: "30 refusals for one reason",
    found: true,
    count: 30,
    parts: () => ({ orders: [refusal({ 3: DAY })] }),
  },
  {
    rule: "RV-G09",
    what: "two reasons",
    found: false,
    count: 30,
    parts: (n) => ({
      orders: [refusal({ 3: DAY, 18: n === 0 ? "03^Patient^NIP002" : "00^Parental^NIP002" })],
    }),
  },
  { rule: "RV-H04", what: "no PD1", found: false, count: 3, parts: () => ({}) },
  {
    rule: "RV-H05",
    what: "95 % protected",
    found: true,
    count: 100,
    parts: (n) => ({ pd1: { 12: n < 95 ? "Y" : "N" } }),
  },
  {
    rule: "RV-H05",
    what: "20 % protected",
    found: false,
    count: 100,
    parts: (n) => ({ pd1: { 12: n < 20 ? "Y" : "N" } }),
  },
  {
    rule: "RV-I06",
    what: "five doses of tomorrow",
    found: true,
    count: 5,
    parts: () => dose({ 3: "20261117" }),
  },
  {
    rule: "RV-I06",
    what: "four doses of tomorrow",
    found: false,
    count: 4,
    parts: () => dose({ 3: "20261117" }),
  },
  {
    rule: "RV-J05",
    what: "identifiers spread like real numbers",
    found: true,
    count: 60,
    parts: (n) => ({ pid: { 3: `${spreadNumber(n)}^^^NORTHC^MR` } }),
  },
  {
    rule: "RV-J05",
    what: "nine digits that count up",
    found: false,
    count: 60,
    parts: (n) => ({ pid: { 3: `${471_220_001 + n}^^^NORTHC^MR` } }),
  },
  {
    rule: "RV-J05",
    what: "49 values",
    found: false,
    count: 49,
    parts: (n) => ({ pid: { 3: `${spreadNumber(n)}^^^NORTHC^MR` } }),
  },
  {
    rule: "RV-K05P",
    what: "a third of the history on day 15",
    found: true,
    count: 120,
    parts: (n) => ({
      pid: { 7: "19800210" },
      orders: [historical(n % 3 === 0 ? "20050615" : `200506${20 + (n % 8)}`, "10^IPV^CVX")],
    }),
  },
  {
    rule: "RV-K05P",
    what: "days spread",
    found: false,
    count: 120,
    parts: (n) => ({ orders: [historical(`202306${20 + (n % 8)}`, "10^IPV^CVX")] }),
  },
  {
    rule: "RV-K07P",
    what: "one number, two children",
    found: true,
    count: 2,
    parts: () => ({ pid: { 3: "880011^^^NORTHC^MR" } }),
  },
  {
    rule: "RV-K07P",
    what: "one number, one child",
    found: false,
    count: 2,
    parts: () => ({ pid: { 3: "880011^^^NORTHC^MR", 5: "Vang^Ada^^^^^L", 7: "20220309" } }),
  },
  {
    rule: "RV-K09",
    what: "one phone on 20 of 100 unrelated patients",
    found: true,
    count: 100,
    parts: (n) => (n < 20 ? { pid: { 13: "^PRN^PH^^^651^2015207" } } : {}),
  },
  {
    rule: "RV-K09",
    what: "one phone on ten",
    found: false,
    count: 100,
    parts: (n) => (n < 10 ? { pid: { 13: "^PRN^PH^^^651^2015207" } } : {}),
  },
  {
    rule: "RV-K09",
    what: "one phone in one family",
    found: false,
    count: 100,
    parts: (n) =>
      n < 20
        ? {
            pid: {
              5: `Vang^Given${"abcdefghij".charAt(n % 10)}^^^^^L`,
              11: "8 Elm Rd^^Ely^MN^55731",
              13: "^PRN^PH^^^651^2015207",
            },
          }
        : {},
  },
  { rule: "RV-K10", what: "one amount on 100 doses", found: true, count: 100, parts: () => dose({}) },
  { rule: "RV-K10", what: "99 doses", found: false, count: 99, parts: () => dose({}) },
  {
    rule: "RV-K11",
    what: "999-9999 on 2 % of patients",
    found: true,
    count: 100,
    parts: (n) => (n < 2 ? { pid: { 13: "^PRN^PH^^^999^9999999" } } : {}),
  },
  {
    rule: "RV-K11",
    what: "on one patient of 100",
    found: false,
    count: 100,
    parts: (n) => (n < 1 ? { pid: { 13: "^PRN^PH^^^999^9999999" } } : {}),
  },
];

function populationOf(contributions: readonly MessageContribution[]): readonly string[] {
  const report = reportOf(contributions);
  return LETTERS.flatMap((letter) => report.rules[letter].population.map(({ id }) => id));
}

function aMinuteLater(one: MessageContribution): MessageContribution {
  return { ...one, messageId: "m9", receivedAtMs: one.receivedAtMs + 60_000 };
}

describe("the tests on populations", () => {
  test.each(CASES)("$rule, found $found: $what", ({ rule, found, count, parts }) => {
    expect(populationOf(population(count, parts)).includes(rule)).toBe(found);
  });

  test("RV-H03: protection that ends without a newer date", () => {
    const [first] = population(1, () => ({
      pid: { 3: "880011^^^NORTHC^MR" },
      pd1: { 12: "Y", 13: "20261102" },
    }));
    const later = (since: string): readonly MessageContribution[] =>
      population(1, () => ({ pid: { 3: "880011^^^NORTHC^MR" }, pd1: { 12: "N", 13: since } })).map(
        aMinuteLater,
      );
    const all = first === undefined ? [] : [first];
    expect(populationOf([...all, ...later("20261102")])).toContain("RV-H03");
    expect(populationOf([...all, ...later("20261116")])).not.toContain("RV-H03");
  });

  test("RV-H04: messages without PD1", () => {
    const without = vxu({})
      .split("\r")
      .filter((line) => !line.startsWith("PD1"))
      .join("\r");
    expect(populationOf([contributed(without)])).toContain("RV-H04");
  });

  test("an open finding keeps its rule from passing until staff clear it", () => {
    const contributions = population(100, (n) => (n < 20 ? { pid: { 13: "^PRN^PH^^^651^2015207" } } : {}));
    const open = reportOf(contributions).rules.k.population.find(({ id }) => id === "RV-K09");
    expect(open?.cleared).toBe(false);
    const acts = {
      waivers: [],
      attestations: [],
      markers: [],
      clearances: [{ letter: "k", key: open?.key ?? "", by: "r", atMs: 1, reason: "group home" }],
    } as const;
    const closed = reportOf(contributions, { acts }).rules.k.population.find(({ id }) => id === "RV-K09");
    expect(closed?.cleared).toBe(true);
  });

  test.each(POPULATION_RULES.map(({ id }) => id))("%s has a case", (id) => {
    expect([...CASES.map(({ rule }) => rule), "RV-H03", "RV-H04"]).toContain(id);
  });
});
