import { CONTENT_TYPES, readReply, type ReadReply, type TestedVersion } from "./soap-envelopes.ts";

/** An HTTP answer, read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** POST an envelope to a running server as a client of that version does. */
export async function postSoap(
  url: string,
  xml: string | Uint8Array<ArrayBuffer>,
  version: TestedVersion = "1.2",
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": CONTENT_TYPES[version], ...headers },
    body: xml,
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** The text of `return`; throws with the whole answer when it is no success. */
export function returnOf(answer: HttpAnswer): string {
  const reply = readReply(answer.body);
  if (reply.kind === "return" && answer.status === 200) return reply.text;
  throw new Error(`no return in an answer with status ${answer.status}: ${answer.body}`);
}

/** The fault in an answer; throws with the whole answer when it is none, or not with status 500 (decision D13). */
export function faultOf(answer: HttpAnswer): Extract<ReadReply, { kind: "fault" }> {
  const reply = readReply(answer.body);
  if (reply.kind === "fault" && answer.status === 500) return reply;
  throw new Error(`no fault in an answer with status ${answer.status}: ${answer.body}`);
}
