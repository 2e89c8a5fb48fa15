import { BlockList, isIP } from "node:net";
import { RefusedError } from "../kernel/refused-error.ts";
import { plainAddress } from "./network.ts";

/** One line of a credential's list of addresses. */
export interface AddressRule {
  readonly kind: "allow" | "deny";
  /** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. */
  readonly network: string;
}

/** Rules of one credential. */
export const ADDRESS_RULES_MAX = 200;

const PREFIX_MAX = { 4: 32, 6: 128 } as const;

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** @returns undefined when the text is no address and no network */
function readNetwork(text: string): Network | undefined {
  const [address = "", bits] = text.split("/", 2);
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const prefix =
    bits === undefined ? PREFIX_MAX[version] : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(prefix >= 0 && prefix <= PREFIX_MAX[version])) return undefined;
  return { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

/** @throws RefusedError `usage` unless the text is an address, or a network in the form of RFC 4632 */
export function checkNetwork(text: string): string {
  if (readNetwork(text) === undefined || text.split("/").length > 2)
    throw new RefusedError("usage", "--network takes an address or a network, such as 192.0.2.0/24.");
  return text;
}

function listOf(rules: readonly AddressRule[], kind: AddressRule["kind"]): BlockList | undefined {
  const chosen = rules.filter((rule) => rule.kind === kind);
  if (chosen.length === 0) return undefined;
  const list = new BlockList();
  for (const { network } of chosen) {
    const read = readNetwork(network);
    if (read !== undefined) list.addSubnet(read.address, read.prefix, read.family);
  }
  return list;
}

function holds(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
}

/** Whether the list names the address as one of the credential's own. */
export function isListed(rules: readonly AddressRule[], remoteAddress: string): boolean {
  const allowed = listOf(rules, "allow");
  return allowed !== undefined && holds(allowed, plainAddress(remoteAddress));
}

/**
 * Whether a credential may be used from an address: a denied network refuses, and as soon as one is allowed all others are
 * refused. What is no address is in no network.
 */
export function mayComeFrom(rules: readonly AddressRule[], remoteAddress: string): boolean {
  const address = plainAddress(remoteAddress);
  const denied = listOf(rules, "deny");
  if (denied !== undefined && (holds(denied, address) || isIP(address) === 0)) return false;
  const allowed = listOf(rules, "allow");
  return allowed === undefined || holds(allowed, address);
}
