import { GatewayError } from "../kernel/gateway-error.ts";
import type { Pace } from "../kernel/pace.ts";
import type { TakeTurn, Turn, TurnKind } from "./turn.ts";

/** How much work one realm of one process takes on; the rest is refused at once rather than queued without end. */
export interface TurnLimits {
  /** Submissions that are worked on while one organization sends. */
  readonly runningMax: number;
  /** The same while several do. */
  readonly sharedMax: number;
  /** Submissions that wait for their turn. */
  readonly waitingMax: number;
  /** Longest wait; after it the submission is refused, unprocessed. */
  readonly waitingDurationMsMax: number;
  /** An organization that sent nothing for so long has no share kept for it. */
  readonly shareKeptMs: number;
}

export const TURN_LIMITS: TurnLimits = {
  runningMax: 32,
  sharedMax: 24,
  waitingMax: 128,
  waitingDurationMsMax: 1_000,
  shareKeptMs: 60_000,
};

/**
 * On SQLite a realm has one writer, which takes works in the order they came: each place that one organization has beyond a few is
 * time that the others wait, and gains nothing.
 */
export const ONE_WRITER_LIMITS: TurnLimits = { ...TURN_LIMITS, sharedMax: 8 };

/** How the process is doing: `strained` answers late, `stalled` hardly at all. */
export type Strain = "none" | "strained" | "stalled";

export interface TurnDeps {
  /** Milliseconds that only go forward. */
  readonly monotonicMs: () => number;
  readonly strain: () => Strain;
  /** When one that waited goes on; absent: at once, all that may. */
  readonly pace?: Pace;
}

/** The turns of one realm, which knows nothing of the other's (promise R11). */
export interface Turns {
  /** @throws GatewayError `busy` when there is no place or none came free in time; whatever the work throws */
  readonly take: TakeTurn;
  /** Whether a submission would be refused at once. Nothing is taken by asking. */
  readonly isFull: (turn: Turn) => boolean;
  /** Places taken and submissions waiting now. */
  readonly load: () => { readonly running: number; readonly waiting: number };
}

/** Which kind goes first when several wait: a dose is lost when it is not sent again, old doses can wait longest. */
const ORDER: readonly TurnKind[] = ["update", "query", "backload"];
/** One turn in so many goes to the kind that is otherwise last, so that it is slow and not shut out. */
const LAST_GOES_FIRST_EVERY = 8;
/** No organization gets less than the part that it has beside so many, itself among them. */
const SHARES_MAX = 4;
/** A stalled process works on so small a part of its places until it has caught up. */
const STALLED_PART = 4;

interface Waiter {
  readonly turn: Turn;
  readonly start: () => void;
  readonly refuse: () => void;
}

interface Party {
  running: number;
  lastMs: number;
}

function rank(kind: TurnKind): number {
  return ORDER.indexOf(kind);
}

/**
 * Share the places of a realm. An organization that is alone has them all. While others send, each has its part of the
 * fewer places there are then, and one part stays free for one that is still to come: a third for each of two. What waits
 * goes on by kind and then to the organization that has least. When no place to wait is left, whoever takes most of them
 * gives way.
 *
 * @throws RangeError for a limit that is no positive integer
 * @see promises R7, R11, S9
 */
export function createTurns(deps: TurnDeps, limits: TurnLimits = TURN_LIMITS): Turns {
  for (const limit of Object.values(limits))
    if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError("a limit must be a positive integer");
  const queue = new TurnQueue(deps, limits);
  return {
    load: () => queue.load(),
    isFull: (turn) => queue.isFull(turn),
    take: async (turn, work) => {
      const cameMs = deps.monotonicMs();
      await queue.enter(turn);
      try {
        return await work(deps.monotonicMs() - cameMs);
      } finally {
        queue.leave(turn);
      }
    },
  };
}

class TurnQueue {
  readonly #deps: TurnDeps;
  readonly #limits: TurnLimits;
  readonly #parties = new Map<string, Party>();
  /** In the order they came. */
  readonly #waiting: Waiter[] = [];
  #running = 0;
  #given = 0;

  constructor(deps: TurnDeps, limits: TurnLimits) {
    this.#deps = deps;
    this.#limits = limits;
  }

