import { SaxesParser } from "saxes";
import { SCHEDULE_LIMITS } from "./schedule-limits.ts";

/** An element of CDC's XML: text or elements, attributes are not used there. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

/** A parser that ends at the first error. */
class StrictParser extends SaxesParser<{ readonly xmlns: false; readonly position: true }> {
  constructor() {
    super({ xmlns: false, position: true });
  }

  override fail(message: string): never {
    throw new SyntaxError(`line ${this.line}: ${message}`);
  }
}

/**
 * Reads one XML document without DTD.
 *
 * @throws SyntaxError when the text is not well-formed, has a DTD or is nested deeper than {@link SCHEDULE_LIMITS}
 */
export function readXml(text: string): XmlElement {
  const parser = new StrictParser();
  const open: OpenElement[] = [{ name: "", text: "", children: [] }];
  const current = (): OpenElement => open.at(-1) ?? { name: "", text: "", children: [] };
  parser.on("doctype", () => parser.fail("a DTD is not allowed"));
  parser.on("opentag", (tag) => {
    if (open.length > SCHEDULE_LIMITS.depthMax) parser.fail("elements are nested too deep");
    open.push({ name: tag.name, text: "", children: [] });
  });
  parser.on("text", (chunk) => {
    current().text += chunk;
  });
  parser.on("cdata", (chunk) => {
    current().text += chunk;
  });
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed !== undefined) current().children.push({ ...closed, text: closed.text.trim() });
  });
  parser.write(text).close();
  const [root] = current().children;
  if (root === undefined) throw new SyntaxError("no element");
  return root;
}
