const POOL_BYTES = 8192;

/**
 * A source of randomness for the many small draws of every message, ids and IVs: one call of `randomBytes` serves hundreds.
 * No byte is handed out twice. The caller gets a copy and the pool forgets what it gave.
 *
 * @param randomBytes a cryptographic source: `size` bytes
 */
export function createPooledRandom(randomBytes: (size: number) => Uint8Array): (size: number) => Uint8Array {
  let pool = new Uint8Array(0);
  let used = 0;
  return (size) => {
    if (size > POOL_BYTES) return randomBytes(size);
    if (pool.length - used < size) {
      pool = Uint8Array.from(randomBytes(POOL_BYTES));
      used = 0;
    }
    const taken = pool.slice(used, used + size);
    pool.fill(0, used, used + size);
    used += size;
    return taken;
  };
}
