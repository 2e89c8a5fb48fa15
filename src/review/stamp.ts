/** When one version of an object was received; the id breaks ties. */
export interface Stamp {
  readonly atMs: number;
  readonly messageId: string;
}

/** @returns below 0 when `a` was received before `b` */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.atMs - b.atMs || (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0);
}
