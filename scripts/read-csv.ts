/**
 * Rows of a CSV text with a header row (RFC 4180: quoted cells may hold commas, quotes and line breaks).
 *
 * @returns each row as column → cell; a cell that the row lacks is empty
 * @throws SyntaxError when a quoted cell does not end
 */
export function readCsv(text: string): readonly ReadonlyMap<string, string>[] {
  const [header = [], ...rows] = cellsOf(text);
  return rows.map((row) => new Map(header.map((name, at) => [name.trim(), row[at] ?? ""])));
}

/** One cell and what ends it: a comma, a line break or the end of the text. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function cellsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = new RegExp(CELL);
  pattern.lastIndex = text.startsWith("\uFEFF") ? 1 : 0;
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (found === null) throw new SyntaxError(`row ${rows.length + 1}: a cell that does not end`);
    row.push(found[1] === undefined ? (found[2] ?? "") : found[1].replaceAll('""', '"'));
    if (found[3] !== ",") {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
