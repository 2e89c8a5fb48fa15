/** Oid of `bytea` in every PostgreSQL. */
const BYTEA_OID = 17;

const HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;
const LENGTH_BYTES = 4;

/**
 * A parameter of type `bytea[]` as PostgreSQL takes it in binary (`array_recv`): as text each byte would be two digits, written here and
 * read there.
 *
 * @returns dimensions, flag for nulls, type; size and lower bound of the dimension; each value behind its length
 */
export function bytesArray(values: readonly Uint8Array[]): Buffer {
  const isEmpty = values.length === 0;
  const size = values.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0);
  const array = Buffer.alloc(HEADER_BYTES + (isEmpty ? 0 : DIMENSION_BYTES) + size);
  array.writeInt32BE(isEmpty ? 0 : 1, 0);
  array.writeInt32BE(BYTEA_OID, 8);
  if (isEmpty) return array;
  array.writeInt32BE(values.length, HEADER_BYTES);
  array.writeInt32BE(1, HEADER_BYTES + 4);
  let at = HEADER_BYTES + DIMENSION_BYTES;
  for (const value of values) {
    array.writeInt32BE(value.length, at);
    array.set(value, at + LENGTH_BYTES);
    at += LENGTH_BYTES + value.length;
  }
  return array;
}
