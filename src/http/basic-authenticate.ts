import type { Request, Response } from "express";
import { Passport } from "passport";
import { BasicStrategy } from "passport-http";
import type { TokenHolder, VerifyToken } from "../accounts/verify-token.ts";
import { callerAddress } from "./caller-address.ts";

const REALM = "MIIC immunization gateway";

/** Value of `WWW-Authenticate` in a 401 (RFC 7617). */
export const BASIC_CHALLENGE: string = `Basic realm="${REALM}", charset="UTF-8"`;

/** User and password of an `Authorization` header. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** @returns undefined when the token of the request does not hold, whatever the reason */
export type BasicAuthenticate = (request: Request, response: Response) => Promise<TokenHolder | undefined>;

/**
 * HTTP Basic with user = token id and password = token (decision D34), through passport.
 *
 * The strategy splits at every colon and keeps the second part, so that `id:secret:x` would pass as `secret`; it also
 * takes any scheme that contains "basic". What it found is therefore set aside, and the header is read by
 * `basicCredentials()`.
 *
 * @returns a function that rejects only when `verify` does
 */
export function createBasicAuthenticate(verify: VerifyToken): BasicAuthenticate {
  const passport = new Passport();
  passport.use(
    new BasicStrategy({ realm: REALM, passReqToCallback: true }, (request, _user, _password, report) => {
      const given = basicCredentials(request.headers.authorization ?? "");
      if (given === undefined) {
        report(undefined, false);
        return;
      }
      verify(given.user, given.password, callerAddress(request)).then(
        (holder) => report(undefined, holder ?? false),
        (error: unknown) => report(error),
      );
    }),
  );
  return (request, response) =>
    new Promise((resolve, reject) => {
      const settle = (error: unknown, holder?: unknown): void => {
        if (error === null || error === undefined) resolve(isTokenHolder(holder) ? holder : undefined);
        else reject(error instanceof Error ? error : new TypeError("the token check failed"));
      };
      passport.authenticate("basic", { session: false }, settle)(request, response, settle);
    });
}

/**
 * Read an `Authorization` header of scheme Basic. Only the first colon divides: a password may hold more (RFC 7617).
 *
 * @returns undefined for another scheme, anything that is no base64, control characters, an empty user or password
 */
export function basicCredentials(header: string): BasicCredentials | undefined {
  const encoded = /^basic +((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?)$/i.exec(
    header,
  )?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  if (colon < 1 || colon === pair.length - 1 || /\p{Cc}/u.test(pair)) return undefined;
  return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function isTokenHolder(value: unknown): value is TokenHolder {
  return typeof value === "object" && value !== null && "tokenId" in value && "login" in value;
}
