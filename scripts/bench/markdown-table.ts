/**
 * A table in Markdown whose columns line up as plain text too; all columns but the first are right-aligned.
 *
 * @param rows cells as text; each row as long as `head`
 */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A number with so many decimals; empty when there is none. */
export function figure(value: number, decimals: number): string {
  return Number.isNaN(value) ? "" : value.toFixed(decimals);
}
