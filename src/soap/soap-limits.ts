/**
 * Bounds of a request that do not depend on configuration. A request of this service has three levels, about ten
 * elements and a handful of attributes; the bounds leave room for header blocks of gateways on the way.
 *
 * @see promise S2, decision D13
 */
export const SOAP_LIMITS = {
  depthMax: 32,
  elementsMax: 200,
  attributesPerElementMax: 64,
  nameCharsMax: 128,
  /** username, password, facilityID. */
  credentialCharsMax: 1024,
  /** wsa:MessageID, repeated in wsa:RelatesTo. */
  messageIdCharsMax: 1024,
  /** Header blocks named in NotUnderstood. */
  notUnderstoodMax: 8,
  namespaceCharsMax: 512,
  /** A body up to this size is looked into for connectivityTest while submissions are refused as busy. */
  probeBytesMax: 4096,
} as const;

/**
 * The most that an HTTP body may hold, on the wire and inflated: the message twice over, for escapes and UTF-16, and the
 * envelope.
 */
export function bodyBytesMaxFor(messageBytesMax: number): number {
  return 2 * messageBytesMax + 16_384;
}
