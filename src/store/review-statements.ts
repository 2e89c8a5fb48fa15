import type { ColumnValue } from "./message-rows.ts";
import type { Row } from "./registry-documents.ts";

/** A statement that gives rows; one with a name is prepared once for each connection. */
export type Rows = (
  text: string,
  values: readonly ColumnValue[],
  prepared?: string,
) => Promise<readonly Row[]>;

/** A statement whose rows nobody reads. */
export type Run = (text: string, values: readonly ColumnValue[], prepared?: string) => Promise<void>;

/** A statement that many messages run, under a name of its own; it may be under way when the promise resolves. */
export type Send = (name: string, text: string, values: readonly ColumnValue[]) => Promise<void>;

/** PostgreSQL gives the sum of whole numbers as text. */
export function countOf(row: Row | undefined): number {
  return Number(row?.["count"] ?? 0);
}

/** Rows, or values of a list, of one statement at most; a power of two. */
const ROWS_MAX = 128;

/**
 * Rows in portions of one statement each, as many as a power of two: a few texts, each prepared once, insert any number.
 */
export function portions<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const portion: (readonly T[])[] = [];
  for (let from = 0; from < rows.length;) {
    const size = Math.min(ROWS_MAX, 2 ** Math.floor(Math.log2(rows.length - from)));
    portion.push(rows.slice(from, from + size));
    from += size;
  }
  return portion;
}

/** Values to look for, in lists of as many as a power of two: the last one stands there again until the list is full. */
export function lists<T>(values: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / ROWS_MAX) }, (_none, index) => {
    const own = values.slice(index * ROWS_MAX, (index + 1) * ROWS_MAX);
    const size = 2 ** Math.ceil(Math.log2(own.length));
    return [...own, ...Array.from({ length: size - own.length }, () => own.slice(-1)).flat()];
  });
}

/** `$3, $4, $5`: so many places from a number on. */
export function places(from: number, count: number): string {
  return Array.from({ length: count }, (_none, index) => `$${from + index}`).join(", ");
}

/** `($1, $2), ($3, $4)`: places of so many rows. */
export function valueLists(rows: number, columns: number): string {
  return Array.from({ length: rows }, (_none, row) => `(${places(row * columns + 1, columns)})`).join(", ");
}
