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

/** A release of CDC's supporting data is to be used for forecasts in production. */
export interface AskedApproval {
  readonly kind: "forecast.approve";
  readonly version: string;
  /** Of the files: changed ones need another approval. */
  readonly sha256: string;
  /** One line, checked. */
  readonly reason: string;
}

/** An act that waits for another person (decision D28). */
export interface PendingAct {
  readonly id: string;
  /** Undefined: of no organization. */
  readonly organizationId: string | undefined;
  readonly asked: AskedEvent | AskedVoid | AskedApproval;
  readonly attached?: AttachedFile;
  readonly askedBy: string;
  /** What the two-person rule compares. */
  readonly askedByOsUser: string;
  readonly askedAtMs: number;
  readonly doneAtMs?: number;
}

export function isAskedVoid(asked: PendingAct["asked"]): asked is AskedVoid {
  return "kind" in asked && asked.kind === "message.void";
}

export function isAskedApproval(asked: PendingAct["asked"]): asked is AskedApproval {
  return "kind" in asked && asked.kind === "forecast.approve";
}

/** What the console confirms too; the rest is the command line's. */
export function isAskedEvent(asked: PendingAct["asked"]): asked is AskedEvent {
  return !("kind" in asked);
}
