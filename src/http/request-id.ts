import type { Response } from "express";

/** The id under which the log knows a request; see `console-app.ts`. */
export function requestIdOf(response: Response): string {
  return String(response.locals["requestId"]);
}
