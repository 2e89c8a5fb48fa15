import { SaxesParser } from "saxes";

/** An element as a namespace-aware reader sees it. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** `{namespace}local` → value, or `local` when in none. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** Own text, untrimmed. */
  text: string;
}

/** @throws Error when the text is not well-formed, namespaces included */
export function parseXml(xml: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const stack: XmlElement[] = [];
  let root: XmlElement | undefined;
  parser.on("opentag", (tag) => {
    const attributes = new Map(
      Object.values(tag.attributes).map((attribute) => [
        attribute.uri === "" ? attribute.local : `{${attribute.uri}}${attribute.local}`,
        attribute.value,
      ]),
    );
    const element: XmlElement = { name: tag.local, namespace: tag.uri, attributes, children: [], text: "" };
    stack.at(-1)?.children.push(element);
    root ??= element;
    stack.push(element);
  });
  const append = (run: string): void => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += run;
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", () => stack.pop());
  parser.write(xml).close();
  if (root === undefined) throw new Error("no element");
  return root;
}

/** The elements below `from` along a path of local names; namespaces are the reader's to check. */
export function elementsAt(from: XmlElement, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap((element) => element.children.filter((child) => child.name === name)),
    [from],
  );
}

/** The one element at a path. */
export function elementAt(from: XmlElement, ...path: readonly string[]): XmlElement {
  const found = elementsAt(from, ...path);
  if (found[0] === undefined || found.length > 1)
    throw new Error(`${found.length} elements at ${path.join("/")}`);
  return found[0];
}
