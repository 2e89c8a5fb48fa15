import { readFileSync, globSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  MASKED_PLACES_MAX,
  type MaskedPlace,
  maskSocialSecurityNumbers,
} from "../../src/submission/mask-social-security-numbers.ts";

const MSH = "MSH|^~\\&|DEMOEHR|9998|MIIC|MIIC|20260302101500-0600||VXU^V04^VXU_V04|C-01|P|2.5.1";

/** A segment with `text` in field `number`. */
function withField(name: string, number: number, text: string): string {
  return `${name}${"|".repeat(number)}${text}|`;
}

/** `PID^1^3^2^1 typed real`. */
function shown({ location, evidence, form }: MaskedPlace): string {
  const { segment, sequence, field, repetition, component, subcomponent } = location;
  const place = [segment, sequence, field, repetition, component, subcomponent].filter(
    (part) => part !== undefined,
  );
  return `${place.join("^")} ${evidence} ${form}`;
}

function maskedAfterHeader(segments: string): { readonly text: string; readonly places: readonly string[] } {
  const { text, places } = maskSocialSecurityNumbers(`${MSH}\r${segments}`);
  expect(text.slice(0, MSH.length + 1)).toBe(`${MSH}\r`);
  return { text: text.slice(MSH.length + 1), places: places.map(shown) };
}

describe("class S1, identifiers typed SS", () => {
  test.each([
    { name: "PID", field: 2 },
    { name: "PID", field: 3 },
    { name: "PID", field: 4 },
    { name: "PID", field: 18 },
    { name: "PID", field: 21 },
    { name: "NK1", field: 33 },
    { name: "GT1", field: 2 },
    { name: "GT1", field: 19 },
    { name: "IN1", field: 36 },
    { name: "IN1", field: 49 },
    { name: "IN2", field: 61 },
    { name: "PV1", field: 19 },
    { name: "QPD", field: 3 },
  ])(
    "maskSocialSecurityNumbers() masks $name-$field typed SS, and that repetition alone",
    ({ name, field }) => {
      expect(
        maskedAfterHeader(withField(name, field, "771200183^^^N^MR~471229183^^^USA^SS~5^^^N^PI")),
      ).toEqual({
        text: withField(name, field, "771200183^^^N^MR~*********^^^USA^SS~5^^^N^PI"),
        places: [`${name}^1^${field}^2^1 typed real`],
      });
    },
  );

  test.each([
    { name: "ORC", field: 10 },
    { name: "ORC", field: 12 },
    { name: "RXA", field: 10 },
    { name: "PV1", field: 7 },
    { name: "PV1", field: 8 },
    { name: "PV1", field: 9 },
    { name: "PV1", field: 17 },
    { name: "PD1", field: 4 },
  ])("maskSocialSecurityNumbers() masks the provider of $name-$field typed SS", ({ name, field }) => {
    expect(maskedAfterHeader(withField(name, field, "471229183^Hale^Robin^^^^^^NPC^L^^^SS"))).toEqual({
      text: withField(name, field, "*********^Hale^Robin^^^^^^NPC^L^^^SS"),
      places: [`${name}^1^${field}^1^1 typed real`],
    });
  });

  test.each([
    { case: "formatted", typed: "471-22-9183^^^N^SS", text: "***-**-****^^^N^SS", form: "real" },
    { case: "the last four", typed: "9183^^^N^SS", text: "****^^^N^SS", form: "other" },
    { case: "lower case and blanks", typed: "471229183^^^N^ ss ", text: "*********^^^N^ ss ", form: "real" },
    { case: "subcomponents", typed: "471&229183^^^N^SS", text: "***&******^^^N^SS", form: "real" },
    { case: "a taxpayer number", typed: "912-70-1234^^^N^SS", text: "***-**-****^^^N^SS", form: "taxpayer" },
    { case: "filler", typed: "999999999^^^N^SS", text: "*********^^^N^SS", form: "sample" },
    { case: "digits as hex", typed: "47122\\X39\\183^^^N^SS", text: "*****\\X**\\***^^^N^SS", form: "real" },
  ])("maskSocialSecurityNumbers() masks every digit of a typed value: $case", ({ typed, text, form }) => {
    expect(maskedAfterHeader(withField("PID", 3, typed))).toEqual({
      text: withField("PID", 3, text),
      places: [`PID^1^3^1^1 typed ${form}`],
    });
  });

  test.each(["^^^USA^SS", '""^^^USA^SS', "NONE^^^USA^SS", "***-**-****^^^USA^SS"])(
    "maskSocialSecurityNumbers() finds nothing to mask in %s",
    (typed) => {
      expect(maskedAfterHeader(withField("PID", 3, typed)).places).toEqual([]);
    },
  );
});

