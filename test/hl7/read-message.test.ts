import { describe, expect, test } from "vitest";
import { READ_LIMITS } from "../../src/hl7/limits.ts";
import type { Message } from "../../src/hl7/message.ts";
import { readMessage, type Reading } from "../../src/hl7/read-message.ts";
import { valueAt } from "../../src/hl7/value-at.ts";

const MSH = "MSH|^~\\&|DEMOEHR|9998|MIIC|MIIC|20260302101500-0600||VXU^V04^VXU_V04|C-01|P|2.5.1";
const MSH_SEPARATORS = MSH.match(/[|~^&]/g)?.length ?? 0;

function messageOf(text: string): Message {
  const reading = readMessage(text);
  if (reading.kind !== "message") throw new Error(`read as ${reading.kind}`);
  return reading.message;
}

function notesOf(text: string): readonly unknown[] {
  const reading = readMessage(text);
  return reading.kind === "message" ? reading.notes : [reading.kind];
}

/** Names of the segments in message order. */
function namesOf(text: string): readonly string[] {
  return messageOf(text).segments.map((segment) => segment.name);
}

/** Fields of the segment after MSH. */
function fieldsAfterHeader(text: string): Message["segments"][number]["fields"] | undefined {
  return messageOf(text).segments[1]?.fields;
}

/** `count` parts with a delimiter between them. */
function many(count: number, delimiter: string): string {
  return `x${`${delimiter}x`.repeat(count - 1)}`;
}

