/** Bounds of one listening port. Every one is a positive whole number: 0 means "none" or "refuse all" to Node. */
export interface ServerLimits {
  /** From the first byte of a connection or request to the end of its headers; TLS handshakes too. */
  readonly headersDurationMsMax: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestDurationMsMax: number;
  /** How often the two limits above are looked at. */
  readonly checkIntervalMs: number;
  /** A kept-alive connection without a request. Longer than the 60 s of common load balancers, so that they close first. */
  readonly keepAliveDurationMsMax: number;
  /** A connection on which nothing moves while an answer is made or read. */
  readonly silenceDurationMsMax: number;
  /** Request line and headers. */
  readonly headerBytesMax: number;
  readonly requestsPerConnectionMax: number;
  readonly connectionsMax: number;
}

/** Promises R8 and R9: slow and swollen requests cost little and end soon. */
export const SERVER_LIMITS: ServerLimits = {
  headersDurationMsMax: 5_000,
  requestDurationMsMax: 15_000,
  checkIntervalMs: 1_000,
  keepAliveDurationMsMax: 65_000,
  silenceDurationMsMax: 70_000,
  headerBytesMax: 8_192,
  requestsPerConnectionMax: 1_000,
  connectionsMax: 2_000,
};

/** @throws RangeError naming the limit that is no positive whole number */
export function checkServerLimits(limits: ServerLimits): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number above 0`);
  }
}
