import { Secret, TOTP } from "otpauth";
import type { SecretHasher } from "./secret-hasher.ts";
import type { User } from "./user.ts";

/** RFC 6238 as every authenticator app knows it. */
const PERIOD_SECONDS = 30;
const DIGITS = 6;
const KEY_BYTES = 20;
/** Steps before and after the server's own that are taken: clocks of phones differ. */
const WINDOW_STEPS = 1;
const ISSUER = "MIIC immunization gateway";

/** What an authenticator app is given. */
export interface Enrolment {
  /** `otpauth://…`, for the QR code. */
  readonly uri: string;
  /** Base 32. */
  readonly key: string;
}

/** Salt and pepper of which a user's key is derived; the key itself is nowhere. */
export type SecondFactor = NonNullable<User["secondFactor"]>;

function totpOf(hasher: SecretHasher, username: string, { salt, pepperId }: SecondFactor): TOTP | undefined {
  const derived = hasher.derive("totp", `${username}\0${salt}`, pepperId);
  if (derived === undefined) return undefined;
  const secret = new Secret({ buffer: Uint8Array.from(derived.subarray(0, KEY_BYTES)).buffer });
  return new TOTP({ issuer: ISSUER, label: username, secret, digits: DIGITS, period: PERIOD_SECONDS });
}

/** @returns undefined when the pepper is gone; "user reset" then lets the user enrol anew */
export function enrolmentOf(
  hasher: SecretHasher,
  username: string,
  factor: SecondFactor,
): Enrolment | undefined {
  const totp = totpOf(hasher, username, factor);
  return totp && { uri: totp.toString(), key: totp.secret.base32 };
}

/**
 * The time step whose code this is.
 *
 * @param nowMs real time
 * @returns undefined for a wrong code; the caller uses the step up
 */
export function stepOfCode(
  hasher: SecretHasher,
  username: string,
  factor: SecondFactor,
  given: { readonly code: string; readonly nowMs: number },
): number | undefined {
  const token = given.code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return undefined;
  const totp = totpOf(hasher, username, factor);
  const delta = totp?.validate({ token, timestamp: given.nowMs, window: WINDOW_STEPS }) ?? undefined;
  return delta === undefined ? undefined : Math.floor(given.nowMs / (PERIOD_SECONDS * 1_000)) + delta;
}
