import type { Alert, AlertChannel } from "./alerts.ts";

/** An alert as people look it up. */
export interface RememberedAlert {
  /** When it was told, milliseconds since the epoch. */
  readonly atMs: number;
  readonly text: string;
}

/** The alerts of this process, for a page. */
export interface AlertMemory {
  readonly remember: AlertChannel;
  /** Newest first, at most `REMEMBERED_MAX`. */
  readonly recent: () => readonly RememberedAlert[];
}

/** What came before is in the log. */
const REMEMBERED_MAX = 50;
const MINUTE_MS = 60_000;

function words({ state, text, durationMs }: Alert): string {
  const minutes = Math.max(1, Math.round(durationMs / MINUTE_MS));
  return state === "raised" ? text : `Over after ${minutes} min: ${text}`;
}

/** Keeps what this process told since it started. */
export function createAlertMemory(): AlertMemory {
  let told: readonly RememberedAlert[] = [];
  return {
    remember: async (alert) => {
      const atMs = alert.sinceMs + alert.durationMs;
      told = [{ atMs, text: words(alert) }, ...told].slice(0, REMEMBERED_MAX);
    },
    recent: () => told,
  };
}
