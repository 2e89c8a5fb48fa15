import { describe, expect, test } from "vitest";
import { checkProfile } from "../../src/validation/validate.ts";
import {
  BASE_QUERY,
  BASE_UPDATE,
  HISTORICAL_DOSE,
  messageOf,
  removeSegment,
  withoutOrder,
} from "../support/conformance-messages.ts";
import { editMessage } from "../support/edit-message.ts";
import { ask, personFrom, type PureAnswer, type PurePerson } from "../support/pure-registry.ts";
import { CODES, RECEIVED_AT_MS } from "../support/read-reports-of.ts";

const B = BASE_UPDATE;
const Q = BASE_QUERY;
const Z44 = editMessage(Q, [
  { segment: "MSH", field: 21, value: "Z44^CDCPHINVS" },
  { segment: "QPD", field: 1, value: "Z44^Request Evaluated History and Forecast^CDCPHINVS" },
  { segment: "RCP", field: 2, value: "1^RD&records&HL70126" },
]);

function set(er7: string, place: string, value: string): string {
  const [segment = "", field = ""] = place.split("-");
  return editMessage(er7, [{ segment, field: Number(field), value }]);
}

const wren = personFrom("W", [{ er7: B + HISTORICAL_DOSE }]);
const doseless = personFrom("W", [{ er7: withoutOrder(B) }]);
const smallpox = personFrom("W", [{ er7: set(B, "RXA-5", "75^vaccinia (smallpox)^CVX") }]);
const hidden = personFrom("W", [
  { er7: B.replace("\rORC", "\rPD1|||||||||||02|Y|20260114\rORC"), organizationId: "ORG-B" },
]);

/** People of one name and birth date who differ in all else that a query without an id could tell them by. */
function namesakes(count: number): readonly PurePerson[] {
  return Array.from({ length: count }, (_, index) =>
    personFrom(`W${index + 10}`, [
      { er7: editMessage(B, [{ segment: "PID", field: 3, value: `MRN9${index + 10}^^^NPC^MR` }]) },
    ]),
  );
}

/** People who may be meant, but who nobody would swear to. */
function similar(count: number): readonly PurePerson[] {
  return Array.from({ length: count }, (_, index) =>
    personFrom(`S${index + 10}`, [
      {
        er7: editMessage(B, [
          { segment: "PID", field: 3, value: `MRN8${index + 10}^^^NPC^MR` },
          { segment: "PID", field: 5, value: "Testperch^Wrenna^^^^^L" },
        ]),
      },
    ]),
  );
}

const withoutId = (er7: string): string => set(er7, "QPD-3", "");

interface Case {
  readonly id: string;
  readonly what: string;
  readonly er7: string;
  readonly people?: readonly PurePerson[];
  /** Profile, MSA-1, QAK-2. */
  readonly answer: string;
  /** ERR-2, ERR-3, ERR-5, ERR-4 of the one ERR. */
  readonly error?: string;
}