describe("what a text is", () => {
  test.each<{ readonly case: string; readonly text: string; readonly kind: Reading["kind"] }>([
    { case: "one header", text: MSH, kind: "message" },
    { case: "header of nothing", text: "MSH|", kind: "message" },
    { case: "MSH-2 empty", text: "MSH||DEMOEHR", kind: "message" },
    { case: "a greeting", text: "hello", kind: "not-hl7" },
    { case: "nothing", text: "", kind: "not-hl7" },
    { case: "white space", text: " \r\n\t ", kind: "not-hl7" },
    { case: "header name alone", text: "MSH", kind: "message" },
    { case: "lower-case header", text: MSH.toLowerCase(), kind: "not-hl7" },
    { case: "another field separator", text: "MSH$%*!@$DEMOEHR$9998", kind: "not-hl7" },
    { case: "text before the header", text: `greetings\r${MSH}`, kind: "not-hl7" },
    { case: "a segment before the header", text: `PID|1\r${MSH}`, kind: "not-hl7" },
    { case: "MSHX", text: "MSHX|^~\\&|A", kind: "not-hl7" },
    { case: "two headers", text: `${MSH}\rPID|1\r${MSH}\rPID|1`, kind: "several-messages" },
    {
      case: "two headers, the second indented",
      text: `${MSH}\rPID|1\r  ${MSH}\rPID|1`,
      kind: "several-messages",
    },
    {
      case: "two headers, the second lower case",
      text: `${MSH}\nmsh|^~\\&|B\nPID|1`,
      kind: "several-messages",
    },
    {
      case: "two MLLP blocks",
      text: `\u000B${MSH}\r\u001C\r\u000B${MSH}\r\u001C\r`,
      kind: "several-messages",
    },
    { case: "two files joined, a BOM between", text: `${MSH}\r\uFEFF${MSH}`, kind: "several-messages" },
    { case: "MSH| inside a field", text: `${MSH}\rNTE|1||see MSH|above`, kind: "message" },
    { case: "batch of one", text: `BHS|^~\\&|A\r${MSH}\rPID|1\rBTS|1`, kind: "batch" },
    { case: "file of one", text: `FHS|^~\\&|A\rBHS|^~\\&|A\r${MSH}\rBTS|1\rFTS|1`, kind: "batch" },
    { case: "batch trailer only", text: `${MSH}\rPID|1\rBTS`, kind: "batch" },
    { case: "batch of two", text: `BHS|^~\\&\r${MSH}\r${MSH}\rBTS|2`, kind: "several-messages" },
    { case: "batch of none", text: "BHS|^~\\&|A\rBTS|0", kind: "not-hl7" },
    { case: "batch with an indented header", text: `BHS|^~\\&|A\r  ${MSH}\rBTS|1`, kind: "not-hl7" },
    { case: "declared delimiters swapped", text: "MSH|^&\\~|A|9998", kind: "other-delimiters" },
    { case: "declared delimiters of another kind", text: "MSH|$%*!|A|9998", kind: "other-delimiters" },
    { case: "MSH-2 left out", text: "MSH|DEMOEHR|9998", kind: "other-delimiters" },
  ])("readMessage() takes $case as $kind", ({ text, kind }) => {
    expect(readMessage(text).kind).toBe(kind);
  });

  test.each([
    { msh2: "^~\\&", read: "^~\\&" },
    { msh2: "^~\\&#", read: "^~\\&#" },
    { msh2: "^~\\", read: "^~\\" },
    { msh2: "^~", read: "^~" },
    { msh2: "^", read: "^" },
    { msh2: "", read: "" },
  ])("readMessage() reads with the guide's delimiters when MSH-2 is '$msh2'", ({ msh2, read }) => {
    const text = `MSH|${msh2}|A\rPID|1||1#2^^^N&O^MR~3`;
    expect(valueAt(messageOf(text).segments[0] ?? { name: "", sequence: 0, fields: [] }, 2)).toBe(read);
    expect(fieldsAfterHeader(text)?.[2]).toEqual([[["1#2"], [""], [""], ["N", "O"], ["MR"]], [["3"]]]);
  });

  test("readMessage() never reads a batch or other delimiters beyond the header", () => {
    const batch = readMessage(`BHS|^~\\&|X|Y|||||||BATCH-9\r${MSH}\rPID|1\rBTS|1`);
    expect(batch).toEqual({ kind: "batch", controlId: "C-01", header: messageOf(MSH).segments[0] });
  });

  test("readMessage() splits the header of other delimiters as it declares them", () => {
    const reading = readMessage("MSH|$%*!|A!1.2!ISO|99\\T\\98|M|M|2026||QBP$Q11$QBP_Q11|Q*7|P|2.5.1\rPID$1");
    expect(reading).toMatchObject({ kind: "other-delimiters", controlId: "Q*7" });
    if (reading.kind !== "other-delimiters") throw new Error(`read as ${reading.kind}`);
    expect(reading.header.fields.slice(1, 4)).toEqual([
      [[["$%*!"]]],
      [[["A", "1.2", "ISO"]]],
      [[["99\\T\\98"]]],
    ]);
    expect([1, 2, 3].map((component) => valueAt(reading.header, 9, component))).toEqual([
      "QBP",
      "Q11",
      "QBP_Q11",
    ]);
  });

  test("readMessage() reports a parser that fails or makes nothing as unreadable", () => {
    const cause = new Error("planted");
    const fails = (): never => {
      throw cause;
    };
    expect(readMessage(MSH, fails)).toEqual({ kind: "unreadable", cause });
    expect(readMessage(MSH, () => ({ segments: [] })).kind).toBe("unreadable");
  });
});

