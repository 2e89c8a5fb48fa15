import { isIPv4, isIPv6 } from "node:net";

const HEXTETS = 8;
const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

function numbers(part: string): readonly number[] {
  return part === "" ? [] : part.split(":").map((hextet) => Number.parseInt(hextet, 16));
}

/** The eight hextets of an IPv6 address without a dotted part. */
function hextets(address: string): readonly number[] {
  const [head = "", tail] = address.split("::");
  const before = numbers(head);
  const after = tail === undefined ? [] : numbers(tail);
  const zeros = Array.from({ length: HEXTETS - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}

/**
 * Whom an address counts as when attempts are paced: itself in IPv4, its /56 in IPv6, where one caller has many.
 */
export function originOf(remoteAddress: string): string {
  const address = plainAddress(remoteAddress);
  return isIPv4(address) ? address : networkOf(address);
}

/** Without a zone, and IPv4 without the dress of IPv6. */
export function plainAddress(remoteAddress: string): string {
  const address = remoteAddress.split("%", 1)[0] ?? "";
  return MAPPED_IPV4.exec(address)?.[1] ?? address;
}

/**
 * The network that an address counts as when log-ins are delayed: /24 of IPv4, /56 of IPv6 (decision D33). What is no
 * address is one network of its own, `unknown`.
 */
export function networkOf(remoteAddress: string): string {
  const address = plainAddress(remoteAddress);
  if (isIPv4(address)) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
  if (!isIPv6(address) || address.includes(".")) return "unknown";
  const [a = 0, b = 0, c = 0, d = 0] = hextets(address);
  return `${[a, b, c, d & 0xff00].map((hextet) => hextet.toString(16)).join(":")}::/56`;
}
