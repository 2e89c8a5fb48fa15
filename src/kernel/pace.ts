/** Resolves when it is the caller's turn to go on. */
export type Pace = () => Promise<void>;

/** What waits is gone after a few times so many turns, however much it is. */
const TURNS = 16;

/** One turn of the event loop. */
export function oneTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Let what is to be done go on in the order it came, a few at a time, so that what else is due is not behind all of it. What
 * waits is bounded by whoever asks.
 *
 * @param perTurn how many; more when there is much that waits
 * @param turn what else is due gets its turn
 */
export function createPace(perTurn: number, turn: () => Promise<void> = oneTurn): Pace {
  const waiting: (() => void)[] = [];
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) {
      await turn();
      for (const go of waiting.splice(0, Math.max(perTurn, Math.ceil(waiting.length / TURNS)))) go();
    }
    isRunning = false;
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (!isRunning) void run();
    });
}
