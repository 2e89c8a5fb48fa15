import type { Server } from "node:http";
import { oneTurn } from "../kernel/pace.ts";

/** Longer than this nobody's work waits for callers at the door. */
const TURNS_MAX = 8;

/** Turns of the event loop for those who connect. */
export interface LetIn {
  /** Count who connects to the server from now on. */
  readonly watch: (server: Server) => void;
  /** One turn of the event loop, and one more for each in which somebody connected, up to a bound. */
  readonly turns: () => Promise<void>;
}

/**
 * libuv takes one new connection in a turn of the event loop. A process that works for ten milliseconds in each turn takes a
 * hundred callers a second, and one that is not among those who flood would stand in line with them (promise S9): between
 * two pieces of work whoever has come is let in first.
 */
export function createLetIn(): LetIn {
  let connected = 0;
  return {
    watch: (server) => void server.on("connection", () => (connected += 1)),
    turns: async () => {
      for (let turn = 0; turn < TURNS_MAX; turn += 1) {
        const before = connected;
        await oneTurn();
        if (connected === before) return;
      }
    },
  };
}
