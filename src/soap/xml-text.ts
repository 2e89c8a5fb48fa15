const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const MARKUP = /[&<>\r]/g;

function reference(character: string): string {
  switch (character) {
    case "&":
      return "&amp;";
    case "<":
      return "&lt;";
    case ">":
      return "&gt;";
    default:
      return "&#xD;";
  }
}

/**
 * Text as the content of an XML element: `& < >` and CR as references, quotes as they are (some clients un-escape no
 * more than these). Characters that XML 1.0 cannot hold, lone surrogates included, are left out.
 *
 * @see XML 1.0 sections 2.2 and 2.11: only a reference carries a CR to the reader
 */
export function escapeXmlText(text: string): string {
  return text.replace(ILLEGAL, "").replace(MARKUP, reference);
}

/** Text as an attribute's value in double quotes. */
export function escapeXmlAttribute(text: string): string {
  return escapeXmlText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#xA;").replaceAll("\t", "&#x9;");
}
