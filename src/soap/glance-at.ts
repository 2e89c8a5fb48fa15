import type { TurnKind } from "../submission/turn.ts";
import { OPERATIONS } from "./service-contract.ts";

/** What shows of a submission before its XML is read. */
export interface Glance {
  /** The bytes between the operation's name and the message: who claims to send it. */
  readonly credentials: Buffer;
  readonly kind: TurnKind;
}

/** Where the credentials of every client we know end. */
const HEAD_BYTES_MAX = 4_096;
/** MSH-9 of messages that ask, with the usual delimiters. */
const QUERIES: readonly string[] = ["|QBP^", "|VXQ^"];

/**
 * Look for the credentials of a submission where clients write them: in UTF-8 and before the message. What is found decides
 * nothing but whether the service is too busy for it.
 *
 * @param body inflated
 * @returns undefined when it is written in another way, or no submission
 */
export function glanceAt(body: Buffer): Glance | undefined {
  const head = body.subarray(0, HEAD_BYTES_MAX);
  const end = head.indexOf("hl7Message");
  const begin = end < 0 ? -1 : head.lastIndexOf(OPERATIONS.submitSingleMessage.name, end);
  if (begin < 0) return undefined;
  const credentials = head.subarray(begin, end);
  if (!credentials.includes("username") || !credentials.includes("password")) return undefined;
  return { credentials, kind: QUERIES.some((words) => body.includes(words)) ? "query" : "update" };
}
