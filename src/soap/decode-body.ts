import { charsetParameter } from "./content-type.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "us-ascii";

/**
 * Names of encodings that are read. ISO-8859-1 is read as windows-1252, as browsers and most senders mean it; the two
 * differ in the control characters 0x80 to 0x9F only. `utf-16` without a mark is told by its first byte.
 *
 * @see IANA character sets; WHATWG Encoding Standard, names and labels
 */
const ENCODINGS: ReadonlyMap<string, Encoding | "utf-16"> = new Map([
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["utf-16", "utf-16"],
  ["utf-16le", "utf-16le"],
  ["utf-16be", "utf-16be"],
  ["iso-8859-1", "windows-1252"],
  ["iso8859-1", "windows-1252"],
  ["iso_8859-1", "windows-1252"],
  ["latin1", "windows-1252"],
  ["windows-1252", "windows-1252"],
  ["cp1252", "windows-1252"],
  ["us-ascii", "us-ascii"],
  ["ascii", "us-ascii"],
]);

const DECLARATION = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/;
const DECLARATION_BYTES_MAX = 256;

function startsWith(body: Buffer, ...bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => body[index] === byte);
}

/** The encoding that a byte order mark proves. The UTF-32 marks begin like one of UTF-16 and are not read. */
function markedEncoding(body: Buffer): Encoding | "utf-32" | undefined {
  if (startsWith(body, 0xef, 0xbb, 0xbf)) return "utf-8";
  if (startsWith(body, 0xff, 0xfe, 0, 0) || startsWith(body, 0, 0, 0xfe, 0xff)) return "utf-32";
  if (startsWith(body, 0xff, 0xfe)) return "utf-16le";
  return startsWith(body, 0xfe, 0xff) ? "utf-16be" : undefined;
}

/** The encoding that `<` in two bytes shows. */
function widthOfFirst(body: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (startsWith(body, 0x3c, 0)) return "utf-16le";
  return startsWith(body, 0, 0x3c) ? "utf-16be" : undefined;
}

function declaredName(body: Buffer): string | undefined {
  const head = body.toString("latin1", 0, DECLARATION_BYTES_MAX);
  return DECLARATION.exec(head)?.[1]?.toLowerCase();
}

/** @returns undefined when the encoding is not one that is read */
function encodingOf(body: Buffer, contentType: string | undefined): Encoding | undefined {
  const marked = markedEncoding(body);
  if (marked !== undefined) return marked === "utf-32" ? undefined : marked;
  const wide = widthOfFirst(body);
  const name = charsetParameter(contentType) ?? (wide === undefined ? declaredName(body) : wide) ?? "utf-8";
  const encoding = ENCODINGS.get(name);
  return encoding === "utf-16" ? (wide ?? "utf-16be") : encoding;
}

const DECODERS = {
  "utf-8": new TextDecoder("utf-8", { fatal: true }),
  "utf-16le": new TextDecoder("utf-16le", { fatal: true }),
  "utf-16be": new TextDecoder("utf-16be", { fatal: true }),
  "windows-1252": new TextDecoder("windows-1252", { fatal: true }),
} as const;

/** @throws TypeError when the bytes are not of the encoding */
function decodeAs(encoding: Encoding, body: Buffer): string {
  if (encoding !== "us-ascii") return DECODERS[encoding].decode(body);
  if (body.some((byte) => byte > 0x7f)) throw new TypeError("not ASCII");
  return body.toString("latin1");
}

/**
 * The text of a body: byte order mark, then charset parameter, then XML declaration, then UTF-8. Never guesses and never
 * replaces: a name that was damaged silently would be stored.
 *
 * @returns undefined when the encoding is not one that is read or the bytes are not of it; without the mark otherwise
 * @see RFC 7303 section 3; XML 1.0 appendix F; decision D11
 */
export function decodeBody(body: Buffer, contentType: string | undefined): string | undefined {
  const encoding = encodingOf(body, contentType);
  if (encoding === undefined) return undefined;
  try {
    return decodeAs(encoding, body);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
