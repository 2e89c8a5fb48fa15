import type { IncomingMessage, RequestListener } from "node:http";
import { answerEarly, type EarlyAnswer } from "./answer-early.ts";

/** What Node's parser lets through and two readers of one request could take for two different things. */
interface UnclearRow {
  readonly isUnclear: (request: IncomingMessage) => boolean;
  readonly source: string;
}

const UNCLEAR: readonly UnclearRow[] = [
  {
    isUnclear: ({ headersDistinct }) => (headersDistinct["host"]?.length ?? 0) > 1,
    source: "RFC 9112 section 3.2: more than one Host is answered 400",
  },
  {
    isUnclear: ({ headers }) => !/^(?:chunked)?$/i.test(headers["transfer-encoding"] ?? ""),
    source: "RFC 9112 section 6.1: a coding that is not understood is refused",
  },
  {
    isUnclear: ({ url = "" }) => !isOwnForm(url) && readAbsolute(url) === undefined,
    source: "RFC 9112 section 3.2: the forms of a request target",
  },
];

const BODY = Buffer.from("400 Bad Request\n");
const REFUSAL: EarlyAnswer = {
  status: 400,
  headers: {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": `${BODY.length}`,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  },
  body: BODY,
};

/**
 * A listener that answers unclear requests with a fixed 400 and hands on all others; one with a whole address
 * (`GET http://host/path`) as if its path and host had come in the usual places.
 */
export function refuseUnclear(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (UNCLEAR.some(({ isUnclear }) => isUnclear(request))) {
      answerEarly(request, response, REFUSAL);
      return;
    }
    const address = readAbsolute(request.url ?? "");
    if (address !== undefined) {
      request.url = address.pathname + address.search;
      request.headers.host = address.host;
    }
    listener(request, response);
  };
}

/** A path, or the asterisk of OPTIONS. */
function isOwnForm(target: string): boolean {
  return target.startsWith("/") || target === "*";
}

/** @returns undefined for what is no http or https address */
function readAbsolute(target: string): URL | undefined {
  return /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : undefined;
}
