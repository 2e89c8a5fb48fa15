import { STATUS_CODES } from "node:http";
import type { Response } from "express";

/**
 * Answer with an error of the REST side (RFC 9457): the status, its standard title and the id under which the log knows
 * more. Never the text of an error, which may quote what was sent.
 *
 * @param detail what to do about it, in words of ours
 */
export function sendProblem(response: Response, status: number, requestId: string, detail?: string): void {
  response
    .status(status)
    .type("application/problem+json")
    .send(
      JSON.stringify({
        type: "about:blank",
        title: STATUS_CODES[status] ?? "Error",
        status,
        ...(detail !== undefined && { detail }),
        requestId,
      }),
    );
}