const CASES: readonly Case[] = [
  { id: "Q01", what: "one match", er7: Q, answer: "Z32 AA OK" },
  { id: "Q02", what: "two weak matches", er7: withoutId(Q), people: similar(2), answer: "Z31 AA OK" },
  { id: "Q03", what: "none", er7: Q, people: [], answer: "Z33 AA NF" },
  {
    id: "Q04",
    what: "eleven matches, limit ten",
    er7: withoutId(Q),
    people: namesakes(11),
    answer: "Z33 AA TM",
  },
  { id: "Q05", what: "protected", er7: Q, people: [hidden], answer: "Z33 AA NF" },
  { id: "Q06", what: "no name", er7: set(Q, "QPD-4", ""), answer: "Z33 AE AE", error: "QPD^1^4 101 - E" },
  { id: "Q07", what: "no tag", er7: set(Q, "QPD-2", ""), answer: "Z33 AE AE", error: "QPD^1^2 101 - E" },
  {
    id: "Q08",
    what: "no birth date",
    er7: set(Q, "QPD-6", ""),
    answer: "Z33 AE AE",
    error: "QPD^1^6 101 - E",
  },
  {
    id: "Q09",
    what: "MSH-21 Z34, QPD-1 Z44",
    er7: set(Q, "QPD-1", "Z44^Request Evaluated History and Forecast^CDCPHINVS"),
    answer: "Z33 AE AE",
    error: "QPD^1^1^1^1 999 3 E",
  },
  {
    id: "Q10",
    what: "another query name",
    er7: set(Q, "QPD-1", "Z99^Other^CDCPHINVS"),
    answer: "Z33 AE AE",
    error: "QPD^1^1^1^1 103 5 E",
  },
  { id: "Q11", what: "no RCP", er7: removeSegment(Q, "RCP|"), answer: "Z33 AE AE", error: "RCP^1 100 - E" },
  { id: "Q13", what: "RCP-1 D", er7: set(Q, "RCP-1", "D"), answer: "Z33 AE AE", error: "RCP^1^1 103 5 E" },
  {
    id: "Q14",
    what: "limit zero",
    er7: set(Q, "RCP-2", "0^RD&records&HL70126"),
    answer: "Z33 AE AE",
    error: "RCP^1^2^1^1 102 4 E",
  },
  { id: "Q15", what: "no limit", er7: set(Q, "RCP-2", ""), answer: "Z32 AA OK" },
  { id: "Q16", what: "id without authority", er7: set(Q, "QPD-3", "MRN100"), answer: "Z32 AA OK" },
  {
    id: "Q17",
    what: "birth date of a month",
    er7: set(Q, "QPD-6", "202403"),
    answer: "Z33 AE AE",
    error: "QPD^1^6^1^1 102 2 E",
  },
  {
    id: "Q18",
    what: "tag of 33 characters",
    er7: set(Q, "QPD-2", "T".repeat(33)),
    answer: "Z33 AE AE",
    error: "QPD^1^2 102 4 E",
  },
  {
    id: "Q19",
    what: "another coding system of the query name",
    er7: set(Q, "QPD-1", "Z34^Request Immunization History^HL70471"),
    answer: "Z32 AA OK",
  },
  { id: "Q20", what: "name without a type", er7: set(Q, "QPD-4", "Testperch^Wren"), answer: "Z32 AA OK" },
  { id: "Q21", what: "Z44, one match", er7: Z44, answer: "Z42 AA OK", error: " 0 - I" },
  { id: "Q22", what: "Z44, none", er7: Z44, people: [], answer: "Z33 AA NF" },
  { id: "Q23", what: "Z44, many strong", er7: withoutId(Z44), people: namesakes(3), answer: "Z33 AA TM" },
  { id: "Q24", what: "Z44, weak only", er7: withoutId(Z44), people: similar(2), answer: "Z33 AA NF" },
  { id: "Q25", what: "Z44, no doses", er7: Z44, people: [doseless], answer: "Z42 AA OK", error: " 0 - I" },
  { id: "Q26", what: "Z44, smallpox", er7: Z44, people: [smallpox], answer: "Z42 AA OK", error: " 0 - I" },
  {
    id: "Q29",
    what: "no name and no birth date",
    er7: set(set(Q, "QPD-4", ""), "QPD-6", ""),
    answer: "Z33 AE AE",
    error: "QPD^1^4 101 - E",
  },
  { id: "Q30", what: "e-mail as phone", er7: set(Q, "QPD-9", "^NET^^a@example.org"), answer: "Z32 AA OK" },
];

/** Fields of the first segment of a name, cut at bars. */
function fieldsOf({ answer }: PureAnswer, name: string): readonly string[] {
  return (answer.split("\r").find((line) => line.startsWith(`${name}|`)) ?? "").split("|");
}

function errorLine(answered: PureAnswer): string | undefined {
  const errors = answered.answer.split("\r").filter((line) => line.startsWith("ERR|"));
  if (errors.length > 1) throw new Error("a response has one ERR");
  const [, , location = "", code = "", severity = "", application = ""] = (errors[0] ?? "").split("|");
  return errors.length === 0
    ? undefined
    : `${location} ${code.split("^")[0]} ${application.split("^")[0] || "-"} ${severity}`;
}

