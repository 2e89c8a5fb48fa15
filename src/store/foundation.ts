/** Tables that every database has; made by the first migration of all of them. */
export interface FoundationSchema {
  readonly schema_migration: {
    readonly number: number;
    readonly name: string;
    /** SHA-256 of the statements, hex. */
    readonly checksum: string;
  };
  readonly key_fingerprint: {
    /** A key of the vault, `pepper/1`. */
    readonly key_name: string;
    /** Tells keys apart without telling anything of them. */
    readonly fingerprint: string;
  };
  readonly write_probe: {
    readonly id: number;
    readonly probed_at_ms: number;
    readonly filler: Uint8Array | null;
  };
}
