import { errorFields, type Log } from "../kernel/log.ts";
import type { CredentialUse, CredentialUses } from "./ports.ts";

/** Longest time that a use stays unwritten, and shortest time between two writes. */
export const USE_FLUSH_INTERVAL_MS = 30_000;

/** Remembers uses of credentials and writes them down now and then, so that a log-in costs no commit. */
export interface UseRecorder {
  record(use: CredentialUse): void;
  /** Write what is remembered and stop the timer; call it when the server drains. */
  close(): Promise<void>;
}

/**
 * A recorder with at most one write per 30 seconds and one remembered use per credential. The first use after a pause is
 * written at once.
 */
export function createUseRecorder(deps: { readonly store: CredentialUses; readonly log: Log }): UseRecorder {
  const waiting = new Map<string, CredentialUse>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    if (waiting.size === 0) return;
    const uses = [...waiting.values()];
    waiting.clear();
    try {
      await deps.store.saveUses(uses);
    } catch (error) {
      // A lost "last used" harms nobody; the next use writes it again.
      deps.log("warn", "store-failed", { store: "control", reason: "last-used", ...errorFields(error) });
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting.size === 0) return;
      void flush();
      rest();
    }, USE_FLUSH_INTERVAL_MS);
    timer.unref();
  };

  return {
    record: (use) => {
      waiting.set(use.credentialId, use);
      if (timer !== undefined) return;
      void flush();
      rest();
    },
    close: async () => {
      clearTimeout(timer);
      timer = undefined;
      await flush();
    },
  };
}
