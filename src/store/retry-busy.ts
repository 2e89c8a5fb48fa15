import { busyWaitMsMax, isBusy } from "./sqlite-connection.ts";

const PAUSE_MS = 3;

/**
 * Do `step`, again after a pause while another process holds the lock, without blocking the event loop.
 *
 * @param step one that leaves nothing behind when it fails as busy
 * @throws what `step` threw last, after {@link busyWaitMsMax}
 */
export async function retryBusy<T>(step: () => T, waitMsMax: number = busyWaitMsMax): Promise<T> {
  const attemptsMax = Math.max(1, Math.floor(waitMsMax / PAUSE_MS));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || attempt >= attemptsMax) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS);
      });
    }
  }
}
