import { describe, expect, test } from "vitest";
import { fieldAt } from "../../src/hl7/value-at.ts";
import type { Field, Segment } from "../../src/hl7/message.ts";
import type { PatientReport } from "../../src/registry/patient/patient-report.ts";
import { describePerson, NOTHING_KNOWN } from "../../src/registry/describe-person.ts";
import { addReport } from "../../src/registry/patient-source.ts";
import type { PatientSource } from "../../src/registry/ports.ts";

/** What one message says: its day, PD1-12, and the street that makes it another statement than the rest. */
interface Said {
  readonly day: number;
  readonly protection?: "Y" | "N";
  readonly street?: number;
  /** Behind the street. */
  readonly note?: string;
}

const EMPTY: PatientSource = { id: "C", organizationId: "O", site: "9998", key: "k", revisions: [] };

const field = (text: string): Field => [[[text]]];

function pidOf(street: number, note: string): Segment {
  const name = [[["Testperch"], ["Wren"]]];
  const fields = [[], [], field("MRN100"), [], name, [], field("20240309"), [], [], []];
  return { name: "PID", sequence: 1, fields: [...fields, field(`${street} Birch St${note}`)] };
}

function reportOf({ day, protection, street = 1, note = "" }: Said, index: number): PatientReport {
  const empty = Array.from({ length: 11 }, () => []);
  const pd1 = protection && { name: "PD1", sequence: 1, fields: [...empty, [[[protection]]]] };
  return {
    messageId: `M${index}`,
    site: "9998",
    organizationId: "O",
    asOfMs: day,
    receivedAtMs: index,
    pid: pidOf(street, note),
    relatives: [],
    ...(pd1 !== undefined && { pd1 }),
  };
}

function chartOf(said: readonly Said[]): PatientSource {
  return said.map(reportOf).reduce(addReport, EMPTY);
}

const asserted = (said: readonly Said[]): readonly string[] =>
  describePerson("P", [chartOf(said)], NOTHING_KNOWN).protection.assertions.map(({ value }) => value);

/** Statements that say nothing of protection, each of another street. */
function others(count: number, day: number): readonly Said[] {
  return Array.from({ length: count }, (_none, index) => ({ day, street: 100 + index }));
}

describe("addReport()", () => {
  test.each<readonly [what: string, said: readonly Said[], protection: readonly string[]]>([
    ["that was said first", [{ day: 1, protection: "Y" }], ["Y"]],
    [
      "that came back after an N",
      [1, 2, 3].map((day) => ({ day, protection: day === 2 ? "N" : "Y" })),
      ["Y"],
    ],
    ["that was lifted", [1, 2].map((day) => ({ day, protection: day === 2 ? "N" : "Y" })), ["N"]],
  ])("keeps the newest word on protection, %s, whatever follows", (_what, said, protection) => {
    expect(asserted(said)).toEqual(protection);
    expect(asserted([...said, ...others(100, 4)])).toEqual(protection);
    expect(asserted([...said, ...others(100, 0)])).toEqual(protection);
  });

  test("keeps the day of the newest message that said so, however many older ones come late", () => {
    const late = Array.from({ length: 20 }, (): Said => ({ day: 1, protection: "Y" }));
    expect(asserted([{ day: 2, protection: "N" }, { day: 3, protection: "Y" }, ...late])).toEqual(["Y"]);
  });

  test("keeps the newest statement when a hundred older ones come late", () => {
    const { revisions } = chartOf([{ day: 9, street: 7 }, ...others(100, 1)]);
    const streets = revisions.map(({ report }) => fieldAt(report.pid, 11)[0]?.[0]?.[0]);
    expect(streets).toHaveLength(40);
    expect(streets).toContain("7 Birch St");
  });

  test("keeps what a chart says within its characters, the newest statement among it", () => {
    const long = Array.from({ length: 30 }, (_none, day): Said => ({
      day,
      street: day,
      note: "x".repeat(20_000),
    }));
    const { revisions } = chartOf(long);
    expect(JSON.stringify(revisions).length).toBeLessThan(300_000);
    expect(revisions.at(-1)?.report.asOfMs).toBe(29);
  });
});
