import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskAnswer, maskMessage } from "../../src/submission/mask-message.ts";

const MSH = "MSH|^~\\&|EHR|NPC1|MIIC|MIIC|20260114120000-0600||VXU^V04^VXU_V04|7|P|2.5.1";

describe("maskMessage()", () => {
  test.each([
    {
      what: "a patient",
      text: `${MSH}\rPID|1||77^^^NPC1^MR~88||Zimt^Ada^^^||20190203|F|||1 Main\\T\\Elm^^Duluth^MN`,
      masked: `${MSH}\rPID|***||***^^^***^***~***||***^***^^^||***|***|||***^^***^***`,
    },
    { what: "line feeds", text: `${MSH}\r\nPID|Ada\nNK1|Bo`, masked: `${MSH}\rPID|***\rNK1|***` },
    {
      what: "a request that looks like an answer",
      text: `${MSH}\rMSA|AE|7|about Ada\rERR||Ada^1|Zimt`,
      masked: `${MSH}\rMSA|***|***|***\rERR||***^***|***`,
    },
    {
      what: "other delimiters",
      text: "MSH$%*!@$EHR$NPC1\rPID$1$$Zimt%Ada*Bo@Cy^Di",
      masked: "MSH$%*!@$EHR$NPC1\rPID$***$$***%*** ***@***".replace(" ", "*"),
    },
    {
      what: "what is no segment",
      text: `${MSH}\rAda Zimt\rPatient|Ada`,
      masked: `${MSH}\r***\r***`,
    },
    {
      what: "a name in place of the delimiters",
      text: "MSH|Zimt^Ada|EHR|NPC1\rPID|Zit",
      masked: "MSH|***^***|EHR|NPC1\rPID|***",
    },
    {
      what: "letters of another alphabet in place of the delimiters",
      text: "MSH|éàüñ|EHR|NPC1\rPID|éàü",
      masked: "MSH|***|EHR|NPC1\rPID|***",
    },
    { what: "letters in place of the separator", text: "MSHAda\rPIDAda", masked: "***\r***" },
    { what: "nothing", text: "", masked: "" },
  ])("of $what", ({ text, masked }) => {
    expect(maskMessage(text)).toBe(masked);
  });

  test("shows no letter or digit of any segment but MSH", () => {
    const anyLine = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom("PID", "NK1", "RXA", "OBX", "ZZZ"), anyLine, (name, line) => {
        const [, masked = ""] = maskMessage(`${MSH}\r${name}|${line.replaceAll(/[\r\n]/g, "")}`).split("\r");
        expect(masked.slice(3)).toMatch(/^[|^~&*]*$/);
      }),
    );
  });
});

describe("maskAnswer()", () => {
  test.each([
    {
      what: "a text of ours is shown",
      rule: "IZ-24",
      told: "Send the statement.",
      shown: "IZ-24|Send the statement.",
    },
    {
      what: "a text that may repeat a code is not",
      rule: "RXA-20-CODE",
      told: "Ada is no code",
      shown: "RXA-20-CODE|***",
    },
    { what: "what names no rule of ours is not", rule: "Ada", told: "Bo", shown: "***|***" },
  ])("of ERR-7 and ERR-8 $what", ({ rule, told, shown }) => {
    const line = "ERR||RXA^1|999^Application error^HL70357|W|||";
    expect(maskAnswer(`${MSH}\r${line}${rule}|${told}`)).toBe(`${MSH}\r${line}${shown}`);
    expect(maskMessage(`${MSH}\r${line}${rule}|${told}`)).toBe(
      `${MSH}\rERR||***^***|***^***^***|***|||***|***`,
    );
  });

  test("masks a patient as maskMessage() does", () => {
    const patient = "PID|1||77^^^NPC1^MR||Zimt^Ada";
    expect(maskAnswer(`${MSH}\r${patient}`)).toBe(maskMessage(`${MSH}\r${patient}`));
    expect(maskAnswer(`${MSH}\rMSA|AE|7|about Ada`)).toBe(`${MSH}\rMSA|AE|7|***`);
  });
});
