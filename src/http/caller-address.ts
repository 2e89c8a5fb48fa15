import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { plainAddress } from "../accounts/network.ts";

const callers = new WeakMap<IncomingMessage, string>();

/** `192.0.2.7`, `192.0.2.7:1234`, `2001:db8::7`, `[2001:db8::7]:1234`; undefined for anything else. */
function addressOf(entry: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+)(?::\d+)?$/.exec(entry)?.[1] ?? entry;
  return isIP(bare) === 0 ? undefined : bare;
}

/**
 * Who calls, by the word of the proxies that we trust: each adds the address it saw at the right end of
 * `X-Forwarded-For`, so that with n of them the n-th from the right is the caller's, whatever it wrote to the left of it.
 * A request that came past fewer, or whose entry is no address, counts as its connection does.
 *
 * @param hops TRUSTED_PROXY_HOPS; 0 believes no header (promise S8)
 */
export function noteCaller(request: IncomingMessage, hops: number): void {
  if (hops < 1) return;
  const header = request.headers["x-forwarded-for"];
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  const address = addressOf((entries.at(-hops) ?? "").trim());
  if (address !== undefined) callers.set(request, plainAddress(address));
}

/** The address that a request counts as: the one that was noted, else that of its connection; `""` when it is gone. */
export function callerAddress(request: IncomingMessage): string {
  return callers.get(request) ?? plainAddress(request.socket.remoteAddress ?? "");
}
