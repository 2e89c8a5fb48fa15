import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** Rows of the tables of docs/guarantees.md. */
const ROWS = readFileSync("docs/guarantees.md", "utf8")
  .split("\n")
  .map((line) => /^\| ([A-Z]\d+) \| (.+?) \| (.+) \|$/.exec(line))
  .flatMap((cells) =>
    cells === null ? [] : [{ id: cells[1] ?? "", promise: cells[2] ?? "", shownBy: cells[3] ?? "" }],
  );

const PROMISES = [
  ...Array.from({ length: 12 }, (_, at) => `R${at + 1}`),
  ...Array.from({ length: 16 }, (_, at) => `S${at + 1}`),
];

describe("docs/guarantees.md", () => {
  test("has each promise once", () => {
    const ids = ROWS.map(({ id }) => id);
    expect(ids.filter((id) => /^[RS]/.test(id)).toSorted()).toEqual(PROMISES.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(ROWS)("$id is shown by tests that are there, or a command", ({ shownBy }) => {
    const files = [...shownBy.matchAll(/`(test\/[^`]+)`/g)].map(([, path = ""]) => path);
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
    expect(shownBy).toMatch(/`(?:test\/|npm run )/);
  });
});
