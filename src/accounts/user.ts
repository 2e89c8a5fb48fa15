import type { Role } from "./policy.ts";
import type { SecretHash } from "./secret-hasher.ts";

/** A person who works with the gateway. */
export interface User {
  readonly username: string;
  readonly role: Role;
  /** Organizations of an integrator; empty for all others. */
  readonly organizationIds: readonly string[];
  /** `scheme$params$salt$hash`, see `password-hasher.ts`. */
  readonly passwordHash: string;
  readonly disabled: boolean;
  readonly createdAtMs: number;
  /** Grows with every change of password, second factor or access; sessions of an earlier one are over. */
  readonly epoch: number;
  /** The password was made by somebody else and opens nothing but its change. */
  readonly mustChangePassword: boolean;
  /** Of which the key of the authenticator app is derived; absent before it is enrolled. */
  readonly secondFactor?: { readonly salt: string; readonly pepperId: string };
}

/** What a token may be used for (decision D34). */
export const TOKEN_SCOPES = ["metrics", "read", "write"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** @returns whether `text` names a scope */
export function isTokenScope(text: string): text is TokenScope {
  return TOKEN_SCOPES.some((scope) => scope === text);
}

/** A generated, expiring password of a user for HTTP Basic: username = `id`, password = the token (decision D34). */
export interface Token {
  readonly id: string;
  readonly username: string;
  readonly scope: TokenScope;
  readonly secret: SecretHash;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly revokedAtMs?: number;
}
