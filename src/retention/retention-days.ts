/** Days after which data end (decision D26). */
export const RETENTION_DAYS = {
  /** Text of the answer to a query, both realms; its hash stays. */
  queryAnswer: 30,
  /** Youngest raw request that production may purge: support needs them so long (our choice; D26 gives no number). */
  productionTextMin: 30,
} as const;
