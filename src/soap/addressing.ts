import { escapeXmlText } from "./xml-text.ts";

/** WS-Addressing 1.0, the only version that is answered. */
export const ADDRESSING_NAMESPACE = "http://www.w3.org/2005/08/addressing";

/** The action of every fault: the CDC WSDL names none of its own. */
export const FAULT_ACTION = "http://www.w3.org/2005/08/addressing/fault";

/** What a request's headers ask of the answer. */
export interface Addressing {
  /** Whether wsa:Action or wsa:MessageID came; without them no addressing headers are sent. */
  readonly asked: boolean;
  /** Text of wsa:MessageID as sent, for wsa:RelatesTo; may be a bare UUID. */
  readonly messageId: string | undefined;
}

export const NO_ADDRESSING: Addressing = { asked: false, messageId: undefined };

/**
 * The header blocks of an answer; ReplyTo and FaultTo of the request are not followed, the answer goes back on the
 * connection it came from.
 *
 * @returns `""` when the request did not ask
 * @see WS-Addressing 1.0 Core section 3.4
 */
export function addressingBlocks(addressing: Addressing, action: string): string {
  if (!addressing.asked) return "";
  const relatesTo =
    addressing.messageId === undefined
      ? ""
      : `<wsa:RelatesTo xmlns:wsa="${ADDRESSING_NAMESPACE}">${escapeXmlText(addressing.messageId)}</wsa:RelatesTo>`;
  return `<wsa:Action xmlns:wsa="${ADDRESSING_NAMESPACE}">${action}</wsa:Action>${relatesTo}`;
}
