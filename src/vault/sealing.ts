/** Where a sealed value stands. Part of the seal: a value moved to another row, column or realm does not open. */
export interface SealPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  readonly organizationId: string;
}

/**
 * Seals patient data for one realm (decision D27): AES-256-GCM, keys outside the database.
 *
 * @see NIST SP 800-38D
 */
export interface Sealing {
  seal(place: SealPlace, text: string): Uint8Array;
  /** @throws Error when the bytes were not sealed for that place by a key of this realm */
  open(place: SealPlace, sealed: Uint8Array): string;
}

/** Keyed digests of one realm: the payload hash of decision D7 and blind indexes. 43 characters of base64url. */
export interface KeyedDigest {
  digest(purpose: string, text: string): string;
}