describe("transport dirt and line ends", () => {
  const CLEAN = `${MSH}\rPID|1||A1^^^N^MR\rPV1|1|R\r`;

  test.each([
    { case: "T01 CRLF", text: CLEAN.replaceAll("\r", "\r\n") },
    { case: "T02 LF", text: CLEAN.replaceAll("\r", "\n") },
    { case: "T03 mixed, more LF than CR", text: `${MSH}\nPID|1||A1^^^N^MR\r\nPV1|1|R` },
    { case: "T03 CRLF CRLF CR", text: `${MSH}\r\nPID|1||A1^^^N^MR\r\nPV1|1|R\r` },
    { case: "LFCR", text: CLEAN.replaceAll("\r", "\n\r") },
    { case: "no final CR", text: CLEAN.slice(0, -1) },
    { case: "T04 BOM", text: `\uFEFF${CLEAN}` },
    { case: "T04 MLLP", text: `\u000B${CLEAN}\u001C\r` },
    { case: "indentation and line ends around", text: `\r\n   ${CLEAN}\n   ` },
    { case: "empty lines", text: CLEAN.replaceAll("\r", "\r\r \r") },
    { case: "M12 bars at the end", text: CLEAN.replaceAll("\r", "||||\r") },
  ])("readMessage() reads the same message from $case", ({ text }) => {
    expect(messageOf(text)).toEqual(messageOf(CLEAN));
    expect(notesOf(text)).toEqual([]);
  });

  test("readMessage() un-escapes a doubly escaped text once, with a note", () => {
    const twice =
      "MSH|^~\\&amp;|A&amp;1.2|9998\rPID|1||M&amp;amp;N||O&#39;Hara&lt;^Zo&#xEB;&unknown;&#0;&#x110000;";
    expect(messageOf(twice)).toEqual(
      messageOf("MSH|^~\\&|A&1.2|9998\rPID|1||M&amp;N||O'Hara<^Zoë&unknown;&#0;&#x110000;"),
    );
    expect(notesOf(`\n${twice}`)).toEqual([
      { kind: "double-escaped", line: 2, location: { segment: "MSH", sequence: 1, field: 2 } },
    ]);
  });

  test.each(["^~\\&amp;", "^~\\&#38;", "^~\\&#x26;"])("readMessage() knows %s as double escape", (msh2) => {
    expect(notesOf(`MSH|${msh2}|A&#xD;PID|1`)).toHaveLength(1);
    expect(namesOf(`MSH|${msh2}|A&#xD;PID|1`)).toEqual(["MSH", "PID"]);
  });

  test("readMessage() leaves references alone when the text was escaped as it should be", () => {
    expect(fieldsAfterHeader(`${MSH}\rNTE|1||R&amp;D`)?.[2]).toEqual([[["R", "amp;D"]]]);
  });
});

describe("broken lines and control characters", () => {
  test.each([
    { case: "a line feed in free text", line: "rest of the note" },
    { case: "a lower-case name", line: "pid|1" },
    { case: "a two-letter name", line: "PI|1" },
    { case: "a four-letter name", line: "PIDX|1" },
    { case: "an indented segment", line: "  PID|2" },
    { case: "a name with a blank", line: "PV1 " },
  ])("readMessage() leaves out $case and says where", ({ line }) => {
    const text = `${MSH}\rPID|1\rNTE|1||begins\n${line}\rPV1|1`;
    expect(namesOf(text)).toEqual(["MSH", "PID", "NTE", "PV1"]);
    expect(notesOf(text)).toEqual([
      { kind: "broken-line", line: 4, location: { segment: "NTE", sequence: 1 } },
    ]);
    expect(JSON.stringify(readMessage(text))).not.toContain("rest of");
  });

  test("readMessage() counts a segment's place per name, across other segments", () => {
    const { segments } = messageOf(`${MSH}\rORC|1\rRXA|1\rOBX|1\rORC|2\rRXA|2\rOBX|2\rOBX|3`);
    expect(segments.map(({ name, sequence }) => `${name}${sequence}`)).toEqual([
      "MSH1",
      "ORC1",
      "RXA1",
      "OBX1",
      "ORC2",
      "RXA2",
      "OBX2",
      "OBX3",
    ]);
  });

  test("readMessage() takes out control characters and keeps TAB", () => {
    const text = `${MSH}\rPID|1||a\u0000b\u001Bc\td\u007F\uFFFE\uD800\rNTE|1\n\u0007broken`;
    expect(fieldsAfterHeader(text)?.[2]).toEqual([[["abc\td"]]]);
    expect(notesOf(text)).toEqual([
      { kind: "control-characters", line: 2, location: { segment: "PID", sequence: 1 } },
      { kind: "broken-line", line: 4, location: { segment: "NTE", sequence: 1 } },
      { kind: "control-characters", line: 4, location: { segment: "NTE", sequence: 1 } },
    ]);
  });

  test("readMessage() takes a bare name as an empty segment", () => {
    expect(messageOf(`${MSH}\rPV1\rPID|1`).segments[1]).toEqual({ name: "PV1", sequence: 1, fields: [] });
  });
});