describe("class S2, fields for the number", () => {
  test.each([
    { name: "PID", field: 19 },
    { name: "NK1", field: 37 },
    { name: "GT1", field: 12 },
    { name: "IN2", field: 2 },
  ])("maskSocialSecurityNumbers() masks whatever digits stand in $name-$field", ({ name, field }) => {
    expect(maskedAfterHeader(withField(name, field, "471229183"))).toEqual({
      text: withField(name, field, "*********"),
      places: [`${name}^1^${field}^1^1 dedicated real`],
    });
    expect(maskedAfterHeader(withField(name, field, "000-00-0000")).places).toEqual([
      `${name}^1^${field}^1^1 dedicated sample`,
    ]);
    expect(maskedAfterHeader(withField(name, field, "9183~x^471")).text).toBe(
      withField(name, field, "****~x^***"),
    );
  });

  test("maskSocialSecurityNumbers() leaves IN2-1 and NK1-12, which are employee numbers", () => {
    expect(maskedAfterHeader("IN2|471229183\rNK1||||||||||||471229183").places).toEqual([]);
  });
});

describe("class S3, formatted numbers", () => {
  test.each([
    { case: "NTE-3", segments: "NTE|1||child 471-22-9183 seen", at: "NTE^1^3^1^1" },
    { case: "OBX-5 of text", segments: "OBX|1|ST|X^Note^L||471-22-9183", at: "OBX^1^5^1^1" },
    {
      case: "OBX-5 of a code, its text",
      segments: "OBX|1|CE|X^Note^L||1^id 471-22-9183^L",
      at: "OBX^1^5^1^2",
    },
    { case: "a name", segments: "PID|1||1||Doe^Jo 471-22-9183", at: "PID^1^5^1^2" },
    { case: "an address line", segments: "PID|1||1||||||||1 A St^471-22-9183^Ely", at: "PID^1^11^1^2" },
    {
      case: "a telecom comment",
      segments: "PID|1||1||||||||||^PRN^PH^^^218^5550142^^471-22-9183",
      at: "PID^1^13^1^9",
    },
    {
      case: "a second note on a dose",
      segments: "RXA|0|1|||||||00^x^NIP001~^471-22-9183",
      at: "RXA^1^9^2^2",
    },
    { case: "a Z segment", segments: "ZPI|1|471-22-9183", at: "ZPI^1^2^1^1" },
    { case: "an MRN so written", segments: "PID|1||471-22-9183^^^N^MR", at: "PID^1^3^1^1" },
    { case: "a subcomponent", segments: "PID|1||1||||||||12 Oak&Oak&471-22-9183", at: "PID^1^11^1^1^3" },
    { case: "a second segment of its name", segments: "NTE|1||a\rNTE|2||471-22-9183", at: "NTE^2^3^1^1" },
  ])("maskSocialSecurityNumbers() masks it in $case", ({ segments, at }) => {
    expect(maskedAfterHeader(segments)).toEqual({
      text: segments.replace("471-22-9183", "***-**-****"),
      places: [`${at} formatted real`],
    });
  });

  test.each([
    { typed: "471 22 9183", text: "*** ** ****" },
    { typed: "471.22.9183", text: "***.**.****" },
    { typed: "471\u201122\u20119183", text: "***\u2011**\u2011****" },
    { typed: "471\u201322\u20139183", text: "***\u2013**\u2013****" },
    { typed: "471\u00A022\u00A09183", text: "***\u00A0**\u00A0****" },
    { typed: "471\\X2D\\22\\X2D\\9183", text: "***\\X2D\\**\\X2D\\****" },
    { typed: "\\X3437312D32322D39313833\\", text: "\\X******2D****2D********\\" },
    { typed: "id\\T\\471-22-9183\\F\\", text: "id\\T\\***-**-****\\F\\" },
    { typed: "078-05-1120", text: "***-**-****" },
  ])("maskSocialSecurityNumbers() masks $typed in a note", ({ typed, text }) => {
    expect(maskedAfterHeader(`NTE|1||${typed}`).text).toBe(`NTE|1||${text}`);
  });

  test("maskSocialSecurityNumbers() masks it in MSH-10", () => {
    const { text, places } = maskSocialSecurityNumbers("MSH|^~\\&|A|B|C|D|2026||VXU|471-22-9183|P");
    expect(text).toBe("MSH|^~\\&|A|B|C|D|2026||VXU|***-**-****|P");
    expect(places.map(shown)).toEqual(["MSH^1^10^1^1 formatted real"]);
  });
});

