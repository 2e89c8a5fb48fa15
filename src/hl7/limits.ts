/**
 * What the reader takes of one message. Over a bound nothing is read but the header, so that the sender can be told.
 * A real message stays far below: the largest profile has 53 fields in a segment (IN1).
 *
 * @see decision D15
 */
export const READ_LIMITS = {
  /** Lines that are not empty, broken ones included. */
  segmentsMax: 2_000,
  /** RXA, or ORC: of a whole life a few hundred; the work for a message grows with them more than with its text. */
  ordersMax: 500,
  /** Of all lines together: a text of separators alone takes the parser longest. */
  separatorsMax: 60_000,
  /** Of one segment. */
  fieldsMax: 500,
  /** Of one field. */
  repetitionsMax: 200,
  /** Of one repetition. */
  componentsMax: 100,
  /** Of one component. */
  subcomponentsMax: 100,
} as const;
export type ReadLimit = keyof typeof READ_LIMITS;
