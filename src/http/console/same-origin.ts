import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a form was sent by a page of this very site: browsers name the page's origin with every POST, and no page can
 * name another (promise S15).
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