describe("class S4, a word beside it", () => {
  test.each([
    { segments: "NTE|1||mother ssn 471229183", at: "NTE^1^3^1^1" },
    { segments: "NTE|1||SSN:471229183", at: "NTE^1^3^1^1" },
    { segments: "NTE|1||SSN471229183", at: "NTE^1^3^1^1" },
    { segments: "NTE|1||SS# 471229183", at: "NTE^1^3^1^1" },
    { segments: "NTE|1||Soc Sec no. 471229183", at: "NTE^1^3^1^1" },
    { segments: "NTE|1||Social Security Number: 471229183", at: "NTE^1^3^1^1" },
    { segments: "NTE|1||471229183 is the ssan", at: "NTE^1^3^1^1" },
    { segments: "OBX|1|ST|99^Patient SSN^L||471229183", at: "OBX^1^5^1^1" },
    { segments: "PID|1||471229183^^^SSN^PI", at: "PID^1^3^1^1" },
    { segments: "NTE|1||ssn\n471229183", at: "NTE^1^3^1^1" },
    { segments: "NTE|1||471229183\nis her ssn", at: "NTE^1^3^1^1" },
    { segments: "PV1\nssn 471229183", at: "PV1^1" },
  ])("maskSocialSecurityNumbers() masks $segments", ({ segments, at }) => {
    expect(maskedAfterHeader(segments)).toEqual({
      text: segments.replace("471229183", "*********"),
      places: [`${at} keyword real`],
    });
  });

  test.each([
    "NTE|1||lassn 471229183",
    "NTE|1||classnote 471229183",
    "NTE|1||ssn 666229183",
    "NTE|1||ssn 471009183",
    "NTE|1||ssn 471220000",
    "NTE|1||ssn 4712291830",
    "NTE|1||ssn unknown to us, the chart is 471229183",
    "PID|1||771200183^^^N^MR~1^^^SSN^PI",
  ])("maskSocialSecurityNumbers() leaves %s", (segments) => {
    expect(maskedAfterHeader(segments)).toEqual({ text: segments, places: [] });
  });

  test("maskSocialSecurityNumbers() masks a taxpayer number beside the word, and not without", () => {
    expect(maskedAfterHeader("NTE|1||ssn 912-70-1234").places).toEqual(["NTE^1^3^1^1 formatted taxpayer"]);
    expect(maskedAfterHeader("NTE|1||see 912-70-1234").places).toEqual([]);
  });
});

describe("class S6, Medicare numbers", () => {
  test.each([
    { segments: "PID|1||471229183A^^^CMS^MC", masked: "PID|1||*********A^^^CMS^MC", at: "PID^1^3^1^1" },
    {
      segments: withField("IN1", 36, "471229183B1"),
      masked: withField("IN1", 36, "*********B1"),
      at: "IN1^1^36^1^1",
    },
    {
      segments: withField("IN2", 6, "471-22-9183-A"),
      masked: withField("IN2", 6, "***-**-****-A"),
      at: "IN2^1^6^1^1",
    },
    {
      segments: withField("IN1", 49, "471229183D^^^CMS^MC"),
      masked: withField("IN1", 49, "*********D^^^CMS^MC"),
      at: "IN1^1^49^1^1",
    },
  ])("maskSocialSecurityNumbers() masks the digits of $segments", ({ segments, masked, at }) => {
    expect(maskedAfterHeader(segments)).toEqual({ text: masked, places: [`${at} medicare real`] });
  });

  test.each([
    "PID|1||1EG4TE5MK73^^^CMS^MC",
    "PID|1||471229183A^^^N^MR",
    withField("IN1", 36, "XYZ471229183"),
  ])("maskSocialSecurityNumbers() leaves %s", (segments) => {
    expect(maskedAfterHeader(segments).places).toEqual([]);
  });
});

