import type { SecretHash } from "./secret-hasher.ts";

/**
 * Put a new hash of the same secret in the place of the old one, after it was proved. Begins and returns: a log-in does not
 * wait for it, and one that fails is tried again by the next log-in.
 */
export type RenewSecret = (
  kind: "credential" | "token",
  id: string,
  old: SecretHash,
  next: SecretHash,
) => void;
