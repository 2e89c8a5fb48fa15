import { counted } from "./show-values.ts";
import { attributes, type Html, html, type HtmlValue, NOTHING } from "./html.ts";

/** One column: its heading, and whether its values are numbers or are read as code. */
export interface Column {
  readonly label: string;
  readonly kind?: "number" | "code";
}

export interface DataTable {
  /** Says what the rows are; read aloud with the table, and seen unless `captionHidden`. */
  readonly caption: string;
  readonly captionHidden?: boolean;
  readonly columns: readonly Column[];
  /** Cells in the order of the columns; the first names the row. */
  readonly rows: readonly (readonly HtmlValue[])[];
  /** What is said in the place of a table without rows. */
  readonly empty: string;
  /** Where the rows beyond `ROWS_SHOWN_MAX` are found, such as "narrow the search"; plain text. */
  readonly further?: string;
}

/** Rows of one table: at some 400 bytes each, a page with one long table stays below 100 KB. */
export const ROWS_SHOWN_MAX = 150;

function furtherRows({ rows, further = "they are on the command line" }: DataTable): Html {
  const more = rows.length - ROWS_SHOWN_MAX;
  return more > 0 ? html`<p class="quiet">${counted(more, "more row")}: ${further}.</p>` : NOTHING;
}

/** A table of many narrow columns: where it has no room it scrolls within itself. */
export function scrollTable(table: DataTable): Html {
  const { caption, captionHidden = false, columns, rows, empty } = table;
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const heads = columns.map(({ label, kind }) => html`<th scope="col" ${cellClass(kind)}>${label}</th>`);
  const body = rows.slice(0, ROWS_SHOWN_MAX).map((row) => {
    const cells = columns.map(({ kind }, index) =>
      index === 0
        ? html`<th scope="row" ${cellClass(kind)}>${row[index]}</th>`
        : html`<td ${cellClass(kind)}>${row[index]}</td>`,
    );
    return html`<tr>${cells}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption ${captionClass(captionHidden)}>${caption}</caption>
<thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>${furtherRows(table)}`;
}

function captionClass(isHidden: boolean): ReturnType<typeof attributes> {
  return attributes({ class: isHidden ? "unseen" : undefined });
}

/**
 * A table that turns into a list of labelled values where it has no room: each row becomes a block, each cell is led by the
 * name of its column. The roles keep it a table for those who hear it.
 */
export function dataTable(table: DataTable): Html {
  const { caption, captionHidden = false, columns, rows, empty } = table;
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const heads = columns.map(
    ({ label, kind }) => html`<th scope="col" role="columnheader" ${cellClass(kind)}>${label}</th>`,
  );
  return html`<table class="data" role="table"><caption ${captionClass(captionHidden)}>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">${rows.slice(0, ROWS_SHOWN_MAX).map((row) => tableRow(columns, row))}</tbody></table>${furtherRows(table)}`;
}

function tableRow(columns: readonly Column[], row: readonly HtmlValue[]): Html {
  const cells = columns.map(({ label, kind }, index) => {
    const value = row[index] ?? NOTHING;
    return index === 0
      ? html`<th scope="row" role="rowheader" ${cellClass(kind)}>${value}</th>`
      : html`<td role="cell" data-label="${label}" ${cellClass(kind)}>${value}</td>`;
  });
  return html`<tr role="row">${cells}</tr>
`;
}

function cellClass(kind: Column["kind"]): ReturnType<typeof attributes> {
  return attributes({ class: kind });
}

/** Names and values of one object. */
export function factList(facts: readonly (readonly [string, HtmlValue])[]): Html {
  const rows = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}
