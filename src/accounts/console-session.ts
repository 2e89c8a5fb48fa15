import type { Realm } from "../kernel/realm.ts";

/** Bounds of a console session (promise S15). */
export const SESSION_LIMITS = {
  idleMsMax: 900_000,
  lifeMsMax: 28_800_000,
  /** How long a password or code lets its owner issue and sign before it is asked for again. */
  stepUpMsMax: 300_000,
  /** The last sight of a session is written at most this often. */
  seenIntervalMs: 15_000,
  /** How long one reason opens an organization's sample. */
  revealMsMax: 1_800_000,
} as const;

/** One reason opens the messages of an organization in a realm (decision D19). */
export interface Reveal {
  readonly organizationId: string;
  readonly realm: Realm;
  readonly reason: string;
  readonly untilMs: number;
}

/** What became of the last act; shown once. */
export interface SessionNotice {
  readonly kind: "done" | "refused";
  readonly text: string;
}

/** Somebody at a browser. All instants are real time. */
export interface ConsoleSession {
  /** Keyed hash of the cookie; the cookie itself is nowhere. */
  readonly id: string;
  readonly username: string;
  /** `epoch` of the user when it began; a session of an earlier one is over. */
  readonly epoch: number;
  /** `code`: the password held, the authenticator's code is still to come; opens nothing else. */
  readonly stage: "code" | "open";
  readonly startedAtMs: number;
  readonly seenAtMs: number;
  /** When the password or a code was given last. */
  readonly provedAtMs: number;
  readonly reveal?: Reveal;
  readonly notice?: SessionNotice;
}

/** What may change of a session. `undefined` takes it away. */
export interface SessionChange {
  readonly stage?: "open";
  readonly seenAtMs?: number;
  readonly provedAtMs?: number;
  readonly reveal?: Reveal | undefined;
  readonly notice?: SessionNotice | undefined;
}

/** Sessions of the console, shared by every process on the control database. */
export interface SessionStore {
  add(session: ConsoleSession): Promise<void>;
  find(id: string): Promise<ConsoleSession | undefined>;
  change(id: string, change: SessionChange): Promise<void>;
  end(id: string): Promise<void>;
  /** Forget sessions that began or were seen before. */
  purge(startedBeforeMs: number, seenBeforeMs: number): Promise<void>;
  /**
   * Use up a time step of a user's authenticator; a code is good once (RFC 6238 section 5.2).
   *
   * @returns false when this step or a later one was used
   */
  claimStep(username: string, step: number): Promise<boolean>;
}
