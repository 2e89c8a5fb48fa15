/** One table of codes as it is shipped or imported: text rows, so that a change is one line of a diff. */
export interface CodeData {
  /** Names of the columns, `|` between them. */
  readonly columns: string;
  /** ISO day of the snapshot. */
  readonly asOf: string;
  readonly source: string;
  /** One row a line, cells separated by `|`; empty lines mean nothing. */
  readonly rows: string;
}
