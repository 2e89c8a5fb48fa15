import { describe, expect, test } from "vitest";
import {
  type Asker,
  isVisibleTo,
  maySeeReportsOf,
  NO_PROTECTION,
  type ProtectionFacts,
} from "../../../src/registry/query/visibility.ts";

function says(
  organizationId: string,
  value: "Y" | "N",
  asOfMs: number,
): ProtectionFacts["assertions"][number] {
  return { organizationId, value, asOfMs };
}

function facts(...assertions: ProtectionFacts["assertions"]): ProtectionFacts {
  return { assertions, optedOut: false };
}

interface Case {
  readonly what: string;
  readonly facts: ProtectionFacts;
  /** Of A, B and C. */
  readonly visible: readonly [boolean, boolean, boolean];
}

describe("isVisibleTo() (decision D24)", () => {
  test.each<Case>([
    { what: "nobody said anything", facts: NO_PROTECTION, visible: [true, true, true] },
    { what: "A shares", facts: facts(says("A", "N", 1)), visible: [true, true, true] },
    { what: "A protects", facts: facts(says("A", "Y", 1)), visible: [true, false, false] },
    {
      what: "A protects, B shares later: B does not lift what A said",
      facts: facts(says("A", "Y", 1), says("B", "N", 2)),
      visible: [true, false, false],
    },
    {
      what: "A protects and shares later",
      facts: facts(says("A", "Y", 1), says("A", "N", 2)),
      visible: [true, true, true],
    },
    {
      what: "A shares and protects later, told the other way round",
      facts: facts(says("A", "Y", 2), says("A", "N", 1)),
      visible: [true, false, false],
    },
    {
      what: "A says both at one moment: protected",
      facts: facts(says("A", "Y", 1), says("A", "N", 1)),
      visible: [true, false, false],
    },
    {
      what: "A and B protect",
      facts: facts(says("A", "Y", 1), says("B", "Y", 2)),
      visible: [true, true, false],
    },
    {
      what: "staff lock it for B",
      facts: { ...facts(says("A", "Y", 1)), lock: { visibleTo: "B" } },
      visible: [false, true, false],
    },
    {
      what: "staff lock it for nobody",
      facts: { ...NO_PROTECTION, lock: { visibleTo: undefined } },
      visible: [false, false, false],
    },
    {
      what: "the person opted out",
      facts: { ...facts(says("A", "Y", 1)), lock: { visibleTo: "B" }, optedOut: true },
      visible: [false, false, false],
    },
  ])("$what", ({ facts: known, visible }) => {
    expect(["A", "B", "C"].map((organizationId) => isVisibleTo(known, { organizationId }))).toEqual(visible);
  });
});

function asker(realm: Asker["realm"], shares: readonly string[]): Asker {
  return { organizationId: "A", realm, sharesTestDataWith: new Set(shares) };
}

describe("maySeeReportsOf() (decision D23)", () => {
  test.each([
    { what: "production, another's", asker: asker("production", []), of: "B", may: true },
    { what: "test, its own", asker: asker("test", []), of: "A", may: true },
    { what: "test, another's", asker: asker("test", []), of: "B", may: false },
    { what: "test, another's that shares", asker: asker("test", ["B"]), of: "B", may: true },
    { what: "test, a third's", asker: asker("test", ["B"]), of: "C", may: false },
  ])("$what: $may", ({ asker: who, of, may }) => {
    expect(maySeeReportsOf(who, of)).toBe(may);
  });
});
