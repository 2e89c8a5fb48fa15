import { describe, expect, test } from "vitest";
import { parseWithHl7Standard } from "../../src/hl7/parse-with-hl7-standard.ts";
import {
  fieldAt,
  firstSegment,
  isFieldEmpty,
  isRepetitionEmpty,
  leafAt,
  valueAt,
} from "../../src/hl7/value-at.ts";

const message = parseWithHl7Standard(["MSH|^~\\&|A", 'PID|1||M1^^^N&1.2&ISO^MR~M2||""|~^x', "PID|2"]);
const pid = firstSegment(message, "PID") ?? { name: "none", sequence: 0, fields: [] };

describe("places of a message", () => {
  test.each([
    { path: [1], value: "1" },
    { path: [3], value: "M1" },
    { path: [3, 4], value: "N" },
    { path: [3, 4, 1, 3], value: "ISO" },
    { path: [3, 1, 2], value: "M2" },
    { path: [3, 5, 2], value: "" },
    { path: [2], value: "" },
    { path: [99], value: "" },
    { path: [5], value: '""' },
  ] as const)("valueAt() gives '$value' at PID-$path", ({ path, value }) => {
    const [field, component, repetition, subcomponent] = path;
    expect(valueAt(pid, field, component, repetition, subcomponent)).toBe(value);
  });

  test("firstSegment() gives the first of its name, or undefined", () => {
    expect(pid.sequence).toBe(1);
    expect(firstSegment(message, "NK1")).toBeUndefined();
  });

  test("fieldAt() gives an empty field for what was not sent", () => {
    expect(fieldAt(pid, 3)).toHaveLength(2);
    expect(fieldAt(pid, 2)).toEqual([]);
    expect(fieldAt(pid, 99)).toEqual([]);
  });

  test("leafAt() gives '' for what was not sent", () => {
    const [first] = fieldAt(pid, 3);
    expect([leafAt(first, 4), leafAt(first, 4, 2), leafAt(first, 9), leafAt(undefined, 1)]).toEqual([
      "N",
      "1.2",
      "",
      "",
    ]);
  });

  test("isFieldEmpty() and isRepetitionEmpty() take two quotes as sent", () => {
    expect([2, 3, 5, 6].map((number) => isFieldEmpty(fieldAt(pid, number)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(fieldAt(pid, 6).map(isRepetitionEmpty)).toEqual([true, false]);
  });
});