  load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.length };
  }

  /** Resolves when the place is taken. */
  async enter(turn: Turn): Promise<void> {
    this.#partyOf(turn);
    if (this.#mayRun(turn)) {
      this.#take(turn);
      return;
    }
    if (!this.#mayWait(turn)) throw new GatewayError("busy");
    if (this.#waiting.length >= this.#limits.waitingMax) this.#whoGivesWay(turn)?.refuse();
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        turn,
        start: () => {
          clearTimeout(timer);
          resolve();
        },
        refuse: () => {
          clearTimeout(timer);
          this.#forget(waiter);
          reject(new GatewayError("busy"));
        },
      };
      const timer = setTimeout(waiter.refuse, this.#limits.waitingDurationMsMax);
      this.#waiting.push(waiter);
    });
    await this.#deps.pace?.();
  }

  isFull(turn: Turn): boolean {
    return !this.#mayRun(turn) && !this.#mayWait(turn);
  }

  leave(turn: Turn): void {
    const party = this.#partyOf(turn);
    party.running -= 1;
    this.#running -= 1;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#forget(next);
      this.#take(next.turn);
      next.start();
    }
  }

  #partyOf({ organizationId }: Turn): Party {
    const party = this.#parties.get(organizationId) ?? { running: 0, lastMs: 0 };
    party.lastMs = this.#deps.monotonicMs();
    this.#parties.set(organizationId, party);
    return party;
  }

  /** Organizations that sent of late; who left long ago is forgotten on the way. */
  #senders(): number {
    const goneMs = this.#deps.monotonicMs() - this.#limits.shareKeptMs;
    for (const [id, { running, lastMs }] of this.#parties)
      if (running === 0 && lastMs < goneMs) this.#parties.delete(id);
    return this.#parties.size;
  }

  /** Places of one organization. */
  #share(): number {
    const senders = this.#senders();
    if (senders <= 1) return this.#limits.runningMax;
    return Math.max(1, Math.floor(this.#limits.sharedMax / (Math.min(SHARES_MAX, senders) + 1)));
  }

  #places(): number {
    const { runningMax, sharedMax } = this.#limits;
    const places = this.#parties.size <= 1 ? runningMax : sharedMax;
    return this.#deps.strain() === "stalled" ? Math.max(1, Math.floor(places / STALLED_PART)) : places;
  }

  #hasShareLeft(turn: Turn, share: number): boolean {
    return (this.#parties.get(turn.organizationId)?.running ?? 0) < share;
  }

  #mayRun(turn: Turn): boolean {
    const share = this.#share();
    const isNext = !this.#waiting.some(
      (waiter) => rank(waiter.turn.kind) <= rank(turn.kind) && this.#hasShareLeft(waiter.turn, share),
    );
    return isNext && this.#running < this.#places() && this.#hasShareLeft(turn, share);
  }

  #take(turn: Turn): void {
    this.#partyOf(turn).running += 1;
    this.#running += 1;
    this.#given += 1;
  }

  /** Under strain only live updates wait, in a stall nothing does: what cannot be begun now is refused now. */
  #mayWait(turn: Turn): boolean {
    const strain = this.#deps.strain();
    if (strain === "stalled" || (strain === "strained" && turn.kind !== "update")) return false;
    return this.#waiting.length < this.#limits.waitingMax || this.#whoGivesWay(turn) !== undefined;
  }

  /** The last of a lesser kind; else the last of the organization that waits most, if that is more than the newcomer's. */
  #whoGivesWay(turn: Turn): Waiter | undefined {
    const lesser = this.#waiting.findLast((waiter) => rank(waiter.turn.kind) > rank(turn.kind));
    if (lesser !== undefined) return lesser;
    const equals = this.#waiting.filter((waiter) => waiter.turn.kind === turn.kind);
    const counts = Map.groupBy(equals, (waiter) => waiter.turn.organizationId);
    const own = counts.get(turn.organizationId)?.length ?? 0;
    const most = [...counts.values()].toSorted((a, b) => b.length - a.length)[0];
    return most !== undefined && most.length > own + 1 ? most.at(-1) : undefined;
  }

  /** Who goes on now: by kind, then the organization with least work, then who came first. */
  #next(): Waiter | undefined {
    if (this.#waiting.length === 0 || this.#running >= this.#places()) return undefined;
    const share = this.#share();
    const able = this.#waiting.filter(({ turn }) => this.#hasShareLeft(turn, share));
    const isTurned = (this.#given + 1) % LAST_GOES_FIRST_EVERY === 0;
    const running = ({ turn }: Waiter): number => this.#parties.get(turn.organizationId)?.running ?? 0;
    const order = (a: Waiter, b: Waiter): number =>
      (isTurned ? rank(b.turn.kind) - rank(a.turn.kind) : rank(a.turn.kind) - rank(b.turn.kind)) ||
      running(a) - running(b);
    return able.toSorted(order)[0];
  }

  #forget(waiter: Waiter): void {
    const at = this.#waiting.indexOf(waiter);
    if (at >= 0) this.#waiting.splice(at, 1);
  }
}
