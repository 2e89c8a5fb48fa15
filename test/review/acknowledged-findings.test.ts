import { describe, expect, test } from "vitest";
import { acknowledgedFindings } from "../../src/review/acknowledged-findings.ts";
import { REVIEW_RULES } from "../../src/review/review-rules.ts";
import type { Finding } from "../../src/validation/finding.ts";
import { TEXT_LENGTH_MAX } from "../../src/validation/rule-text.ts";
import { BASE_UPDATE, HISTORICAL_DOSE } from "../support/conformance-messages.ts";
import { OUTCOME_CASES, RULE_CASES } from "../support/review-cases.ts";
import { given, type MessageParts, refusal, reviewed, vxu } from "../support/review-messages.ts";

function toldOf(message: MessageParts | string): readonly Finding[] {
  const { review, validation } = reviewed(typeof message === "string" ? message : vxu(message));
  return acknowledgedFindings(review, validation.findings);
}

function idsOf(message: MessageParts | string): readonly string[] {
  return toldOf(message).map(({ ruleId }) => ruleId);
}

const ALL: readonly MessageParts[] = [...RULE_CASES, ...OUTCOME_CASES].map(({ message }) => message);

describe("acknowledgedFindings()", () => {
  test.each([BASE_UPDATE, BASE_UPDATE + HISTORICAL_DOSE])("a conformant message gets advice only", (er7) => {
    expect(toldOf(er7).filter(({ severity }) => severity !== "I")).toEqual([]);
  });

  test.each([
    { what: "a second code", message: { orders: [given({ 5: "03^MMR^CVX" })] }, rule: "RV-A04" },
    {
      what: "a CVX beside the NDC",
      message: { orders: [given({ 5: "49281-0425-88^^NDC" })] },
      rule: "RV-A03",
    },
    { what: "race", message: { pid: { 10: "" } }, rule: "RV-E01" },
    { what: "ethnicity", message: { pid: { 22: "" } }, rule: "RV-E02" },
    { what: "an address", message: { pid: { 11: "" } }, rule: "RV-F01" },
    { what: "a phone", message: { pid: { 13: "" } }, rule: "RV-F04" },
  ])("what is only wished for is I: $what", ({ message, rule }) => {
    expect(toldOf(message).find(({ ruleId }) => ruleId === rule)?.severity).toBe("I");
  });

  test.each([
    { what: "lot missing", message: { orders: [given({ 15: "" })] }, row: "RXA-15-MISSING", rule: "RV-D01" },
    {
      what: "manufacturer by name",
      message: { orders: [given({ 17: "Merck" })] },
      row: "RXA-17-CODE",
      rule: "RV-D07",
    },
    { what: "eligibility missing", message: { orders: [given({}, [])] }, row: "IZ-23", rule: "RV-C01" },
    {
      what: "refusal without reason",
      message: { orders: [refusal({ 18: "" })] },
      row: "RXA-18-MISSING",
      rule: "RV-G01",
    },
    { what: "protection U", message: { pd1: { 12: "U" } }, row: "PD1-12-CODE", rule: "RV-H01" },
    {
      what: "ethnicity as race",
      message: { pid: { 10: "2135-2^Hispanic^CDCREC" } },
      row: "PID-10-CODE",
      rule: "RV-E05",
    },
  ])("one defect, one ERR: $what is told by $row", ({ message, row, rule }) => {
    const { review, validation } = reviewed(vxu(message));
    expect(validation.findings.map(({ ruleId }) => ruleId)).toContain(row);
    expect(acknowledgedFindings(review, validation.findings).map(({ ruleId }) => ruleId)).not.toContain(rule);
  });

  test("nothing is said of a dose that is not stored", () => {
    expect(idsOf({ orders: [given({ 3: "20261117", 5: "03^MMR^CVX", 15: "N/A" })] })).toEqual([]);
  });

  test("nothing is said of a message that is refused", () => {
    expect(toldOf({ pid: { 7: "" }, orders: [given({ 15: "N/A" })] })).toEqual([]);
  });

  test("a social security number is not told a second time", () => {
    expect(idsOf({ pid: { 19: "471229183" } })).toEqual([]);
  });

  test("a lot N/A is told once", () => {
    const ids = idsOf({ orders: [given({ 15: "N/A" })] });
    expect(ids).toEqual(["RV-K04"]);
  });

  test("no text is longer than ERR-8 takes, reads as a refusal, or repeats what the sender wrote but codes", () => {
    const sent = /Testperch|Wren|771200|Robert St|2015207|471|Y012345|UNKNOWN|BABY|noemail/;
    for (const { text, severity, errorCode, applicationErrorCode } of ALL.flatMap(toldOf)) {
      expect(text.length).toBeLessThanOrEqual(TEXT_LENGTH_MAX);
      expect(text).not.toMatch(/reject|ignored/i);
      expect(text).not.toMatch(sent);
      expect(errorCode === "0").toBe(severity === "I");
      expect(errorCode === "0" ? applicationErrorCode : undefined).toBeUndefined();
      expect(errorCode === "103" ? applicationErrorCode : "5").toMatch(/[45]/);
    }
  });

  test("every row has a text that fits, in the words of a stored message", () => {
    for (const { problem, outcome, fix } of REVIEW_RULES) {
      const text = `${problem.replace("{value}", "12345678901234567890")}; ${outcome}. ${fix}`;
      expect(text.length).toBeLessThanOrEqual(TEXT_LENGTH_MAX);
      expect(text).not.toMatch(/reject|ignored/i);
    }
  });
});
