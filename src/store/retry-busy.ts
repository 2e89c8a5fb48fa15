import { busyWaitMsMax, isBusy } from "./sqlite-connection.ts";

const PAUSE_MS = 3;

/**
 * Do `step`, again after a pause while another process holds the lock, without blocking the event loop.
 *
 * @param step one that leaves nothing behind when it fails as busy
 * @throws what `step` threw last, after `waitMsMax`
 */
export async function retryBusy<T>(step: () => T, waitMsMax: number = busyWaitMsMax): Promise<T> {
  const startMs = performance.now();
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || performance.now() - startMs >= waitMsMax) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS);
      });
    }
  }
}
