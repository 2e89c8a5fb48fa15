import type { AskedEvent } from "./event-facts.ts";

/** A document that somebody attached. */
export interface AttachedFile {
  /** Without folders. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** An event that waits for another person (decision D28). */
export interface PendingAct {
  readonly id: string;
  readonly organizationId: string;
  readonly asked: AskedEvent;
  readonly attached?: AttachedFile;
  readonly askedBy: string;
  /** What the two-person rule compares. */
  readonly askedByOsUser: string;
  readonly askedAtMs: number;
  readonly doneAtMs?: number;
}