describe("fields, repetitions, components", () => {
  test.each([
    { case: "text", typed: "a", field: [[["a"]]] },
    { case: "nothing", typed: "", field: [] },
    { case: "T10 two quotes", typed: '""', field: [[['""']]] },
    { case: "components", typed: "a^^b", field: [[["a"], [""], ["b"]]] },
    { case: "trailing delimiters", typed: "a^b^^", field: [[["a"], ["b"]]] },
    { case: "delimiters only", typed: "^^~&~", field: [] },
    { case: "repetitions", typed: "a~b^c", field: [[["a"]], [["b"], ["c"]]] },
    { case: "an empty first repetition", typed: "~^note", field: [[[""]], [[""], ["note"]]] },
    { case: "subcomponents alone", typed: "12 Oak&Oak&12", field: [[["12 Oak", "Oak", "12"]]] },
    { case: "a raw ampersand in text", typed: "Salt & pepper", field: [[["Salt ", " pepper"]]] },
    {
      case: "subcomponents in a component",
      typed: "1^^^N&1.2&ISO^MR",
      field: [[["1"], [""], [""], ["N", "1.2", "ISO"], ["MR"]]],
    },
    { case: "subcomponents in repetitions", typed: "a&b~c", field: [[["a", "b"]], [["c"]]] },
    { case: "trailing subcomponents", typed: "a&&^b", field: [[["a"], ["b"]]] },
    { case: "subcomponents only empty, then more", typed: "&^b", field: [[[""], ["b"]]] },
    { case: "T07 an escaped ampersand", typed: "O\\T\\Hara", field: [[["O&Hara"]]] },
    { case: "all delimiters escaped", typed: "\\F\\\\S\\\\T\\\\R\\\\E\\", field: [[["|^&~\\"]]] },
    { case: "an escaped escape", typed: "\\E\\T\\E\\", field: [[["\\T\\"]]] },
    {
      case: "T09 hex and formatting",
      typed: "a\\X0D\\b\\.br\\c\\H\\d\\N\\",
      field: [[["a\\X0D\\b\\.br\\c\\H\\d\\N\\"]]],
    },
    { case: "the end of hex is no start", typed: "a\\X41\\T\\", field: [[["a\\X41\\T\\"]]] },
    { case: "the end of highlighting is no start", typed: "a\\H\\T\\", field: [[["a\\H\\T\\"]]] },
    { case: "an unfinished escape", typed: "a\\T", field: [[["a\\T"]]] },
    { case: "a lone backslash", typed: "C:\\x \\T\\ y", field: [[["C:\\x & y"]]] },
    { case: "T11 UTF-8", typed: "Núñez^Zoë^漢字😀", field: [[["Núñez"], ["Zoë"], ["漢字😀"]]] },
    {
      case: "names of object properties",
      typed: "__proto__^constructor&toString",
      field: [[["__proto__"], ["constructor", "toString"]]],
    },
  ])("readMessage() reads $case", ({ typed, field }) => {
    expect(fieldsAfterHeader(`${MSH}\rZZZ|${typed}|end`)?.[0]).toEqual(field);
  });

  test("readMessage() keeps MSH-1 and MSH-2 unsplit and counts from them", () => {
    const [header] = messageOf(MSH).segments;
    expect(header?.fields.slice(0, 3)).toEqual([[[["|"]]], [[["^~\\&"]]], [[["DEMOEHR"]]]]);
    expect(header?.fields[8]).toEqual([[["VXU"], ["V04"], ["VXU_V04"]]]);
    expect(header?.fields).toHaveLength(12);
  });

  test("readMessage() reads T14, PID-300, and unknown segments", () => {
    const text = `${MSH}\rPID|${"|".repeat(299)}far\rZAA|x|y\rDG1|1`;
    expect(fieldsAfterHeader(text)?.[299]).toEqual([[["far"]]]);
    expect(namesOf(text)).toEqual(["MSH", "PID", "ZAA", "DG1"]);
  });

  test.each([
    { case: "plain", typed: "C-01" },
    { case: "M11, 200 characters", typed: "9".repeat(200) },
    { case: "escapes", typed: "A\\T\\B\\X41\\" },
    { case: "components", typed: "A^B~C&D" },
    { case: "empty", typed: "" },
  ])("readMessage() gives MSH-10 as typed: $case", ({ typed }) => {
    expect(readMessage(`MSH|^~\\&|A|B|C|D|2026||ACK|${typed}|P`)).toMatchObject({ controlId: typed });
  });
});

