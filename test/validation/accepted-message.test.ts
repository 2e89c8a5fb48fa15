import { describe, expect, test } from "vitest";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import type { Message } from "../../src/hl7/message.ts";
import { valueAt } from "../../src/hl7/value-at.ts";
import { validate } from "../../src/validation/validate.ts";
import type { ValidationContext } from "../../src/validation/validation.ts";
import {
  BASE_UPDATE,
  HISTORICAL_DOSE,
  insertSegment,
  messageOf,
  removeSegment,
} from "../support/conformance-messages.ts";
import { editMessage } from "../support/edit-message.ts";

const CONTEXT: ValidationContext = {
  nowMs: Date.parse("2026-01-14T15:30:13Z"),
  zone: "America/Chicago",
  codes: builtInCodeSets(),
};
const KIN = "NK1|1|Testperch^Maren^^^^^L|MTH^Mother^HL70063\rNK1|2|Testperch^Aspen^^^^^L|ZZZ^?^HL70063";

function accepted(er7: string): Message {
  const validation = validate(messageOf(er7), CONTEXT);
  if (validation.kind !== "processed") throw new Error(`not processed: ${validation.kind}`);
  return validation.accepted;
}

/** `PID-8` of the accepted message, components with `^`, repetitions with `~`; undefined without the segment. */
function stored(message: Message, place: string): string | undefined {
  const [name, field] = place.split("-");
  const segment = message.segments.find((one) => one.name === name);
  const repetitions = segment?.fields[Number(field) - 1] ?? [];
  if (segment === undefined) return undefined;
  return repetitions.map((repetition) => repetition.map((leaves) => leaves.join("&")).join("^")).join("~");
}

function textOf(er7: string, ruleId: string): string | undefined {
  return validate(messageOf(er7), CONTEXT).findings.find((finding) => finding.ruleId === ruleId)?.text;
}

function vaccine(value: string): string {
  return editMessage(BASE_UPDATE, [{ segment: "RXA", field: 5, value }]);
}

describe("validate() leaves in the accepted message", () => {
  test.each([
    { what: "U for an empty sex", place: "PID-8", value: "", result: "U" },
    { what: "U for an unknown sex", place: "PID-8", value: "X", result: "U" },
    {
      what: "the guide's code for a retired ethnicity",
      place: "PID-22",
      value: "H^Hispanic^HL70189",
      result: "2135-2^Hispanic or Latino^CDCREC",
    },
    {
      what: "the guide's code for a retired race",
      place: "PID-10",
      value: "W^White^HL70005",
      result: "2106-3^White^CDCREC",
    },
    {
      what: "the level of the guide for a finer race",
      place: "PID-10",
      value: "2034-7^Chinese^CDCREC",
      result: "2028-9^Asian^CDCREC",
    },
    { what: "no unknown race", place: "PID-10", value: "9999-9^Martian^CDCREC", result: "" },
    {
      what: "the known race beside an unknown one",
      place: "PID-10",
      value: "9999-9^Martian^CDCREC~2106-3^White^CDCREC",
      result: "~2106-3^White^CDCREC",
    },
    { what: "no number in one piece", place: "PID-13", value: "218-555-0142", result: "" },
    { what: "no birth order that is no number", place: "PID-25", value: "A", result: "" },
    { what: "no death date without indicator", place: "PID-29", value: "20251201", result: "" },
    { what: "no value where the guide has none", place: "PID-2", value: "OLD77", result: "" },
    { what: "MR for an id without type", place: "PID-3", value: "MRN100^^^NPC", result: "MRN100^^^NPC^MR" },
    {
      what: "L for a name without type",
      place: "PID-5",
      value: "Testperch^Wren",
      result: "Testperch^Wren^^^^^L",
    },
    {
      what: "an id as long as it came",
      place: "PID-3",
      value: "MRN1234567890123^^^NPC^MR",
      result: "MRN1234567890123^^^NPC^MR",
    },
    { what: "an empty field for two quotes", place: "PID-13", value: '""', result: "" },
    {
      what: "no empty component for two quotes",
      place: "PID-11",
      value: '414 Example Ave^""^Bemidji^MN^56601^USA^L',
      result: "414 Example Ave^^Bemidji^MN^56601^USA^L",
    },
    { what: "999 for an empty amount", place: "RXA-6", value: "", result: "999" },
    { what: "999 for an amount that is no number", place: "RXA-6", value: "half", result: "999" },
    {
      what: "01 for an empty information source",
      place: "RXA-9",
      value: "",
      result: "01^Historical information - source unspecified^NIP001",
    },
    {
      what: "01 for an unknown information source",
      place: "RXA-9",
      value: "77^odd^NIP001",
      result: "01^Historical information - source unspecified^NIP001",
    },
    {
      what: "01 behind notes without a source",
      place: "RXA-9",
      value: "^at school",
      result: "^at school~01^Historical information - source unspecified^NIP001",
    },
    { what: "CP for an empty status", place: "RXA-20", value: "", result: "CP" },
    { what: "A for an empty action", place: "RXA-21", value: "", result: "A" },
    { what: "no end date that differs", place: "RXA-4", value: "20260106", result: "" },
    { what: "an unknown vaccine code as sent", place: "RXA-5", value: "899^new^CVX", result: "899^new^CVX" },
    { what: "an unknown maker not", place: "RXA-17", value: "ZZZ^?^MVX", result: "" },
    {
      what: "the route that a letter means",
      place: "RXR-1",
      value: "IM^Intramuscular^HL70162",
      result: "C28161^Intramuscular^NCIT",
    },
    { what: "no segment of an unknown route", place: "RXR-1", value: "C99999^?^NCIT", result: undefined },
    { what: "no unknown site", place: "RXR-2", value: "QQ^?^HL70163", result: "" },
    {
      what: "one phone type less when it is unknown",
      place: "PID-11",
      value: "414 Example Ave^^Bemidji^MN^56601^USA^ZZ",
      result: "414 Example Ave^^Bemidji^MN^56601^USA^",
    },
  ])("$what ($place)", ({ place, value, result }) => {
    const [segment = "", field = ""] = place.split("-");
    const er7 = editMessage(BASE_UPDATE, [{ segment, field: Number(field), value }]);
    expect(stored(accepted(er7), place)).toBe(result);
  });

  test("a protected patient for an unreadable indicator", () => {
    const er7 = insertSegment(BASE_UPDATE, { after: "PID" }, "PD1||||||||||||Z");
    expect(stored(accepted(er7), "PD1-12")).toBe("Y");
  });

  test("the good next of kin and not the bad one", () => {
    const message = accepted(insertSegment(BASE_UPDATE, { after: "PID" }, KIN));
    expect(message.segments.filter(({ name }) => name === "NK1").map(({ sequence }) => sequence)).toEqual([
      1,
    ]);
  });

  test("nothing of a refused dose, and all of the other", () => {
    const er7 = editMessage(BASE_UPDATE + HISTORICAL_DOSE, [
      { segment: "RXA", field: 5, value: "9Z9^?^CVX" },
    ]);
    const message = accepted(er7);
    expect(message.segments.map(({ name }) => name)).toEqual(["MSH", "PID", "ORC", "RXA"]);
    expect(message.segments.filter(({ name }) => name === "RXA").map((rxa) => valueAt(rxa, 5))).toEqual([
      "21",
    ]);
  });

  test("the dose without a route that stands in the wrong place", () => {
    const er7 = insertSegment(
      removeSegment(BASE_UPDATE, "RXR|"),
      { after: "ORC" },
      "RXR|C38299^Subcutaneous^NCIT",
    );
    expect(accepted(er7).segments.map(({ name }) => name)).toEqual([
      "MSH",
      "PID",
      "ORC",
      "RXA",
      "OBX",
      "OBX",
      "OBX",
    ]);
  });

  test("the very message when nothing was wrong", () => {
    const message = messageOf(BASE_UPDATE);
    expect(validate(message, CONTEXT)).toMatchObject({ kind: "processed", findings: [] });
    const validation = validate(message, CONTEXT);
    expect(validation.kind === "processed" && validation.accepted).toBe(message);
  });
});

