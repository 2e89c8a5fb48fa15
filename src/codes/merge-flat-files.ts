import type { CodeData } from "./code-data.ts";
import type { FlatFile, FlatRow } from "./flat-files.ts";
import { type CodeDataSets, codeRows } from "./read-code-sets.ts";

type Cells = readonly string[];

const STATUS_LETTERS: Readonly<Record<string, string>> = {
  Active: "A",
  Inactive: "I",
  "Non-US": "N",
  "Never Active": "X",
  Pending: "P",
};

const cell = (row: FlatRow, column: string): string => row[column] ?? "";
const compactDay = (text: string): string => text.replaceAll(/[-/]/g, "").slice(0, 8);
const isoDay = (day: string): string => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`;

function statusLetter(row: FlatRow): string {
  return STATUS_LETTERS[cell(row, "status")] ?? "";
}

/** A CVX row: the file says name, state and kind; windows, ages and groups stay what they were. */
function cvxRow(row: FlatRow, before: Cells | undefined): Cells {
  const [, , , , from = "", to = "", ageFrom = "", ageTo = "", groups = ""] = before ?? [];
  const isUnspecified = /unspecified|all formulations/i.test(`${cell(row, "name")} ${cell(row, "fullName")}`);
  const flags = (/true/i.test(cell(row, "nonVaccine")) ? "n" : "") + (isUnspecified ? "u" : "");
  return [
    cell(row, "code"),
    cell(row, "name"),
    statusLetter(row),
    flags,
    from,
    to,
    ageFrom,
    ageTo,
    groups,
    compactDay(cell(row, "updated")),
  ];
}

function mvxRow(row: FlatRow): Cells {
  return [cell(row, "code"), cell(row, "name"), statusLetter(row), compactDay(cell(row, "updated"))];
}

interface Links {
  readonly mvx: string;
  readonly others: readonly string[];
}

/** Manufacturer and the packages of the other kind, by the id a file gives its row. */
function linksOf(
  files: readonly FlatFile[],
  from: "sale" | "use",
  to: "sale" | "use",
): ReadonlyMap<string, Links> {
  const ndcById = new Map(rowsOf(files, `ndc-${to}`).map((row) => [cell(row, "id"), cell(row, "ndc")]));
  const links = new Map<string, Links>();
  for (const row of rowsOf(files, "ndc-linker")) {
    const before = links.get(cell(row, from));
    const other = ndcById.get(cell(row, to));
    const others = [...(before?.others ?? []), ...(other === undefined ? [] : [other])];
    links.set(cell(row, from), { mvx: cell(row, "mvx"), others: [...new Set(others)] });
  }
  return links;
}

function rowsOf(files: readonly FlatFile[], kind: FlatFile["kind"]): readonly FlatRow[] {
  return files.filter((file) => file.kind === kind).flatMap(({ rows }) => rows);
}

/** What a table keeps of a row that no file mentions: everything. */
function merged(data: CodeData, keyOf: (cells: Cells) => string, rows: readonly Cells[]): CodeData {
  if (rows.length === 0) return data;
  const byKey = new Map(codeRows(data).map((cells) => [keyOf(cells), cells]));
  for (const cells of rows) byKey.set(keyOf(cells), cells);
  const days = [...byKey.values()].map((cells) => cells.at(-1) ?? "").toSorted();
  const newest = isoDay(days.at(-1) ?? "");
  return {
    ...data,
    asOf: newest > data.asOf ? newest : data.asOf,
    rows: `\n${[...byKey.values()].map((cells) => cells.join("|")).join("\n")}\n`,
  };
}

const firstCell = ([code = ""]: Cells): string => code;
const ndcKey = ([ndc = "", kind = "", cvx = ""]: Cells): string => `${ndc} ${kind} ${cvx}`;

function ndcRows(data: CodeData, files: readonly FlatFile[]): readonly Cells[] {
  const before = new Map(codeRows(data).map((cells) => [ndcKey(cells), cells]));
  return (["sale", "use"] as const).flatMap((kind) => {
    const links = linksOf(files, kind, kind === "sale" ? "use" : "sale");
    const letter = kind === "sale" ? "s" : "u";
    return rowsOf(files, `ndc-${kind}`).map((row): Cells => {
      const [ndc, cvx] = [cell(row, "ndc"), cell(row, "cvx")];
      const old = before.get(`${ndc} ${letter} ${cvx}`);
      const link = links.get(cell(row, "id"));
      return [
        ndc,
        letter,
        cvx,
        link?.mvx ?? old?.[3] ?? "",
        cell(row, "tradeName"),
        cell(row, "from"),
        cell(row, "to"),
        link === undefined || link.others.length === 0 ? (old?.[7] ?? "") : link.others.join(";"),
        compactDay(cell(row, "updated")),
      ];
    });
  });
}

/**
 * The tables with the files worked in. A row that no file mentions stays, since codes of old doses must go on resolving; what
 * CDC does not publish in flat files (groups, ages, product dates) stays too.
 */
export function mergeFlatFiles(data: CodeDataSets, files: readonly FlatFile[]): CodeDataSets {
  const cvxBefore = new Map(codeRows(data.cvx).map((cells) => [firstCell(cells), cells]));
  return {
    ...data,
    cvx: merged(
      data.cvx,
      firstCell,
      rowsOf(files, "cvx").map((row) => cvxRow(row, cvxBefore.get(cell(row, "code")))),
    ),
    mvx: merged(data.mvx, firstCell, rowsOf(files, "mvx").map(mvxRow)),
    ndc: merged(data.ndc, ndcKey, ndcRows(data.ndc, files)),
  };
}
