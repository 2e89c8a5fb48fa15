import { argon2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { RandomBytes } from "./random-bytes.ts";

const hashAsync = promisify(argon2);

/** argon2id of OWASP ASVS 5.0 appendix C; a hash takes about 45 ms of one core. */
const ARGON2 = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const PARAMETERS = "m=19456,t=2,p=1";
const SALT_BYTES = 16;
const PASSWORD_LENGTH_MAX = 256;

/** Hashes at the same time, and those that wait; one more is refused, so that log-ins cannot take the machine. */
const RUNNING_MAX = 2;
const WAITING_MAX = 16;

/** Hashes passwords of people. Stored as `scheme$params$salt$hash`, so that a stronger scheme can follow. */
export interface PasswordHasher {
  /** @throws GatewayError `busy` when too many wait */
  hash(password: string): Promise<string>;
  /**
   * Whether the password has the hash; takes as long without a hash as with a wrong one.
   *
   * @throws GatewayError `busy` when too many wait
   */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

/** Runs at most `RUNNING_MAX` works at once. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running < RUNNING_MAX) running += 1;
    else if (waiting.length >= WAITING_MAX) throw new GatewayError("busy");
    // Who ends hands its place to the next, so `running` stays.
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** @see OWASP ASVS 5.0 appendix C; decision D12 */
export function createPasswordHasher(randomBytes: RandomBytes): PasswordHasher {
  const gate = createGate();
  const derive = (password: string, salt: Uint8Array): Promise<Buffer> =>
    gate(() => hashAsync("argon2id", { ...ARGON2, message: password, nonce: salt }));
  return {
    hash: async (password) => {
      const salt = Buffer.from(randomBytes(SALT_BYTES));
      const tag = await derive(password, salt);
      return `argon2id$${PARAMETERS}$${salt.toString("base64url")}$${tag.toString("base64url")}`;
    },
    matches: async (password, stored) => {
      const [scheme, parameters, salt = "", tag = ""] = stored?.split("$") ?? [];
      const given = Buffer.from(salt, "base64url");
      const isKnown = scheme === "argon2id" && parameters === PARAMETERS && given.length === SALT_BYTES;
      const nonce = isKnown ? given : Buffer.alloc(SALT_BYTES);
      const actual = await derive(password.slice(0, PASSWORD_LENGTH_MAX + 1), nonce);
      const expected = Buffer.from(tag, "base64url");
      const isEqual = expected.length === actual.length && timingSafeEqual(expected, actual);
      return isKnown && isEqual && password.length <= PASSWORD_LENGTH_MAX;
    },
  };
}
