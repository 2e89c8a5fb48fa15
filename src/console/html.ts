import { assertNever } from "../kernel/assert-never.ts";
import { escapedText } from "./escaped-text.ts";
import { type HoleContext, holesOf } from "./html-holes.ts";

/** Markup that only `html` made. Not to be forged by data: the field is private to this file. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Attributes that only `attributes` made: a hole between the attributes of a tag takes nothing else. */
class AttributeList {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Finished markup, safe to place in an element of another `html`. */
export type Html = Markup;

/** Finished attributes, safe to place inside a tag of `html`. */
export type Attributes = AttributeList;

/** What a hole takes. `undefined` and `false` are nothing, so that `condition && html…` reads well. */
export type HtmlValue = Html | Attributes | string | number | false | undefined | readonly HtmlValue[];

/** No page and no part of one. */
export const NOTHING: Html = new Markup("");

/**
 * A template whose holes are escaped for the place where they stand: the text of an element, a value in double quotes, or,
 * for `attributes(…)`, between the attributes of a tag. In an address (`href`, `action`, `src`) a hole after static text is
 * one percent-encoded part; a hole that is the whole address must be a path of this site, else it becomes `#refused`.
 *
 * @throws TypeError for a hole anywhere else (tag name, attribute name, unquoted value, script, style, comment), for a
 *   `style` or `on…` attribute, and for a value that its place does not take: defects of the template, whatever the data
 */
export function html(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const contexts = holesOf(template);
  let text = template[0] ?? "";
  for (const [index, context] of contexts.entries())
    text += textFor(context, values[index]) + (template[index + 1] ?? "");
  return new Markup(text);
}

/** The finished text of a page or a part of one. */
export function renderHtml(markup: Html): string {
  return markup.toString();
}

/**
 * Attributes that are there or not: `true` gives the bare name, `false` and `undefined` nothing.
 *
 * @throws TypeError for a name that is no plain attribute name, or that could run, style or lead anywhere
 */
export function attributes(
  named: Readonly<Record<string, string | number | boolean | undefined>>,
): Attributes {
  const written: string[] = [];
  for (const [name, value] of Object.entries(named)) {
    if (!PLAIN_NAME.test(name)) throw new TypeError("a name that attributes() does not write");
    if (value === undefined || value === false) continue;
    written.push(value === true ? name : `${name}="${escapedText(String(value))}"`);
  }
  return new AttributeList(written.join(" "));
}

/** Lower-case names but for those that run (`on…`), style or lead somewhere: such stand in the template. */
const PLAIN_NAME = /^(?!on|style$|href$|src|action$|formaction$)[a-z][a-z-]*$/;

function textFor(context: HoleContext, value: HtmlValue): string {
  switch (context.kind) {
    case "text":
      return contentOf(value);
    case "attribute":
      return escapedText(plain(value));
    case "address":
      return escapedText(context.whole ? ownPath(plain(value)) : addressPart(plain(value)));
    case "tag":
      if (value instanceof AttributeList) return value.toString();
      throw new TypeError("a hole between attributes takes attributes() only");
    default:
      return assertNever(context);
  }
}

function contentOf(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string") return escapedText(value);
  if (typeof value === "number") return String(value);
  if (value instanceof Markup) return value.toString();
  if (value instanceof AttributeList) throw new TypeError("attributes stand in a tag, not in its content");
  if (!Array.isArray(value)) throw new TypeError("a value that is no content");
  let text = "";
  for (const part of value) text += contentOf(part);
  return text;
}

function plain(value: HtmlValue): string {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number") return String(value);
  throw new TypeError("an attribute takes a text or a number");
}

/** A path, query or fragment of this site; what leads elsewhere or runs is refused, visibly. */
function ownPath(address: string): string {
  return /^(?:\/(?![/\\])|[?#])[^\p{Cc}\\]*$|^$/u.test(address) ? address : "#refused";
}

/** One part of a path or query; a part that would step up the path is none. */
function addressPart(text: string): string {
  return text === "." || text === ".." ? "-" : encodeURIComponent(text);
}
