import { assertNever } from "../kernel/assert-never.ts";

/** Where a hole of a template stands, and so how its value is written. */
export type HoleContext =
  | { readonly kind: "text" }
  | { readonly kind: "attribute" }
  /** In an attribute that leads somewhere; `whole`: nothing stands before the hole. */
  | { readonly kind: "address"; readonly whole: boolean }
  | { readonly kind: "tag" };

/** Attributes whose value a browser follows or loads. */
const ADDRESSES: ReadonlySet<string> = new Set(["href", "src", "action", "formaction", "xlink:href"]);

/** The state of the reader between two characters of static text. */
interface Reader {
  state: "text" | "tag-name" | "tag" | "attribute-name" | "before-value" | "value" | "raw" | "comment";
  /** Name of the tag or attribute being read, in lower case. */
  name: string;
  tag: string;
  /** Static text of the value being read. */
  value: string;
}

/** Stands in a value for what a hole puts there. */
const HOLE = "\uFFFD";

const known = new WeakMap<TemplateStringsArray, readonly HoleContext[]>();

/**
 * The place of each hole, read from the static text alone, so once for each template of the program.
 *
 * @throws TypeError for a place that takes no value, for `style` and `on…` attributes and for unquoted values
 */
export function holesOf(template: TemplateStringsArray): readonly HoleContext[] {
  const earlier = known.get(template);
  if (earlier !== undefined) return earlier;
  const reader: Reader = { state: "text", name: "", tag: "", value: "" };
  const holes = template.slice(0, -1).map((piece) => {
    readPiece(reader, piece);
    const hole = holeAt(reader);
    reader.value += HOLE;
    return hole;
  });
  readPiece(reader, template.at(-1) ?? "");
  if (reader.state !== "text") throw new TypeError("a template that ends inside a tag");
  known.set(template, holes);
  return holes;
}

function holeAt(reader: Reader): HoleContext {
  const { state, name, value } = reader;
  if (state === "text" || state === "tag") return { kind: state };
  if (state !== "value") throw new TypeError(`a template takes no value in its ${state}`);
  if (!ADDRESSES.has(name)) return { kind: "attribute" };
  return { kind: "address", whole: wholeAddress(value) };
}

/** @throws TypeError when the static beginning already leads to another site or runs */
function wholeAddress(before: string): boolean {
  if (before === "") return true;
  if (/^(?:\/[a-z]|[?#])/.test(before)) return false;
  throw new TypeError("an address with a hole begins with a path of this site");
}

function readPiece(reader: Reader, piece: string): void {
  for (let at = 0; at < piece.length; at += 1) step(reader, piece.charAt(at), piece, at);
}

/** One character further. */
function step(reader: Reader, character: string, piece: string, at: number): void {
  switch (reader.state) {
    case "text":
      if (piece.startsWith("<!--", at)) reader.state = "comment";
      else if (character === "<") Object.assign(reader, { state: "tag-name", name: "", tag: "" });
      return;
    case "comment":
      if (piece.startsWith("-->", at - 2)) reader.state = "text";
      return;
    case "raw":
      if (piece.startsWith(`</${reader.tag}`, at)) Object.assign(reader, { state: "tag-name", tag: "" });
      return;
    case "tag-name":
      readTagName(reader, character);
      return;
    case "tag":
    case "attribute-name":
      readInTag(reader, character);
      return;
    case "before-value":
      if (character !== '"') throw new TypeError("a value of a template stands in double quotes");
      Object.assign(reader, { state: "value", value: "" });
      return;
    case "value":
      if (character === '"') reader.state = "tag";
      else reader.value += character;
      return;
    default:
      assertNever(reader.state);
  }
}

function readTagName(reader: Reader, character: string): void {
  if (character === ">") endTag(reader);
  else if (/\s/.test(character)) reader.state = "tag";
  else reader.tag += character.toLowerCase();
}

function readInTag(reader: Reader, character: string): void {
  if (character === ">") endTag(reader);
  else if (character === "=") {
    if (/^on|^style$|^srcdoc$/.test(reader.name))
      throw new TypeError("a page has no inline style and no handler");
    reader.state = "before-value";
  } else if (/[\s/]/.test(character)) reader.state = "tag";
  else if (reader.state === "tag")
    Object.assign(reader, { state: "attribute-name", name: character.toLowerCase() });
  else reader.name += character.toLowerCase();
}

function endTag(reader: Reader): void {
  reader.state = reader.tag === "script" || reader.tag === "style" ? "raw" : "text";
}
