/**
 * Everything but the characters that an XML 1.0 document can hold (section 2.2, production Char): no SOAP answer can
 * carry it. Use it with `search` and `replaceAll`.
 */
export const NOT_XML_CHARACTER: RegExp = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
