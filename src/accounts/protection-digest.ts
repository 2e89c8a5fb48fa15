import { createHash } from "node:crypto";
import type { AddressRule } from "./address-rules.ts";
import type { CertificatePin } from "./certificate-pins.ts";

/** Enough to tell two lists apart; nothing is proved by it. */
const DIGEST_CHARACTERS = 16;

function digestOf(lines: readonly string[]): string {
  return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex").slice(0, DIGEST_CHARACTERS);
}

/** Tells whether two lists of address rules differ, whatever their order; 16 hex digits. */
export function addressRulesDigest(rules: readonly AddressRule[] = []): string {
  return digestOf(rules.map(({ kind, network }) => `${kind} ${network}`));
}

/** Tells whether two lists of pins differ, whatever their order; 16 hex digits. A pin never changes under its id. */
export function certificatePinsDigest(pins: readonly CertificatePin[] = []): string {
  return digestOf(pins.map(({ id }) => id));
}
