import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a client may go on sending after it was answered, so that it comes to read the answer. */
export interface EarlyAnswerLimits {
  readonly drainBytesMax: number;
  readonly drainDurationMsMax: number;
}

export const EARLY_ANSWER_LIMITS: EarlyAnswerLimits = {
  drainBytesMax: 64 * 1024 * 1024,
  drainDurationMsMax: 10_000,
};

/** An answer that needs no more of the request. */
export interface EarlyAnswer {
  readonly status: number;
  /** With Content-Length, by which the client knows where the answer ends. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Answer before the body has come in. The answer is written at once; what the client still sends is read and thrown away
 * up to the limits, since a connection that is closed on unread data is reset and the answer lost with it.
 */
export function answerEarly(
  request: IncomingMessage,
  response: ServerResponse,
  answer: EarlyAnswer,
  limits: EarlyAnswerLimits = EARLY_ANSWER_LIMITS,
): void {
  response.writeHead(answer.status, { ...answer.headers, connection: "close" });
  response.write(answer.body);
  let bytes = 0;
  const timer = setTimeout(finish, limits.drainDurationMsMax);
  function finish(): void {
    clearTimeout(timer);
    request.off("data", count).off("end", finish).off("close", finish);
    response.end();
  }
  function count(chunk: Buffer): void {
    bytes += chunk.length;
    if (bytes > limits.drainBytesMax) finish();
  }
  request.on("error", () => undefined);
  request.on("data", count).on("end", finish).on("close", finish);
  request.resume();
}
