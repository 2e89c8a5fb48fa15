import { describe, expect, test } from "vitest";
import { typedQueryOf } from "../../src/acknowledgment/typed-query.ts";

const MSH = "MSH|^~\\&|A|9998|MIIC|MIIC|20260114||QBP^Q11^QBP_Q11|C|P|2.5.1";

describe("typedQueryOf()", () => {
  test.each([
    {
      what: "as typed, escapes and all",
      text: `${MSH}\rQPD|Z34^x|T\\T\\1||A~B^&c\r`,
      fields: ["Z34^x", "T\\T\\1", "", "A~B^&c"],
    },
    { what: "after LF", text: `${MSH}\nQPD|Z34|T1\nRCP|I`, fields: ["Z34", "T1"] },
    { what: "of the first QPD", text: `${MSH}\rQPD|Z34|T1\rQPD|Z44|T2\r`, fields: ["Z34", "T1"] },
    { what: "without what no answer can hold", text: `${MSH}\rQPD|Z34|T\u00001\r`, fields: ["Z34", "T1"] },
    {
      what: "of a text that was escaped twice",
      text: `${MSH.replace("&", "&amp;")}\rQPD|Z34|A&amp;B\r`,
      fields: ["Z34", "A&B"],
    },
    { what: "of a bare name", text: `${MSH}\rQPD\r`, fields: [""] },
    { what: "of none", text: `${MSH}\r`, fields: [] },
  ])("gives the fields $what", ({ text, fields }) => {
    expect(typedQueryOf(text)).toEqual(fields);
  });

  test("takes no more fields than the reader does", () => {
    expect(typedQueryOf(`${MSH}\rQPD${"|x".repeat(10_000)}`).length).toBeLessThan(500);
  });
});
