/** Longest path that is followed. */
const PATH_LENGTH_MAX = 512;

/**
 * A path of this console to go on to; anything that could lead elsewhere gives the first page.
 *
 * @param text as a form or a query has it
 */
export function ownPath(text: string | undefined): string {
  const isOwn =
    text !== undefined && text.length <= PATH_LENGTH_MAX && /^\/(?![/\\])[\w\-./?=&%~+:,]*$/.test(text);
  return isOwn ? text : "/";
}

/** The page that a form was sent from, as far as the browser tells. */
export function formerPath(referer: string | undefined, host: string): string {
  if (referer === undefined || !URL.canParse(referer)) return "/";
  const from = new URL(referer);
  return from.host === host ? ownPath(`${from.pathname}${from.search}`) : "/";
}
