import type { CodeData } from "./code-data.ts";
import type {
  CodeSets,
  CodeSetSummary,
  CodeStatus,
  CptCode,
  CvxCode,
  MvxCode,
  NdcCode,
  Product,
  TableCode,
  TableStanding,
  VaccineGroup,
  VisDocument,
} from "./code-sets.ts";

/** The tables a CodeSets is read from, each as text rows. */
export interface CodeDataSets {
  readonly cvx: CodeData;
  readonly mvx: CodeData;
  readonly cpt: CodeData;
  readonly ndc: CodeData;
  readonly products: CodeData;
  readonly groups: CodeData;
  readonly vis: CodeData;
  readonly tables: CodeData;
}

type Cells = readonly string[];

const STATUS: Readonly<Record<string, CodeStatus>> = {
  A: "active",
  I: "inactive",
  N: "non-us",
  X: "never-active",
  P: "pending",
};

const STANDING: Readonly<Record<string, TableStanding>> = {
  V: "guide",
  C: "known",
  B: "known",
  R: "known",
  O: "known",
  D: "retired",
  T: "detail",
  X: "invalid",
};

const statusOf = (letter: string | undefined): CodeStatus => STATUS[letter ?? ""] ?? "inactive";
const list = (cell: string | undefined): readonly string[] =>
  cell === undefined || cell === "" ? [] : cell.split(";");

/** @returns the rows of a table as cells, in order, empty lines left out */
export function codeRows(data: CodeData): readonly Cells[] {
  return data.rows
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("|"));
}

function months(cell: string | undefined): number | undefined {
  return cell === undefined || cell === "" ? undefined : Number(cell);
}

function readCvx([code = "", name = "", status, flags = "", from = "", to = "", ...rest]: Cells): CvxCode {
  const [ageFrom, ageTo] = [months(rest[0]), months(rest[1])];
  return {
    code,
    name,
    status: statusOf(status),
    nonVaccine: flags.includes("n"),
    unspecified: flags.includes("u"),
    from,
    to,
    ...(ageFrom !== undefined && { ageFromMonths: ageFrom }),
    ...(ageTo !== undefined && { ageToMonths: ageTo }),
    groups: list(rest[2]),
  };
}

function readMvx([code = "", name = "", status]: Cells): MvxCode {
  return { code, name, status: statusOf(status) };
}

function readNdc(cells: Cells): NdcCode {
  const [ndc = "", kind, cvx = "", mvx = "", product = "", from = "", to = "", linked] = cells;
  return { ndc, kind: kind === "s" ? "sale" : "use", cvx, mvx, product, from, to, linked: list(linked) };
}

function readProduct([cvx = "", mvx = "", name = "", , from = "", to = ""]: Cells): Product {
  return { cvx, mvx, name, from, to };
}

function readVis([barCode = "", name = "", edition = "", status, cvx]: Cells): VisDocument {
  return { barCode, name, edition, current: status === "A", cvx: list(cvx) };
}

function readTableCode([
  table = "",
  code = "",
  name = "",
  standing = "",
  system,
  mapsTo = "",
]: Cells): TableCode {
  return {
    code,
    name,
    standing: STANDING[standing] ?? "invalid",
    system: system === undefined || system === "" ? table : system,
    mapsTo,
  };
}

/** Rows under their key, in order; several rows may share one. */
function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function readCpt(data: CodeData): ReadonlyMap<string, CptCode> {
  const rows = grouped(codeRows(data), ([code = ""]) => code);
  return new Map([...rows].map(([code, pairs]) => [code, { code, cvx: pairs.map(([, cvx = ""]) => cvx) }]));
}

function readGroups(data: CodeData): readonly VaccineGroup[] {
  const rows = grouped(codeRows(data), ([name = ""]) => name);
  return [...rows].map(([name, members]) => ({
    name,
    cvx: members[0]?.[1] ?? "",
    members: members.map(([, , member = ""]) => member),
  }));
}

function readTables(data: CodeData): ReadonlyMap<string, ReadonlyMap<string, TableCode>> {
  const rows = grouped(codeRows(data), ([table = ""]) => table);
  return new Map(
    [...rows].map(([table, codes]) => [
      table,
      new Map(codes.map((cells) => [cells[1] ?? "", readTableCode(cells)])),
    ]),
  );
}

const byCode = <T extends { readonly code: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.code, row]));

function summary(name: string, data: CodeData, count: number): CodeSetSummary {
  return { name, asOf: data.asOf, source: data.source, count };
}

/** 32-bit FNV-1a in hex: tells two states of the tables apart, not a protection against anyone. */
function fingerprint(texts: readonly string[]): string {
  let hash = 0x81_1c_9d_c5;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Reads all tables at once; some five milliseconds, so once at start and once an import. */
export function readCodeSets(data: CodeDataSets): CodeSets {
  const cvx = byCode(codeRows(data.cvx).map(readCvx));
  const mvx = byCode(codeRows(data.mvx).map(readMvx));
  const cpt = readCpt(data.cpt);
  const ndc = grouped(codeRows(data.ndc).map(readNdc), (row) => row.ndc.replaceAll("-", ""));
  const products = codeRows(data.products).map(readProduct);
  const groups = readGroups(data.groups);
  const vis = new Map(codeRows(data.vis).map((cells) => [cells[0] ?? "", readVis(cells)]));
  const tables = readTables(data.tables);
  const newest =
    Object.values(data)
      .map((set: CodeData) => set.asOf)
      .toSorted()
      .at(-1) ?? "";
  return {
    version: `${newest}-${fingerprint(Object.values(data).map((set: CodeData) => set.rows))}`,
    summaries: [
      summary("CVX", data.cvx, cvx.size),
      summary("MVX", data.mvx, mvx.size),
      summary("CPT", data.cpt, cpt.size),
      summary("NDC", data.ndc, ndc.size),
      summary("products", data.products, products.length),
      summary("vaccine groups", data.groups, groups.length),
      summary("VIS", data.vis, vis.size),
      summary("HL7 and other tables", data.tables, tables.size),
    ],
    cvx,
    mvx,
    cpt,
    ndc,
    products,
    groups,
    vis,
    tables,
  };
}
