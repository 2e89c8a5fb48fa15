import type { ColumnType } from "./patient-tables.ts";

/** A value of a row; integers of 64 bits. */
export type Cell = string | number | bigint | Uint8Array | null;

const INT8_BYTES = 8;
const NULL_LENGTH = -1;
const FIRST_BYTES = 1 << 20;

/**
 * Rows as PostgreSQL's `copy … (format binary)` takes them, without its header and trailer: for each row the count of its
 * fields (16 bits), for each field its length (32 bits, -1 for null) and its bytes, numbers big-endian.
 *
 * Source: PostgreSQL 18, COPY, "Binary Format"
 */
export class RowWriter {
  #bytes: Buffer<ArrayBuffer> = Buffer.alloc(FIRST_BYTES);
  #at = 0;

  write(cells: readonly Cell[]): void {
    this.#reserve(2);
    this.#at = this.#bytes.writeInt16BE(cells.length, this.#at);
    for (const cell of cells) this.#writeCell(cell);
  }

  /** What was written since the last time. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#bytes = Buffer.alloc(this.#bytes.length);
    this.#at = 0;
    return taken;
  }

  #writeCell(cell: Cell): void {
    if (cell === null) {
      this.#reserve(4);
      this.#at = this.#bytes.writeInt32BE(NULL_LENGTH, this.#at);
      return;
    }
    if (typeof cell === "number" || typeof cell === "bigint") {
      this.#reserve(4 + INT8_BYTES);
      this.#at = this.#bytes.writeInt32BE(INT8_BYTES, this.#at);
      this.#at = this.#bytes.writeBigInt64BE(BigInt(cell), this.#at);
      return;
    }
    const length = typeof cell === "string" ? Buffer.byteLength(cell) : cell.length;
    this.#reserve(4 + length);
    this.#at = this.#bytes.writeInt32BE(length, this.#at);
    if (typeof cell === "string") this.#bytes.write(cell, this.#at);
    else this.#bytes.set(cell, this.#at);
    this.#at += length;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#at + bytes));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

/** The rows of what a {@link RowWriter} wrote; bytes are a view of it. */
export function* readRows(written: Uint8Array, types: readonly ColumnType[]): Generator<Cell[]> {
  const bytes = Buffer.from(written.buffer, written.byteOffset, written.byteLength);
  let at = 0;
  while (at < bytes.length) {
    at += 2;
    const cells: Cell[] = [];
    for (const type of types) {
      const length = bytes.readInt32BE(at);
      at += 4;
      if (length === NULL_LENGTH) {
        cells.push(null);
        continue;
      }
      if (type === "integer") cells.push(bytes.readBigInt64BE(at));
      else if (type === "text") cells.push(bytes.toString("utf8", at, at + length));
      else cells.push(bytes.subarray(at, at + length));
      at += length;
    }
    yield cells;
  }
}
