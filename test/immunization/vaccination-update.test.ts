import { describe, expect, test } from "vitest";
import type { Segment } from "../../src/hl7/message.ts";
import { valueAt } from "../../src/hl7/value-at.ts";
import { readVaccinationUpdate } from "../../src/immunization/vaccination-update.ts";
import {
  BASE_QUERY,
  BASE_UPDATE,
  HISTORICAL_DOSE,
  insertSegment,
  messageOf,
  removeSegment,
} from "../support/conformance-messages.ts";

const numberOf = (order: Segment | undefined): string => (order === undefined ? "" : valueAt(order, 3));

describe("readVaccinationUpdate()", () => {
  test("tells the parts of an update", () => {
    const er7 = insertSegment(
      BASE_UPDATE + HISTORICAL_DOSE,
      { after: "PID" },
      "PD1||||||||||||N\rNK1|1|A^B^^^^^L|MTH\rNK1|2|C^D^^^^^L|FTH",
    );
    const update = readVaccinationUpdate(messageOf(er7));
    expect(update.patient?.name).toBe("PID");
    expect(update.demographics?.name).toBe("PD1");
    expect(update.relatives.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(update.orders.map(({ number, order }) => `${number} ${numberOf(order)}`)).toEqual([
      "1 V1",
      "2 V2",
    ]);
    expect(update.orders.map(({ observations }) => observations.length)).toEqual([3, 0]);
    expect(update.orders.map(({ route }) => route?.sequence)).toEqual([1, undefined]);
  });

  test.each([
    {
      what: "an RXA without its ORC",
      er7: removeSegment(BASE_UPDATE + HISTORICAL_DOSE, "ORC|RE||V2"),
      orders: 2,
    },
    {
      what: "an ORC without an RXA",
      er7: insertSegment(BASE_UPDATE, { after: "OBX" }, "ORC|RE||V9"),
      orders: 2,
    },
    { what: "no order", er7: BASE_QUERY, orders: 0 },
  ])("takes $what", ({ er7, orders }) => {
    expect(readVaccinationUpdate(messageOf(er7)).orders).toHaveLength(orders);
  });

  test("of nothing is empty", () => {
    expect(readVaccinationUpdate({ segments: [] })).toEqual({
      header: undefined,
      patient: undefined,
      demographics: undefined,
      relatives: [],
      orders: [],
    });
  });
});
