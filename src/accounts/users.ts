import { RefusedError } from "../kernel/refused-error.ts";
import { type AdministrationDeps, authorize, checkLine, perform } from "./administration.ts";
import { randomCrockford } from "./crockford.ts";
import { mustFindOrganization } from "./organizations.ts";
import type { PasswordHasher } from "./password-hasher.ts";
import type { Actor, Role } from "./policy.ts";
import type { ControlReads, ControlTransaction } from "./ports.ts";
import type { User } from "./user.ts";

export interface UserAdministrationDeps extends AdministrationDeps {
  readonly passwords: PasswordHasher;
}

/** A user with the generated password, at the only moment at which it is known. */
export interface UserWithPassword {
  readonly user: User;
  readonly password: string;
}

const ACTOR_LENGTH_MAX = 64;
const USERNAME = /^[a-z][a-z0-9._-]{1,31}$/;

/** Four groups of five characters: 100 bits of chance, typed once. */
const PASSWORD_GROUPS = 4;
const PASSWORD_GROUP_CHARACTERS = 5;

function generatePassword(deps: AdministrationDeps): string {
  const groups = Array.from({ length: PASSWORD_GROUPS }, () =>
    randomCrockford(deps.randomBytes, PASSWORD_GROUP_CHARACTERS),
  );
  return groups.join("-");
}

/** @throws RefusedError `not-found` */
export async function mustFindUser(reads: ControlReads, username: string): Promise<User> {
  const user = await reads.findUser(username);
  if (user === undefined)
    throw new RefusedError("not-found", `There is no user ${username}. "user list" shows all.`);
  return user;
}

function checkUser(username: string, role: Role, organizationIds: readonly string[]): void {
  if (!USERNAME.test(username))
    throw new RefusedError(
      "usage",
      "--username takes 2 to 32 small letters, digits, dots, hyphens or underscores, a letter first.",
    );
  if (role === "integrator" && organizationIds.length === 0)
    throw new RefusedError("usage", "An integrator needs at least one --org.");
  if (role !== "integrator" && organizationIds.length > 0)
    throw new RefusedError("usage", "--org goes with --role integrator only; staff see all organizations.");
}

/** Make a user with a generated password. */
export async function createUser(
  deps: UserAdministrationDeps,
  actor: Actor,
  asked: { readonly username: string; readonly role: Role; readonly organizationIds: readonly string[] },
): Promise<UserWithPassword> {
  const { username, role } = asked;
  const organizationIds = [...new Set(asked.organizationIds)];
  checkUser(username, role, organizationIds);
  const password = generatePassword(deps);
  const passwordHash = await deps.passwords.hash(password);
  return perform(deps, actor, { act: "user.create", object: username }, async (tx) => {
    if ((await tx.findUser(username)) !== undefined)
      throw new RefusedError("policy", `The user ${username} exists. Take another name, or "user reset".`);
    for (const id of organizationIds) await mustFindOrganization(tx, id);
    const createdAtMs = deps.clock();
    const user: User = {
      username,
      role,
      organizationIds,
      passwordHash,
      disabled: false,
      createdAtMs,
      epoch: 1,
      mustChangePassword: true,
    };
    await tx.saveUser(user);
    return { value: { user, password }, object: username, detail: { role, organizations: organizationIds } };
  });
}

/** End what still opens the door of REST and metrics. @returns ids of the tokens that ended */
async function revokeTokensOf(
  tx: ControlTransaction,
  username: string,
  revokedAtMs: number,
): Promise<readonly string[]> {
  const live = (await tx.listTokens()).filter(
    (token) => token.username === username && token.revokedAtMs === undefined,
  );
  for (const token of live) await tx.saveToken({ ...token, revokedAtMs });
  return live.map(({ id }) => id);
}

/**
 * Give a user a new generated password, take the second factor away and let a disabled one in again: what helps who lost
 * either. Every session of the user is over, and every token revoked: who took the account may have made them.
 */
export async function resetUser(
  deps: UserAdministrationDeps,
  actor: Actor,
  username: string,
): Promise<UserWithPassword> {
  const password = generatePassword(deps);
  const passwordHash = await deps.passwords.hash(password);
  return perform(deps, actor, { act: "user.reset", object: username }, async (tx) => {
    const { secondFactor: _lost, ...before } = await mustFindUser(tx, username);
    const epoch = before.epoch + 1;
    const user: User = { ...before, passwordHash, disabled: false, epoch, mustChangePassword: true };
    await tx.saveUser(user);
    const revokedTokens = await revokeTokensOf(tx, username, deps.calendarClock());
    return {
      value: { user, password },
      object: username,
      detail: { wasDisabled: before.disabled, revokedTokens },
    };
  });
}

/** Shut a user out, with every token, from the next call on. */
export async function disableUser(deps: AdministrationDeps, actor: Actor, username: string): Promise<User> {
  return perform(deps, actor, { act: "user.disable", object: username }, async (tx) => {
    const before = await mustFindUser(tx, username);
    const user: User = { ...before, disabled: true, epoch: before.epoch + 1 };
    await tx.saveUser(user);
    return { value: user, object: username, detail: {} };
  });
}

/** All users, oldest first. */
export async function listUsers(deps: AdministrationDeps, actor: Actor): Promise<readonly User[]> {
  await authorize(deps, actor, { act: "user.read" });
  return deps.store.listUsers();
}

/**
 * Who `--actor` is (decision D28): a user, whose role then binds, or a label beside the operating system's user.
 *
 * @throws RefusedError `usage` for a name of several lines, `policy` for a disabled user
 */
export async function actorOf(
  reads: ControlReads,
  name: string,
  osUser: string,
  source: Actor["source"],
): Promise<Actor> {
  const label = checkLine("--actor", name, ACTOR_LENGTH_MAX);
  const user = await reads.findUser(label);
  if (user === undefined) return { name: label, osUser, source };
  if (user.disabled) throw new RefusedError("policy", `The user ${name} is disabled. Act as yourself.`);
  return { name: label, osUser, source, user: { role: user.role, organizationIds: user.organizationIds } };
}