describe("what is no social security number", () => {
  test.each([
    { case: "a nine-digit MRN", segments: "PID|1||771200183^^^NORTHC^MR" },
    { case: "a nine-digit order number", segments: "ORC|RE||471229183^NPC" },
    { case: "a phone number", segments: "PID|1||1||||||||||^PRN^PH^^^218^5550142~(218)555-0142" },
    { case: "digits in XTN.7", segments: "PID|1||1||||||||||^PRN^PH^^^^471 22 9183" },
    { case: "ZIP+4", segments: "PID|1||1||||||||1 A St^^Ely^MN^55731-1234~1 B^^Ely^MN^557311234" },
    { case: "digits in XAD.5", segments: "PID|1||1||||||||1 A St^^Ely^MN^471 22 9183" },
    { case: "a SNOMED code", segments: "OBX|1|CE|59784-9^Immunity^LN||409498004^Rubella^SCT" },
    { case: "a coded value so written", segments: "OBX|1|CWE|X^Y^L||471-22-9183^Local^99L" },
    { case: "an NDC", segments: "RXA|0|1|||49281-0400-10^Adacel^NDC^115^Tdap^CVX" },
    { case: "an NDC without dashes", segments: "RXA|0|1|||492810400^Adacel^NDC" },
    { case: "a VIS bar code", segments: "OBX|1|ST|69764-9^Document type^LN||0253088698300010711120820" },
    { case: "dates", segments: "RXA|0|1|20260302101500-0600|20260302" },
    { case: "a lot number", segments: withField("RXA", 15, "471-22-9183") },
    { case: "an NPI", segments: "ORC|RE|||||||||||1999999992^Amari^Tess^^^^^^NPPES^L^^^NPI" },
    { case: "an object identifier", segments: "PID|1||1^^^N&2.16.840.1.113883.471.22.9183&ISO^MR" },
    { case: "other separators", segments: "NTE|1||471-22.9183 and 471-229183 and 47-122-9183" },
    { case: "an impossible number", segments: "NTE|1||000-12-3456, 666-12-3456, 471-00-9183, 471-22-0000" },
    { case: "a longer number", segments: "NTE|1||1471-22-9183 and 471-22-91835" },
  ])("maskSocialSecurityNumbers() leaves $case", ({ segments }) => {
    expect(maskedAfterHeader(segments)).toEqual({ text: segments, places: [] });
  });

  test.each(globSync("test/fixtures/messages/*.hl7"))(
    "maskSocialSecurityNumbers() leaves %s as it is",
    (file) => {
      const text = readFileSync(file, "utf8");
      expect(maskSocialSecurityNumbers(text)).toEqual({ text, places: [] });
    },
  );
});

function placesBehind(delimiter: string, times: number): readonly string[] {
  return maskedAfterHeader(`NTE|1||x\r${delimiter.repeat(times)}471-22-9183`).places;
}

