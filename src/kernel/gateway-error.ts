/**
 * Why the gateway cannot judge a message. Each code is a row of the fault table in `soap/`; what is wrong *in* a
 * message is a finding and never one of these (ARCHITECTURE, "two doors").
 */
export const GATEWAY_ERROR_CODES = [
  "security",
  "too-many-messages",
  "message-too-large",
  "unsupported-operation",
  "malformed-request",
  "encoding",
  "empty-message",
  "not-hl7",
  "busy",
  "unavailable",
  "maintenance",
  "internal",
] as const;
export type GatewayErrorCode = (typeof GATEWAY_ERROR_CODES)[number];

/**
 * Leaves through the fault door. Carries a code and nothing of the message: the text that the caller sees comes from
 * the fault table, the `cause` goes to our log only.
 */
export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  /** When what stands in the way is over, milliseconds since the epoch, as far as it is known. */
  readonly untilMs: number | undefined;

  constructor(code: GatewayErrorCode, options?: { readonly cause?: unknown; readonly untilMs?: number }) {
    super(code, options);
    this.name = "GatewayError";
    this.code = code;
    this.untilMs = options?.untilMs;
  }
}
