/** Who stands behind a token that held (decision D34). */
export interface TokenHolder {
  readonly tokenId: string;
  /** Login of the person or program that the token was issued to. */
  readonly login: string;
  /** What the token may be used for; never more than its holder may do. */
  readonly scopes: readonly string[];
}

/**
 * Decide whether a token of REST, metrics or console holds. One answer for every cause of refusal, in the same time.
 *
 * @param id the token's id, user of HTTP Basic
 * @param token the secret, password of HTTP Basic; never trimmed, logged or echoed
 * @param remoteAddress network address of the caller as the server sees it, for the delays of decision D33
 * @returns undefined when it does not hold, for whatever reason
 */
export type VerifyToken = (
  id: string,
  token: string,
  remoteAddress: string,
) => Promise<TokenHolder | undefined>;