describe("validate() says in words what became of the data", () => {
  test("which dose is lost, with the code that was wrong", () => {
    expect(textOf(vaccine("9Z9^?^CVX"), "RXA-5-CODE")).toBe(
      "RXA-5 Administered Code: 9Z9 is no CVX, NDC or CPT code of a vaccine; dose 1 is not stored. Send the CVX code with its leading zero, as 08 for Hep B, and CVX as its system.",
    );
  });

  test.each(["20260114", "123456789", "<script>", "javascript", "a very long code of a vaccine", "REJECTED"])(
    "never the text %s in place of a code",
    (value) => {
      expect(textOf(vaccine(`${value}^?^CVX`), "RXA-5-CODE")).toContain("sent here is no CVX");
    },
  );

  test("nothing that stands in a segment about people", () => {
    const er7 = editMessage(BASE_UPDATE, [{ segment: "PID", field: 8, value: "Wren" }]);
    expect(textOf(er7, "PID-8-CODE")).toBe(
      "PID-8 Administrative Sex: code sent here is not in table HL70001; stored as U. Send F, M or U.",
    );
  });

  test("not that something is stored when its dose is lost", () => {
    const er7 = editMessage(vaccine("9Z9^?^CVX"), [{ segment: "RXR", field: 2, value: "QQ^?^HL70163" }]);
    const finding = validate(messageOf(er7), CONTEXT).findings.find(({ ruleId }) => ruleId === "RXR-2-CODE");
    expect(finding).toMatchObject({ severity: "W", effect: "refuse-dose" });
    expect(finding?.text).not.toContain("stored");
  });
});

describe("validate() of a value behind an empty repetition that the field may not have", () => {
  test.each([
    { place: "MSH-9", value: "~VXU^V04^VXU_V04", kind: "refused" },
    { place: "PID-7", value: "~20240309", kind: "refused" },
    { place: "PID-7", value: "20240309~", kind: "processed" },
    { place: "PID-8", value: "~F", kind: "processed" },
  ])("$place '$value' is $kind: what is dropped does not count as sent", ({ place, value, kind }) => {
    const [segment = "", field] = place.split("-");
    const er7 = editMessage(BASE_UPDATE, [{ segment, field: Number(field), value }]);
    expect(validate(messageOf(er7), CONTEXT).kind).toBe(kind);
  });

  test("PID-8 '~F' is stored as U, and the sender is told", () => {
    const er7 = editMessage(BASE_UPDATE, [{ segment: "PID", field: 8, value: "~F" }]);
    expect(stored(accepted(er7), "PID-8")).toBe("U");
    expect(textOf(er7, "PID-8-MISSING")).toMatch(/stored as U/);
  });
});
