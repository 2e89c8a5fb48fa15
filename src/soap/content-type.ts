const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/**
 * The charset parameter of a Content-Type, in lower case. Quoted strings are skipped as a whole, so that an `action`
 * cannot smuggle one in.
 *
 * @returns undefined when there is none
 */
export function charsetParameter(contentType: string | undefined): string | undefined {
  for (const [, name, quoted, plain] of (contentType ?? "").matchAll(PARAMETER)) {
    if (name?.toLowerCase() === "charset") return (quoted ?? plain ?? "").trim().toLowerCase();
  }
  return undefined;
}

/** @returns whether it is a multipart type: MTOM, which the CDC service does not have */
export function isMultipart(contentType: string | undefined): boolean {
  return /^\s*multipart\//i.test(contentType ?? "");
}
