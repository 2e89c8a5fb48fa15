import type { CommandContext, CommonOptions } from "./command-group.ts";
import { safeJson, safeText } from "./safe-text.ts";

/** One value of a table or list; `null` is shown as a dash. */
export type Cell = string | number | boolean | null;

function cellText(cell: Cell): string {
  if (cell === null || cell === "") return "-";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return safeText(String(cell)).replaceAll("\n", " ");
}

/** A table with a head; `nothing` when it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], nothing: string): string {
  if (rows.length === 0) return nothing;
  const texts = [head, ...rows.map((row) => row.map(cellText))];
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  return texts
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A list of names and values, one a line. */
export function list(entries: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries)
    .map(([name, cell]) => `${name.padEnd(width)}  ${cellText(cell)}`)
    .join("\n");
}

/** Print a command's result: one JSON value, or text for people. */
export function print(
  context: CommandContext,
  options: CommonOptions,
  value: unknown,
  text: () => string,
): void {
  context.write(options.json === true ? `${safeJson(value)}\n` : `${safeText(text())}\n`);
}
