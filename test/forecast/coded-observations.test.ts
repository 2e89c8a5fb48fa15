import { expect, test } from "vitest";
import { observationCodes } from "../../src/forecast/coded-observations.ts";
import { scheduleOf } from "../support/schedule-builder.ts";

function observed(code: string, values: readonly (readonly [string, string])[]) {
  return [
    code,
    { code, title: "", values: values.map(([value, system]) => ({ code: value, system })) },
  ] as const;
}

const SCHEDULE = scheduleOf([], {
  observations: new Map([
    observed("023", [["371113008", "SNOMED"]]),
    observed("080", [["VXC20", "CDCPHINVS"]]),
    observed("081", [
      ["VXC20", "CDCPHINVS"],
      ["10", "CVX"],
    ]),
    observed("097", [
      ["VXC20", "CDCPHINVS"],
      ["08", "CVX"],
      ["43", "CVX"],
    ]),
  ]),
});

test.each([
  { name: "a code of one observation", code: "371113008", system: "SCT", vaccines: [], is: ["023"] },
  { name: "the same code of an unknown system", code: "371113008", system: "99X", vaccines: [], is: [] },
  { name: "an unknown code", code: "1", system: "SCT", vaccines: [], is: [] },
  {
    name: "an allergy to the vaccine it was said with",
    code: "VXC20",
    system: "CDCPHINVS",
    vaccines: ["08"],
    is: ["097"],
  },
  { name: "an allergy to no vaccine", code: "VXC20", system: "CDCPHINVS", vaccines: ["998"], is: [] },
])("observationCodes() of $name", ({ code, system, vaccines, is }) => {
  expect(observationCodes(SCHEDULE, { code, system, vaccines })).toEqual(is);
});
