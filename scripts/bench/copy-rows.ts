import { type Client, type Connection, Query } from "pg";

/** Before and after the rows of `copy … (format binary)`. Source: PostgreSQL 18, COPY, "Binary Format". */
const HEADER = Buffer.concat([Buffer.from("PGCOPY\n\u00ff\r\n\0", "latin1"), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);

/** What of pg's connection sends a copy; its type declarations leave it out. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

function sendsCopies(connection: object): connection is CopyConnection {
  return "sendCopyFromChunk" in connection && "endCopyFrom" in connection;
}

/** A statement `copy … from stdin` with all that it is to read. */
class CopyIn extends Query {
  readonly #chunks: readonly Uint8Array[];

  constructor(text: string, chunks: readonly Uint8Array[], done: (error: Error | null | undefined) => void) {
    super({ text }, undefined, done);
    this.#chunks = chunks;
  }

  handleCopyInResponse(connection: Connection): void {
    if (!sendsCopies(connection)) throw new Error("this pg sends no copies");
    for (const chunk of this.#chunks)
      connection.sendCopyFromChunk(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    connection.endCopyFrom();
  }
}

/**
 * Put rows into a table.
 *
 * @param rows as `RowWriter` writes them
 */
export function copyRows(
  client: Client,
  table: string,
  columns: readonly string[],
  rows: Uint8Array,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null | undefined): void => (error ? reject(error) : resolve());
    const text = `copy ${table} (${columns.join(", ")}) from stdin (format binary)`;
    client.query(new CopyIn(text, [HEADER, rows, TRAILER], done));
  });
}
