const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$/;
const HOST_CHARS_MAX = 255;

/** Where a request came in. */
export interface RequestOrigin {
  readonly protocol: string;
  /** The Host header as sent. */
  readonly host: string | undefined;
}

/**
 * The address that clients shall call, for the WSDL.
 *
 * @param publicUrl PUBLIC_URL, an origin; `""` takes the origin of the request
 * @param path SOAP_PATH
 * @returns undefined when the Host header is needed and is not a plain host with an optional port
 */
export function publicAddress(publicUrl: string, path: string, origin: RequestOrigin): string | undefined {
  if (publicUrl !== "") return publicUrl.replace(/\/+$/, "") + path;
  const host = origin.host ?? "";
  if (host.length > HOST_CHARS_MAX || !HOST.test(host)) return undefined;
  return `${origin.protocol}://${host}${path}`;
}
