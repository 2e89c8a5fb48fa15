import { TOTP } from "otpauth";
import { createLoginGuard } from "../../src/accounts/login-guard.ts";
import type { PasswordHasher } from "../../src/accounts/password-hasher.ts";
import type { Role } from "../../src/accounts/policy.ts";
import type { SignInDeps } from "../../src/accounts/sessions.ts";
import { createUser } from "../../src/accounts/users.ts";
import { createSessionStore } from "../../src/store/control-sessions.ts";
import { ROOT, type TestAdministration } from "./administration.ts";

/** A password that is taken, and that belongs to nobody outside these tests. */
export const GOOD_PASSWORD = "seven green boats at noon";

/** A hasher that costs nothing: argon2id has tests of its own. */
function plainPasswords(): PasswordHasher {
  return {
    hash: (password) => Promise.resolve(`plain$${password}`),
    matches: (password, stored) => Promise.resolve(stored === `plain$${password}`),
  };
}

/** Log-in of people on the databases of a test. */
export function signInDeps(app: TestAdministration): SignInDeps {
  return {
    ...app,
    passwords: plainPasswords(),
    sessions: createSessionStore(app.databases.control.kysely.withTables()),
    guard: createLoginGuard(app.verifyDeps),
  };
}

/** A user whose password is {@link GOOD_PASSWORD} and need not be changed. */
export async function settledUser(
  deps: SignInDeps,
  username: string,
  role: Role,
  organizationIds: readonly string[] = [],
): Promise<void> {
  const { user } = await createUser(deps, ROOT, { username, role, organizationIds });
  const passwordHash = await deps.passwords.hash(GOOD_PASSWORD);
  await deps.store.transaction((tx) => tx.saveUser({ ...user, passwordHash, mustChangePassword: false }));
}

/** The code that an authenticator app with this key shows at an instant. */
export function codeOf(key: string, nowMs: number): string {
  return new TOTP({ secret: key }).generate({ timestamp: nowMs });
}
