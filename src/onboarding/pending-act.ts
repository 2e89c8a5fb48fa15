import type { Realm } from "../kernel/realm.ts";
import type { AskedEvent } from "./event-facts.ts";

/** A document that somebody attached. */
export interface AttachedFile {
  /** Without folders. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** What came of stored messages is to be taken back, or given back. */
export interface AskedVoid {
  readonly kind: "message.void";
  readonly realm: Realm;
  readonly undo: boolean;
  /** One line, checked. */
  readonly reason: string;
  /** Which messages are meant, by the names of the command's options. */
  readonly selectors: Readonly<Record<string, string>>;
  /** How many those were when it was asked for. */
  readonly messages: number;
}

/** An act that waits for another person (decision D28). */
export interface PendingAct {
  readonly id: string;
  readonly organizationId: string;
  readonly asked: AskedEvent | AskedVoid;
  readonly attached?: AttachedFile;
  readonly askedBy: string;
  /** What the two-person rule compares. */
  readonly askedByOsUser: string;
  readonly askedAtMs: number;
  readonly doneAtMs?: number;
}

export function isAskedVoid(asked: PendingAct["asked"]): asked is AskedVoid {
  return "kind" in asked;
}