describe("bounds", () => {
  const header = messageOf(MSH).segments[0];
  const texts = {
    segmentsMax: (count: number) => [MSH, ...Array.from({ length: count - 1 }, () => "NTE|1")].join("\r"),
    ordersMax: (count: number) => MSH + "\rRXA|0".repeat(count),
    separatorsMax: (count: number) => {
      const full = Math.floor((count - MSH_SEPARATORS) / READ_LIMITS.fieldsMax);
      const left = count - MSH_SEPARATORS - full * READ_LIMITS.fieldsMax;
      return `${MSH}${`\rNTE|${many(READ_LIMITS.fieldsMax, "|")}`.repeat(full)}\rNTE|${many(left, "|")}`;
    },
    fieldsMax: (count: number) => `${MSH}\rPID|${many(count, "|")}`,
    repetitionsMax: (count: number) => `${MSH}\rPID|1|${many(count, "~")}`,
    componentsMax: (count: number) => `${MSH}\rPID|1|a~${many(count, "^")}`,
    subcomponentsMax: (count: number) => `${MSH}\rPID|1|a~b^${many(count, "&")}`,
  };

  test.each(Object.entries(READ_LIMITS))("readMessage() takes %s and not one more", (limit, max) => {
    const textOf = Object.entries(texts).find(([name]) => name === limit)?.[1];
    if (textOf === undefined) throw new Error(`no text for ${limit}`);
    expect(readMessage(textOf(max)).kind).toBe("message");
    expect(readMessage(textOf(max + 1))).toEqual({ kind: "over-limit", limit, header, controlId: "C-01" });
  });

  test("readMessage() counts each field, repetition and component on its own", () => {
    const full = many(READ_LIMITS.subcomponentsMax, "&");
    expect(readMessage(`${MSH}\rPID|${full}^${full}~${full}|${full}`).kind).toBe("message");
  });

  test("readMessage() counts ORC as it counts RXA", () => {
    const full = MSH + "\rORC|RE".repeat(READ_LIMITS.ordersMax);
    expect(readMessage(full).kind).toBe("message");
    expect(readMessage(`${full}\rORC|RE`).kind).toBe("over-limit");
  });

  test("readMessage() holds a batch to the same bounds", () => {
    expect(readMessage(`BHS|^~\\&\r${MSH}${"\rNTE|1".repeat(100)}`).kind).toBe("batch");
    expect(readMessage(`BHS|^~\\&\r${MSH}${"\rNTE|1".repeat(READ_LIMITS.segmentsMax)}`).kind).toBe(
      "over-limit",
    );
  });

  test("readMessage() counts broken lines as lines", () => {
    expect(readMessage(MSH + "\nx".repeat(READ_LIMITS.segmentsMax)).kind).toBe("over-limit");
  });

  test("readMessage() bounds what it reads of a header that is over a bound itself", () => {
    const reading = readMessage(`MSH|^~\\&|A|B|C|D|2026||ACK|C-02${"|".repeat(50_000)}`);
    expect(reading).toMatchObject({ kind: "over-limit", limit: "fieldsMax", controlId: "C-02" });
    const fieldCount = reading.kind === "over-limit" ? reading.header.fields.length : Number.NaN;
    expect(fieldCount).toBeLessThanOrEqual(READ_LIMITS.fieldsMax);
  });
});
