import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field } from "../../src/hl7/message.ts";
import { packFields, unpackFields } from "../../src/store/packed-documents.ts";

const leaf = fc.oneof(fc.constant(""), fc.constant("|"), fc.string());
const field: fc.Arbitrary<Field> = fc.array(fc.array(fc.array(leaf, { maxLength: 3 }), { maxLength: 3 }), {
  maxLength: 3,
});
const segmentFields = fc.array(field, { maxLength: 4 });

const SENT: readonly Field[] = [[["RE"]], [], [["IZ", "1"], ["NPC"]], [["a"], ["b"]]].map((repetition) =>
  repetition.length === 0 ? [] : [repetition],
);

describe("packFields()", () => {
  test.each<{ what: string; fields: readonly Field[]; packed: unknown }>([
    { what: "texts, components and subcomponents", fields: SENT, packed: "RE||IZ&1^NPC|a^b" },
    { what: "repetitions", fields: [[[["a"]], [["b"], ["c"]]]], packed: "a~b^c" },
    { what: "an empty repetition before another", fields: [[[[""]], [["b"]]]], packed: "~b" },
  ])("keeps $what as the text of the segment", ({ fields, packed }) => {
    expect(packFields(fields)).toBe(packed);
  });

  test.each<{ what: string; fields: readonly Field[] }>([
    { what: "a delimiter in a leaf", fields: [[[["a|b"]]]] },
    { what: "an empty text, which is not nothing", fields: [[[[""]]]] },
    { what: "no field at all", fields: [] },
  ])("leaves $what as it was read", ({ fields }) => {
    expect(packFields(fields)).toEqual(fields);
  });

  test("gives every field back by unpackFields(), through JSON", () => {
    fc.assert(
      fc.property(segmentFields, (fields) => {
        expect(unpackFields(JSON.parse(JSON.stringify(packFields(fields))))).toEqual(fields);
      }),
    );
  });
});

test("unpackFields() gives fields of a document from before as they are", () => {
  expect(unpackFields(SENT)).toEqual(SENT);
});
