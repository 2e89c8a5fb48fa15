import type { IdSource } from "../kernel/clock.ts";

const TIME_CHARACTERS = 10;
const TELLING_CHARACTERS = 5;

/**
 * An id of a person: the time and the end of a longer id, so that it fits PID-3.1 and still counts up.
 *
 * @see CDC guide R1.5, data type CX: CX.1 holds 15 characters
 */
export function newPersonId(newId: IdSource): string {
  const id = newId();
  return id.slice(0, TIME_CHARACTERS) + id.slice(TIME_CHARACTERS).slice(-TELLING_CHARACTERS);
}
