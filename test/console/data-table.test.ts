import { describe, expect, test } from "vitest";
import { dataTable, factList, ROWS_SHOWN_MAX, scrollTable } from "../../src/console/data-table.ts";
import { renderHtml } from "../../src/console/html.ts";

const COLUMNS = [{ label: "Name" }, { label: "Count", kind: "number" }] as const;

describe.each([
  { name: "dataTable", table: dataTable },
  { name: "scrollTable", table: scrollTable },
])("$name", ({ table }) => {
  test("it heads each row by its first cell and each column by its label", () => {
    const shown = renderHtml(table({ caption: "All", columns: COLUMNS, rows: [["<a>", 1]], empty: "None." }));
    expect(shown).toMatch(/<th scope="row"[^>]*>&lt;a&gt;<\/th>/);
    expect(shown).toMatch(/<th scope="col"[^>]*class="number"[^>]*>Count<\/th>/);
  });

  test("it says so when there is no row", () => {
    expect(renderHtml(table({ caption: "All", columns: COLUMNS, rows: [], empty: "None." }))).toBe(
      '<p class="empty">None.</p>',
    );
  });

  test.each([
    { rows: ROWS_SHOWN_MAX, more: "" },
    { rows: ROWS_SHOWN_MAX + 1, more: "1\u00A0more row: search by name." },
    { rows: 10_000, more: "9,850\u00A0more rows: search by name." },
  ])("it shows at most 150 of $rows rows and says where the others are", ({ rows, more }) => {
    const many = Array.from({ length: rows }, (_unused, index) => [`row ${index}`, index]);
    const shown = renderHtml(
      table({ caption: "All", columns: COLUMNS, rows: many, empty: "None.", further: "search by name" }),
    );
    expect(shown.match(/scope="row"/g)).toHaveLength(ROWS_SHOWN_MAX);
    expect(shown.match(/<p class="quiet">(.*)<\/p>/)?.[1] ?? "").toBe(more);
  });
});

describe("factList", () => {
  test("factList() pairs names and values", () => {
    expect(renderHtml(factList([["Name", "<b>"]]))).toContain("<dt>Name</dt><dd>&lt;b&gt;</dd>");
  });
});
