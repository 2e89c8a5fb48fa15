/**
 * CDC's published flat files: `|` between columns, no header, codes padded with blanks.
 *
 * @see CDC code set files cvx.txt, mvx.txt, NDC_Unit_sale.txt, NDC_Unit_use.txt, NDC_Linker.txt
 */
export type FlatFileKind = "cvx" | "mvx" | "ndc-sale" | "ndc-use" | "ndc-linker";

/** One row, cells by the name of their column, trimmed. */
export type FlatRow = Readonly<Record<string, string>>;

export interface FlatFile {
  readonly kind: FlatFileKind;
  readonly rows: readonly FlatRow[];
}

/** Why a file is not taken; the line is 1-based, 0 for the file as a whole. */
export interface FlatFileProblem {
  readonly line: number;
  readonly text: string;
}

export type FlatFileReading =
  | { readonly kind: "file"; readonly file: FlatFile }
  | { readonly kind: "bad"; readonly problems: readonly FlatFileProblem[] };

interface Layout {
  readonly kind: FlatFileKind;
  readonly columns: readonly string[];
  /** What a cell of the column must look like; the first line that fits all tells the kind of the file. */
  readonly checks: Readonly<Record<string, RegExp>>;
}

const CVX = /^\d{2,3}$/;
const NDC = /^\d{5}-\d{4}-\d{2}$/;
const ID = /^\d{1,6}$/;
const DAY_OR_NOTHING = /^(?:\d{8})?$/;
const DATE = /^\d{4}\/\d{2}\/\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?$/;
const YES_NO = /^(?:True|False)$/i;
const STATUS = /^(?:Active|Inactive|Non-US|Never Active|Pending)$/;
const NAME = /^[^\p{Cc}]{1,200}$/u;

const LAYOUTS: readonly Layout[] = [
  {
    kind: "cvx",
    columns: "code name fullName notes status nonVaccine updated".split(" "),
    checks: { code: CVX, name: NAME, status: STATUS, nonVaccine: YES_NO, updated: DATE },
  },
  {
    kind: "mvx",
    columns: "code name notes status updated".split(" "),
    checks: { code: /^[A-Z]{2,3}$/, name: NAME, status: STATUS, updated: DATE },
  },
  {
    kind: "ndc-sale",
    columns:
      "id labeler product package tradeName substance maker from to form route updated cvx name ndc gtin".split(
        " ",
      ),
    checks: {
      id: ID,
      tradeName: NAME,
      from: DAY_OR_NOTHING,
      to: DAY_OR_NOTHING,
      updated: DATE_TIME,
      cvx: CVX,
      ndc: NDC,
    },
  },
  {
    kind: "ndc-use",
    columns:
      "id labeler product package tradeName substance maker from to form gtin cvx name noInner ndc updated gtinAgain".split(
        " ",
      ),
    checks: {
      id: ID,
      tradeName: NAME,
      from: DAY_OR_NOTHING,
      to: DAY_OR_NOTHING,
      updated: DATE_TIME,
      cvx: CVX,
      ndc: NDC,
    },
  },
  {
    kind: "ndc-linker",
    columns: "id sale use mvx".split(" "),
    checks: { id: ID, sale: ID, use: ID, mvx: /^[A-Z]{2,3}$/ },
  },
];

const PROBLEMS_MAX = 20;
const LINES_MAX = 20_000;

function rowOf(layout: Layout, line: string): FlatRow {
  const cells = line.split("|");
  return Object.fromEntries(layout.columns.map((column, index) => [column, cells[index]?.trim() ?? ""]));
}

/** Names of the columns that do not hold what they should. */
function wrongColumns(layout: Layout, row: FlatRow): readonly string[] {
  return Object.entries(layout.checks)
    .filter(([column, check]) => !check.test(row[column] ?? ""))
    .map(([column]) => column);
}

function layoutOf(line: string): Layout | undefined {
  return LAYOUTS.find(
    (layout) =>
      Math.abs(line.split("|").length - layout.columns.length) <= 1 &&
      wrongColumns(layout, rowOf(layout, line)).length === 0,
  );
}

function bad(line: number, text: string): FlatFileReading {
  return { kind: "bad", problems: [{ line, text }] };
}

/**
 * Read one flat file; its kind is told by its columns. A file with one bad line is not taken at all.
 *
 * @param text the whole file, any line ends
 */
export function readFlatFile(text: string): FlatFileReading {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  if (lines.length > LINES_MAX) return bad(0, `it has more than ${LINES_MAX} lines`);
  const layout = layoutOf(lines[0] ?? "");
  if (layout === undefined)
    return bad(1, "it is none of CDC's files cvx, mvx, NDC unit of sale, unit of use, linker");
  const rows = lines.map((line) => rowOf(layout, line));
  const problems = rows.flatMap((row, index) => {
    const columns = wrongColumns(layout, row);
    return columns.length === 0 ? [] : [{ line: index + 1, text: `wrong: ${columns.join(", ")}` }];
  });
  return problems.length === 0
    ? { kind: "file", file: { kind: layout.kind, rows } }
    : { kind: "bad", problems: problems.slice(0, PROBLEMS_MAX) };
}
