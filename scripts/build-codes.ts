/**
 * Writes the code tables that the product ships (`src/codes/snapshot/*.ts`) from a folder of fact tables as CSV.
 * Run by hand when a new snapshot is taken: `node scripts/build-codes.ts FOLDER`. The product never needs the folder.
 *
 * Kept: codes, short names, states, relations, and the use dates that are facts about a product. Left out: use dates that
 * are only the day on which a web table was edited (`notBeforeBasis`, `notAfterBasis` other than `aira`).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Row = Readonly<Record<string, string>>;

/** RFC 4180 without line breaks inside quotes, which the fact tables do not have. */
function cells(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

function readCsv(folder: string, name: string): readonly Row[] {
  const [header = "", ...lines] = readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
  const columns = cells(header);
  return lines.map((line) => {
    const values = cells(line);
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
  });
}

const STATUS_LETTERS: Readonly<Record<string, string>> = {
  Active: "A",
  Inactive: "I",
  "Non-US": "N",
  "Never Active": "X",
  Pending: "P",
  Listed: "L",
  Unlisted: "U",
  Valid: "V",
  Accepted: "C",
  Base: "B",
  Later: "R",
  Deprecated: "D",
  Invalid: "X",
  Local: "O",
  Detail: "T",
};

const letter = (status: string | undefined): string => STATUS_LETTERS[status ?? ""] ?? "";
const flag = (text: string | undefined, mark: string): string => (text === "true" ? mark : "");
const compactDay = (iso: string | undefined): string => (iso ?? "").replaceAll("-", "");

/** The dose window of a CVX row: only dates that are about the product, and only when they are in order. */
function cvxWindow(row: Row): { readonly from: string; readonly to: string } {
  const from = row["notBeforeBasis"] === "aira" ? compactDay(row["notBefore"]) : "";
  const to = row["notAfterBasis"] === "aira" ? compactDay(row["notAfter"]) : "";
  return from !== "" && to !== "" && from > to ? { from: "", to: "" } : { from, to };
}

/** Tables that the product reads; the others of the facts are not shipped. */
const TABLES: ReadonlySet<string> = new Set(
  `CDCREC-ETHNICITY CDCREC-RACE HL70001 HL70003 HL70004 HL70005 HL70008 HL70063 HL70064 HL70076 HL70085 HL70086
HL70103 HL70104 HL70119 HL70125 HL70126 HL70136 HL70155 HL70162 HL70163 HL70189 HL70190 HL70200 HL70201 HL70202 HL70203
HL70208 HL70215 HL70301 HL70322 HL70323 HL70354 HL70357 HL70441 HL70471 HL70516 HL70533 NCIT NIP001 NIP002 NIP003 UCUM
PHVS_FundingEligibilityObsMethod_IIS PHVS_HistoryOfDiseaseAsEvidenceOfImmunity_IIS PHVS_ImmunizationFundingSource_IIS
PHVS_ImmunizationProfileIdentifier_IIS PHVS_ImmunizationScheduleIdentifier_IIS PHVS_SerologicalEvidenceOfImmunity_IIS
PHVS_VaccinationContraindication_IIS PHVS_VaccinationReaction_IIS PHVS_VaccinationSpecialIndications_IIS`.split(
    /\s+/,
  ),
);

/** Retired letters that mean what UNK means. */
const UNKNOWN_LETTERS: ReadonlySet<string> = new Set(["HL70005:U", "HL70189:U"]);

/** Codes that the fact tables lack: later additions of the NIST value sets, and UCUM units a dose may be given in. */
const ADDED_TABLE_ROWS: readonly (readonly [string, string, string, string])[] = [
  ...["HL70005", "HL70189"].flatMap((table): readonly (readonly [string, string, string, string])[] => [
    [table, "UNK", "Unknown", "CDCREC"],
    [table, "ASKU", "Asked but unknown", "CDCREC"],
    [table, "PHC1175", "Refused to answer", "CDCREC"],
  ]),
  ["HL70091", "I", "Immediate", "HL70091"],
  ["UCUM", "L", "liter", "UCUM"],
  ["UCUM", "uL", "microliter", "UCUM"],
  ["UCUM", "g", "gram", "UCUM"],
  ["UCUM", "mg", "milligram", "UCUM"],
  ["UCUM", "ug", "microgram", "UCUM"],
  ["UCUM", "[iU]", "international unit", "UCUM"],
];

/** CVX for which a vaccine information statement is expected (IZ-24), NIST value sets 1.9.11. */
const VIS_EXPECTED =
  `03 08 09 10 20 21 24 25 28 32 33 35 37 41 42 43 44 48 49 50 51 52 62 83 94 100 101 104 106 110
111 113 114 115 116 118 119 120 121 130 133 134 135 136 138 140 141 142 143 144 146 148 149 150 153 155 158 161 162 163
165 166 168 171 174 175 176 183 185 186 187 189 196 197 203 204 205 206 207 208 210 211 212 215 216 217 218 220 221 223
224 225 227 228 229 230 303 305 306 307 308 309 310 311 312 313 316 318 320 321 322 323 324 326`.split(/\s+/);

interface DataSet {
  readonly file: string;
  readonly constant: string;
  readonly title: string;
  readonly columns: string;
  readonly asOf: string;
  readonly source: string;
  readonly rows: readonly (readonly string[])[];
}

function tableRows(folder: string): readonly (readonly string[])[] {
  const facts = readCsv(folder, "hl7-tables.csv")
    .filter((row) => TABLES.has(row["table"] ?? ""))
    .map((row) => [
      row["table"] ?? "",
      row["code"] ?? "",
      row["name"] ?? "",
      letter(row["status"]),
      row["codeSystem"] === row["table"] ? "" : (row["codeSystem"] ?? ""),
      UNKNOWN_LETTERS.has(`${row["table"]}:${row["code"]}`)
        ? "UNK"
        : ((row["mapsTo"] ?? "").split(":")[1] ?? ""),
    ]);
  const added = ADDED_TABLE_ROWS.map(([table, code, name, system]) => [
    table,
    code,
    name,
    "V",
    system === table ? "" : system,
    "",
  ]);
  const vis = VIS_EXPECTED.map((code) => ["PHVS_VISVaccines_IIS", code, "", "V", "CVX", ""]);
  return [...facts, ...added, ...vis].toSorted((a, b) => (a[0] ?? "").localeCompare(b[0] ?? "", "en"));
}

function dataSets(folder: string): readonly DataSet[] {
  return [
    {
      file: "cvx",
      constant: "CVX",
      title: "CVX vaccine codes",
      columns: "code|name|status|flags|from|to|ageFromMonths|ageToMonths|groups|updated",
      asOf: "2025-12-09",
      source: "CDC cvx.xml and vac2vg.xml, 2025-12-09; ages and product dates: AIRA, 2025-12-09",
      rows: readCsv(folder, "cvx.csv").map((row) => [
        row["code"] ?? "",
        row["name"] ?? "",
        letter(row["status"]),
        flag(row["nonVaccine"], "n") + flag(row["unspecifiedFormulation"], "u"),
        cvxWindow(row).from,
        cvxWindow(row).to,
        row["ageFromMonths"] ?? "",
        row["ageToMonths"] ?? "",
        row["groups"] ?? "",
        compactDay(row["lastUpdated"]),
      ]),
    },
    {
      file: "mvx",
      constant: "MVX",
      title: "MVX manufacturer codes",
      columns: "code|name|status|updated",
      asOf: "2025-01-06",
      source: "CDC mvx.xml, 2025-01-06",
      rows: readCsv(folder, "mvx.csv").map((row) => [
        row["code"] ?? "",
        row["name"] ?? "",
        letter(row["status"]),
        compactDay(row["lastUpdated"]),
      ]),
    },
    {
      file: "cpt",
      constant: "CPT",
      title: "CPT numbers of vaccines and the CVX they stand for (no AMA descriptors)",
      columns: "code|cvx|status",
      asOf: "2025-12-09",
      source: "CDC cpt.xml, 2025-12-09 (L); AIRA (U)",
      rows: readCsv(folder, "cpt.csv").map((row) => [
        row["code"] ?? "",
        row["cvx"] ?? "",
        letter(row["status"]),
      ]),
    },
    {
      file: "ndc",
      constant: "NDC",
      title: "NDC of vaccine packages: s unit of sale, u unit of use",
      columns: "ndc|kind|cvx|mvx|product|from|to|linked|updated",
      asOf: "2025-12-09",
      source: "CDC NDC_Unit_sale.txt, NDC_Unit_use.txt (2025-12-09), NDC_Linker.txt (2025-10-01)",
      rows: readCsv(folder, "ndc.csv").map((row) => [
        row["ndc11"] ?? "",
        row["kind"] === "sale" ? "s" : "u",
        row["cvx"] ?? "",
        row["mvx"] ?? "",
        row["tradeName"] ?? "",
        compactDay(row["useFrom"]),
        compactDay(row["useTo"]),
        row["linkedNdcs"] ?? "",
        compactDay(row["lastUpdated"]),
      ]),
    },
    {
      file: "products",
      constant: "PRODUCTS",
      title: "Products: which CVX a manufacturer sold under which name, with the years AIRA knows",
      columns: "cvx|mvx|name|status|from|to",
      asOf: "2025-12-09",
      source: "CDC tradename.xml, AIRA vaccine products, 2025-12-09",
      rows: readCsv(folder, "products.csv").map((row) => [
        row["cvx"] ?? "",
        row["mvx"] ?? "",
        row["tradeName"] ?? "",
        letter(row["status"]),
        compactDay(row["notBefore"]),
        compactDay(row["notAfter"]),
      ]),
    },
    {
      file: "groups",
      constant: "GROUPS",
      title: "Vaccine groups: name, CVX that names the group, member CVX",
      columns: "name|cvx|member",
      asOf: "2025-12-09",
      source: "CDC vac2vg.xml, 2025-12-09; AIRA where CDC has no group",
      rows: readCsv(folder, "groups.csv").map((row) => [
        row["groupName"] ?? "",
        row["groupCvx"] ?? "",
        row["memberCvx"] ?? "",
      ]),
    },
    {
      file: "vis",
      constant: "VIS",
      title: "Vaccine information statements by the string of their bar code",
      columns: "barCode|name|edition|status|cvx",
      asOf: "2025-10-01",
      source: "CDC vis.xml (2025-10-01), cvxvis.xml (2025-12-09)",
      rows: readCsv(folder, "vis.csv").map((row) => [
        row["encodedString"] ?? "",
        row["docType"] ?? "",
        compactDay(row["editionDate"]),
        row["status"] === "Current" ? "A" : "I",
        row["cvx"] ?? "",
      ]),
    },
    {
      file: "tables",
      constant: "TABLES",
      title: "HL7, CDCREC, NIP, NCIT, UCUM and PHIN VADS value sets",
      columns: "table|code|name|status|system|mapsTo",
      asOf: "2025-12-09",
      source:
        "CDC guide R1.5 value sets as NIST publishes them; HL7 v2.5.1 tables; HL7 Terminology 2026-08; AIRA 2025-12",
      rows: tableRows(folder),
    },
  ];
}

/** A row of the data as text: `|` between cells, a line a row, so that a change shows as one line of a diff. */
function rowText(row: readonly string[]): string {
  if (row.some((cell) => /[|\n`\\]|\$\{/.test(cell)))
    throw new Error(`a cell needs escaping: ${row.join(" ")}`);
  return row.join("|");
}

function moduleText(set: DataSet): string {
  return [
    'import type { CodeData } from "../code-data.ts";',
    "",
    `/** ${set.title}. Written by scripts/build-codes.ts; do not edit. */`,
    `export const ${set.constant}: CodeData = {`,
    `  columns: ${JSON.stringify(set.columns)},`,
    `  asOf: ${JSON.stringify(set.asOf)},`,
    `  source: ${JSON.stringify(set.source)},`,
    "  rows: `",
    ...set.rows.map(rowText),
    "`,",
    "};",
    "",
  ].join("\n");
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node scripts/build-codes.ts FOLDER");
  process.exitCode = 2;
} else {
  for (const set of dataSets(folder)) {
    writeFileSync(join(import.meta.dirname, "../src/codes/snapshot", `${set.file}.ts`), moduleText(set));
    console.log(`${set.file}: ${set.rows.length} rows`);
  }
}
