/** Milliseconds since the Unix epoch, UTC. */
export type Clock = () => number;

/** A new, never repeated identifier: row keys and MSH-10 of what we send. Sorts by the time it was made. */
export type IdSource = () => string;
