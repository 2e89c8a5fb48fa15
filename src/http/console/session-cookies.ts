import type { Request, Response } from "express";
import { isCookie } from "../../accounts/sessions.ts";

/** `session`: who is logged in. `form`: binds the log-in form to the browser that asked for it. */
export type CookieKind = "session" | "form";

/** The console's cookies: SameSite=Strict, out of reach of scripts, gone with the browser (promise S15). */
export interface SessionCookies {
  /** @returns undefined when the browser sent none, one that is no cookie of ours, or two of one name */
  read(request: Pick<Request, "headers">, kind: CookieKind): string | undefined;
  write(response: Response, kind: CookieKind, value: string): void;
  clear(response: Response, kind: CookieKind): void;
}

const NAMES: Readonly<Record<CookieKind, string>> = { session: "sid", form: "form" };

/** @param isPlainLoopback no TLS before this process: browsers take no Secure cookie there (decision D34) */
export function sessionCookies(isPlainLoopback: boolean): SessionCookies {
  const nameOf = (kind: CookieKind): string => (isPlainLoopback ? NAMES[kind] : `__Host-${NAMES[kind]}`);
  const attributes = `; Path=/; HttpOnly; SameSite=Strict${isPlainLoopback ? "" : "; Secure"}`;
  return {
    read: ({ headers }, kind) => {
      const prefix = `${nameOf(kind)}=`;
      const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
      const [found, another] = pairs.filter((pair) => pair.startsWith(prefix));
      const value = found?.slice(prefix.length) ?? "";
      return another === undefined && isCookie(value) ? value : undefined;
    },
    write: (response, kind, value) => {
      response.append("Set-Cookie", `${nameOf(kind)}=${value}${attributes}`);
    },
    clear: (response, kind) => {
      response.append("Set-Cookie", `${nameOf(kind)}=${attributes}; Max-Age=0`);
    },
  };
}
