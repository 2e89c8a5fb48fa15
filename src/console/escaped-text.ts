/** Characters that are not written as themselves, and the three controls that are. */
const WRITTEN: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
  "\t": "\t",
  "\n": "\n",
  "\r": "\n",
};

/**
 * Characters of markup, the back quote, and what a browser would not show as it stands: controls, and those that turn the
 * direction of text, with which a value could rewrite what is printed beside it.
 */
const SPECIAL = /[&<>"'`\p{Cc}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu;

/** Text for an element or a quoted value; what cannot be shown becomes U+FFFD. Never throws. */
export function escapedText(text: string): string {
  return text.toWellFormed().replaceAll(SPECIAL, (character) => WRITTEN[character] ?? "\uFFFD");
}
