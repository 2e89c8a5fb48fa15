import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIGURATION } from "../../src/review/configuration.ts";
import { MEASURES } from "../../src/review/measures.ts";
import {
  configurationOf,
  DEFAULT_THRESHOLDS,
  listThresholds,
  readThresholds,
  restoreThresholds,
} from "../../src/review/thresholds.ts";

/** `a.b.c` and a value as nested objects. */
function nested(path: string, value: unknown): unknown {
  const [first = "", ...rest] = path.split(".");
  return { [first]: rest.length === 0 ? value : nested(rest.join("."), value) };
}

/** The text of a file that changes one number; ids of measures hold dots. */
function fileWith(path: string, value: unknown): string {
  const [, id = "", name = ""] = /^measures\.(.+)\.(target|floor)$/.exec(path) ?? [];
  return JSON.stringify(id === "" ? nested(path, value) : { measures: { [id]: { [name]: value } } });
}

describe("readThresholds()", () => {
  test("{} is the program's own numbers, and every one of them can be written and read again", () => {
    expect(readThresholds("{}")).toEqual(DEFAULT_THRESHOLDS);
    expect(readThresholds(JSON.stringify(DEFAULT_THRESHOLDS))).toEqual(DEFAULT_THRESHOLDS);
    for (const { name, value } of listThresholds(DEFAULT_THRESHOLDS))
      expect(readThresholds(fileWith(name, value))).toEqual(DEFAULT_THRESHOLDS);
    expect(listThresholds(DEFAULT_THRESHOLDS).length).toBeGreaterThan(2 * MEASURES.length + 30);
  });

  test.each([
    ["measures.a.target", 0.97],
    ["measures.a.target", 0.999],
    ["measures.d.lot.floor", 0],
    ["evidence.messagesMin", 0],
    ["unreadableShareMax", 1],
    ["gates.volumeShareMax", 100],
    ["population.lotDosesMin", 1],
    ["cleanTrafficDays", 1],
  ])("%s takes %d, and nothing else changes", (name, value) => {
    const read = listThresholds(readThresholds(fileWith(name, value)));
    const asked = listThresholds(DEFAULT_THRESHOLDS).map((one) =>
      one.name === name ? { name, value } : one,
    );
    expect(read).toEqual(asked);
  });

  test.each([
    ["measures.a.target", 1],
    ["measures.a.target", -0.01],
    ["measures.e.race.floor", 1.01],
    ["measures.j.target", 0.99],
    ["measures.g.floor", 0.5],
    ["unreadableShareMax", 5],
    ["unreadableShareMax", "0.05"],
    ["failObjectsMin", -1],
    ["failObjectsMin", 2.5],
    ["failObjectsMin", 1e9],
    ["cleanTrafficDays", 0],
    ["population.heapingObjectsMin", 0],
    ["gates.volumeShareMax", 101],
    ["evidence.messagesMin", null],
    ["evidence", 5],
    ["evidence", [1, 2, 3]],
  ])("%s refuses %j and is named", (name, value) => {
    expect(() => readThresholds(fileWith(name, value))).toThrow(`"${name}" takes `);
  });

  test.each([
    ["unknown", '{"unknown":1}', '"unknown"'],
    ["a part of a name", '{"gates":{"aeShare":0.2}}', '"gates.aeShare"'],
    ["a measure that is none", '{"measures":{"z":{"target":0.9}}}', '"measures.z"'],
    ["what the plan says", '{"expectedMessagesPerDay":5}', '"expectedMessagesPerDay"'],
    ["the name of a version", '{"version":"mine"}', '"version"'],
    ["__proto__", '{"__proto__":{"failObjectsMin":1}}', '"__proto__"'],
    ["constructor", '{"evidence":{"constructor":1}}', '"evidence.constructor"'],
    ["a floor above the target", '{"measures":{"a":{"floor":0.995}}}', '"measures.a"'],
    ["volumes in the wrong order", '{"gates":{"volumeShareMin":4}}', '"gates.volumeShareMin"'],
    ["no object", "[]", "The file takes a JSON object"],
    ["no JSON", "failObjectsMin: 30", "not JSON"],
    ["a number beyond all", '{"failObjectsMin":1e999}', '"failObjectsMin"'],
  ])("%s is refused, and named", (_, text, named) => {
    expect(() => readThresholds(text)).toThrow(named);
  });
});

describe("restoreThresholds()", () => {
  test("takes the program's number where an older set has none, and leaves out what it does not know", () => {
    const { failObjectsMin: _, ...older } = { ...readThresholds('{"censusObjectsMin":7}'), gone: 3 };
    const restored = restoreThresholds(JSON.stringify(older));
    expect(restored).toEqual({ ...DEFAULT_THRESHOLDS, censusObjectsMin: 7 });
  });
});

describe("configurationOf()", () => {
  test("names the version", () => {
    expect(configurationOf(undefined)).toEqual(DEFAULT_CONFIGURATION);
    const thresholds = readThresholds('{"failObjectsMin":30}');
    const set = { version: 3, thresholds, atMs: 0, by: "root", reason: "x" };
    expect(configurationOf(set)).toEqual({ ...DEFAULT_CONFIGURATION, failObjectsMin: 30, version: "set-3" });
  });
});