describe("position", () => {
  test("maskSocialSecurityNumbers() masks a real number wherever else it stands", () => {
    const segments =
      "PID|1||471229183^^^N^MR~471-22-9183^^^USA^SS||||||||||||||||471 22 9183\rORC|RE||471229183^N\rNTE|1||44712291830";
    expect(maskedAfterHeader(segments)).toEqual({
      text: "PID|1||*********^^^N^MR~***-**-****^^^USA^SS||||||||||||||||*** ** ****\rORC|RE||*********^N\rNTE|1||44712291830",
      places: [
        "PID^1^3^1^1 repeated real",
        "PID^1^3^2^1 typed real",
        "PID^1^19^1^1 dedicated real",
        "ORC^1^3^1^1 repeated real",
      ],
    });
  });

  test("maskSocialSecurityNumbers() does not look elsewhere for filler", () => {
    const segments = "PID|1||999999999^^^N^MR||||||||||||||||999999999";
    expect(maskedAfterHeader(segments).text).toBe("PID|1||999999999^^^N^MR||||||||||||||||*********");
  });

  test.each([
    { case: "LF", text: `${MSH}\nPID|1||||||||||||||||||471229183\n` },
    { case: "CRLF", text: `${MSH}\r\nPID|1||||||||||||||||||471229183\r\n` },
    { case: "an indented segment", text: `${MSH}\r  pid|1||||||||||||||||||471229183\r` },
    { case: "a segment broken by LF", text: `${MSH}\rPID|1||||Do\ne||||||||||||||471229183\r` },
    { case: "MLLP bytes", text: `\u000B${MSH}\rPID|1||||||||||||||||||471229183\r\u001C\r` },
    { case: "a batch", text: `BHS|^~\\&|A\r${MSH}\rPID|1||||||||||||||||||471229183\rBTS|1\r` },
    { case: "no header at all", text: "PID|1||||||||||||||||||471229183\r" },
    { case: "a doubly escaped text", text: "MSH|^~\\&amp;|A&#xD;PID|1||||||||||||||||||471229183&#xD;" },
  ])("maskSocialSecurityNumbers() masks PID-19 in $case and changes nothing else", ({ text }) => {
    const masked = maskSocialSecurityNumbers(text);
    expect(masked.text).toBe(text.replace("471229183", "*********"));
    expect(masked.places.map(shown)).toEqual(["PID^1^19^1^1 dedicated real"]);
  });

  test("maskSocialSecurityNumbers() reads over control characters as the reader does", () => {
    const { text, places } = maskSocialSecurityNumbers(`${MSH}\rNTE|1||4\u000071-22-91\u000783`);
    expect(text).toBe(`${MSH}\rNTE|1||*\u0000**-**-**\u0007**`);
    expect(places.map(shown)).toEqual(["NTE^1^3^1^1 formatted real"]);
  });

  test("maskSocialSecurityNumbers() masks digits that were written as XML references", () => {
    const { text } = maskSocialSecurityNumbers("MSH|^~\\&amp;|A&#xD;NTE|1||471-22-918&#51;&#xD;");
    expect(text).toBe("MSH|^~\\&amp;|A&#xD;NTE|1||***-**-***" + "*".repeat(5) + "&#xD;");
  });

  test("maskSocialSecurityNumbers() masks them all and tells the first hundred places", () => {
    const { text, places } = maskSocialSecurityNumbers(
      `${MSH}\rNTE|1||${"471-22-9183 ".repeat(MASKED_PLACES_MAX + 1)}`,
    );
    expect(text).not.toMatch(/471|9183/);
    expect(places).toHaveLength(MASKED_PLACES_MAX);
  });

  // A text of the largest size that MESSAGE_BYTES_MAX can name, searched in steps that look at all that stands before, would take hours.
  test("maskSocialSecurityNumbers() masks a number in each of as many components as a text can hold", () => {
    const numbers = 60_000;
    const { text, places } = maskedAfterHeader(withField("PID", 3, "^471-22-9183".repeat(numbers)));
    expect(text).toBe(withField("PID", 3, "^***-**-****".repeat(numbers)));
    expect(places).toHaveLength(MASKED_PLACES_MAX);
  });

  test("maskSocialSecurityNumbers() tells the field alone where broken lines make more parts than are read", () => {
    expect(placesBehind("~", 199)).toEqual(["NTE^1^3^200^1 formatted real"]);
    expect(placesBehind("~", 100_000)).toEqual(["NTE^1^3 formatted real"]);
    expect(placesBehind("^", 100_000)).toEqual(["NTE^1^3 formatted real"]);
  });

  test("maskSocialSecurityNumbers() masks every nine digits when it cannot tell the parts", () => {
    const { text, places } = maskSocialSecurityNumbers(
      "MSH|$%*!|A\rPID|1||471229183$$$USA$SS%771200183$$$N$MR",
    );
    expect(text).toBe("MSH|$%*!|A\rPID|1||*********$$$USA$SS%*********$$$N$MR");
    expect(places.map(({ evidence }) => evidence)).toEqual(["other-delimiters", "other-delimiters"]);
  });

  test("maskSocialSecurityNumbers() keeps length and every character that is no masked digit, for any text", () => {
    const part = fc.oneof(
      fc.constantFrom(
        ...Array.from("|^~&\\\r\n"),
        "471-22-9183",
        "471229183",
        "SSN ",
        "PID|",
        "SS",
        "\\X34\\",
        "&#52;",
        "MSH|^~\\&amp;|",
      ),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join("")),
        (text) => {
          const masked = maskSocialSecurityNumbers(text);
          expect(masked.text).toHaveLength(text.length);
          const isKept = (unit: string, at: number): boolean => ["*", unit].includes(masked.text.charAt(at));
          expect(text.split("").every(isKept)).toBe(true);
          expect(masked.text === text).toBe(masked.places.length === 0);
          expect(maskSocialSecurityNumbers(masked.text).text).toBe(masked.text);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