describe("respond() to the Q cases", () => {
  test.each(CASES)("$id $what: $answer", ({ er7, people = [wren], answer, error }) => {
    const answered = ask(er7, people);
    const profile = fieldsOf(answered, "MSH")[20]?.split("^")[0];
    expect([profile, fieldsOf(answered, "MSA")[1], fieldsOf(answered, "QAK")[2]].join(" ")).toBe(answer);
    expect(errorLine(answered)).toBe(error);
  });

  test.each(CASES)("$id $what: repeats the query to the letter", ({ er7, people = [wren] }) => {
    const answered = ask(er7, people);
    const sent = er7.split("\r").find((line) => line.startsWith("QPD|")) ?? "";
    expect(fieldsOf(answered, "QPD").join("|")).toBe(sent);
    expect(fieldsOf(answered, "MSA")[2]).toBe("C-02");
    expect(fieldsOf(answered, "QAK").slice(1)).toEqual([
      sent.split("|")[2] ?? "",
      statusOf(answered),
      sent.split("|")[1] ?? "",
    ]);
  });

  test.each(CASES)("$id $what: is clean by its own profile", ({ er7, people = [wren] }) => {
    const answered = ask(er7, people);
    const message = messageOf(answered.answer);
    const profile = fieldsOf(answered, "MSH")[20]?.split("^")[0];
    if (profile !== "Z31" && profile !== "Z32" && profile !== "Z33" && profile !== "Z42")
      throw new Error(profile);
    const findings = checkProfile(message, profile, {
      nowMs: RECEIVED_AT_MS,
      zone: "America/Chicago",
      codes: CODES,
    });
    // What only repeats the sender is as the sender made it (decision D17).
    const own = findings.filter(({ location }) => !["QAK", "QPD"].includes(location?.segment ?? ""));
    expect(own).toEqual([]);
  });

  test("Q12 limit in lines instead of records", () => {
    const answered = ask(set(Q, "RCP-2", "10^LI&lines&HL70126"), [wren]);
    expect(answered.decided).toBe("unusable");
    expect(errorLine(answered)).toBe("RCP^1^2^1^2 103 5 E");
  });

  test.each([
    { id: "Q27", er7: set(Q, "MSH-12", "2.3") },
    { id: "Q28", er7: set(Q, "MSH-9", "VXQ^V01") },
  ])("$id leaves by the acknowledgment Z23, not by a response", ({ er7 }) => {
    expect(ask(er7, [wren]).decided).toBe("rejected");
  });

  test("Q02 lists candidates with their number, id, name, birth date, sex and city, and nothing else", () => {
    const placed = personFrom("S99", [
      {
        er7: editMessage(B, [
          { segment: "PID", field: 5, value: "Testperch^Wrenna^Rae^^^^L~Other^Wrenna^^^^^A" },
          { segment: "PID", field: 3, value: "MRN777^^^NPC^MR" },
          { segment: "PID", field: 11, value: "414 Example Ave^^Bemidji^MN^56601^USA^L" },
          { segment: "PID", field: 13, value: "^PRN^PH^^^218^5550142" },
        ]),
      },
    ]);
    const { answer: text } = ask(withoutId(Q), [placed, ...similar(1)]);
    const body = text.split("\r").filter((line) => /^(?:PID|PD1|NK1|ORC|RXA|OBX)\|/.test(line));
    expect(body).toEqual([
      "PID|1||S10^^^MIIC^SR||Testperch^Wrenna^^^^^L||20240309|F",
      "PID|2||S99^^^MIIC^SR||Testperch^Wrenna^Rae^^^^L||20240309|F|||^^Bemidji^^^^L",
    ]);
  });

  test("Q05 answers a protected person byte for byte as one who is not there", () => {
    expect(ask(Q, [hidden]).answer).toBe(ask(Q, []).answer);
  });

  test("Q05 does not count protected people", () => {
    const hiddenNamesakes = Array.from({ length: 12 }, (_, index) => ({ ...hidden, id: `H${index}` }));
    expect(ask(Q, [...hiddenNamesakes, wren]).answer).toBe(ask(Q, [wren]).answer);
    expect(ask(withoutId(Q), hiddenNamesakes).answer).toBe(ask(withoutId(Q), []).answer);
  });

  test("Q05 shows a protected person to who protected it", () => {
    expect(ask(Q, [hidden], { organizationId: "ORG-B" }).decided).toBe("history");
  });

  test("in test, what others reported is not seen; who shares is (decision D23)", () => {
    const others = personFrom("W", [{ er7: B, organizationId: "ORG-B" }]);
    expect(ask(Q, [others], { realm: "test" }).answer).toBe(ask(Q, [], { realm: "test" }).answer);
    expect(ask(Q, [others], { realm: "test", sharesTestDataWith: new Set(["ORG-B"]) }).decided).toBe(
      "history",
    );
  });

  test("in test, doses that others reported for the same person are not sent", () => {
    const shared = personFrom("W", [
      { er7: B },
      { er7: set(B, "RXA-3", "20250105"), organizationId: "ORG-B" },
    ]);
    const dosesIn = (realm: "test" | "production"): number =>
      ask(Q, [shared], { realm })
        .answer.split("\r")
        .filter((line) => line.startsWith("RXA|")).length;
    expect([dosesIn("test"), dosesIn("production")]).toEqual([1, 2]);
  });

  test("Q29 names every fault in ERR-8", () => {
    const answered = ask(set(set(Q, "QPD-4", ""), "QPD-6", ""), [wren]);
    expect(fieldsOf(answered, "ERR")[8]).toContain("QPD-6");
  });
});

function statusOf(answered: PureAnswer): string {
  return fieldsOf(answered, "QAK")[2] ?? "";
}
