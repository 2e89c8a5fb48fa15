import { randomBytes } from "node:crypto";
import { createPasswordHasher } from "../../src/accounts/password-hasher.ts";
import { ROLES, type Role } from "../../src/accounts/policy.ts";
import { builtInCodeSets } from "../../src/codes/built-in-code-sets.ts";
import { createIdSource } from "../../src/kernel/id-source.ts";
import { addDays, dayInZone, REGISTRY_ZONE } from "../../src/kernel/dates.ts";
import { REALMS } from "../../src/kernel/realm.ts";
import { contributionBasis } from "../../src/review/contribution-basis.ts";
import { countPending } from "../../src/review/count-pending.ts";
import { reviewTables } from "../../src/review/review-tables.ts";
import { type Databases, openDatabases, type StoreLocation } from "../../src/store/databases.ts";
import { createOnboardingStore } from "../../src/store/onboarding-store.ts";
import { openRealm } from "../../src/store/open-realm.ts";
import { loadVault, type Vault } from "../../src/vault/load-vault.ts";
import { fillAudit, fillOrganizations } from "./console-cases.ts";
import { fillPeople } from "./console-people.ts";
import { fillMessages, fillReview } from "./console-traffic.ts";
import { businessDaysFrom } from "./review-contributions.ts";

/** How much there is to look at. */
export interface ConsoleSize {
  /** Messages of both realms together. */
  readonly messages: number;
  readonly organizations: number;
  /** Of the organizations, those that send. */
  readonly senders: number;
  readonly people: number;
  readonly auditRows: number;
}

/** What addresses of pages are made of. */
export interface FilledConsole {
  readonly password: string;
  readonly organizationId: string;
  /** Sends a quarter of the production messages. */
  readonly largestId: string;
  readonly messageId: string;
  readonly controlId: string;
  readonly personId: string;
  readonly otherId: string;
  readonly documentId: string;
}

/** Reviewed organizations beside the first, and what part of all messages each has. */
const FURTHER_REVIEWS = 8;
const FIRST_REVIEW_SHARE = 0.05;
const FURTHER_REVIEW_SHARE = 0.005;
const REVIEW_DAYS = 20;
const SITE = "B0";

async function fillUsers(
  store: ReturnType<typeof createOnboardingStore>,
  organizationIds: readonly string[],
): Promise<string> {
  const password = randomBytes(15).toString("base64url");
  const passwordHash = await createPasswordHasher(randomBytes).hash(password);
  const user = (role: Role) => ({
    username: role,
    role,
    organizationIds: role === "integrator" ? organizationIds : [],
    passwordHash,
    disabled: false,
    createdAtMs: Date.now(),
    epoch: 1,
    mustChangePassword: false,
  });
  await store.transaction(async (tx) => {
    for (const role of ROLES) await tx.saveUser(user(role));
  });
  return password;
}

/**
 * Put into an empty store what a busy console looks at, by the store's own statements and past the judging of messages: organizations
 * with their ways, traffic in both realms, reviews that are counted, people to decide on, an audit trail, one user of each role.
 *
 * @returns ids of what is there, and the password of all users
 */
export async function fillConsole(
  location: StoreLocation,
  secretsDir: string,
  size: ConsoleSize,
  progress: (text: string) => void,
): Promise<FilledConsole> {
  const vault = loadVault({ secretsDir, randomBytes, realms: REALMS, clock: Date.now });
  const databases = await openDatabases({
    location,
    realms: REALMS,
    vault,
    process: "server",
    onPoolError: () => {},
  });
  try {
    return await fill(databases, vault, size, progress);
  } finally {
    await databases.close();
  }
}

async function fill(
  databases: Databases,
  vault: Vault,
  size: ConsoleSize,
  progress: (text: string) => void,
): Promise<FilledConsole> {
  const nowMs = Date.now();
  const newId = createIdSource(Date.now, randomBytes);
  const store = createOnboardingStore({
    database: databases.control,
    auditMac: vault.control.auditMac,
    clock: Date.now,
  });
  const opened = REALMS.map((realm) => {
    const [database, keys] = [databases.realms[realm], vault.realms[realm]];
    if (database === undefined || keys === undefined) throw new Error(`realm ${realm} was not opened`);
    // The benchmark's store is made anew when this breaks off.
    if (database.engine.kind === "sqlite") database.engine.writer.exec("pragma synchronous = off");
    return [realm, { keys, database, ...openRealm(database, keys, Date.now) }] as const;
  });
  const { test, production } = Object.fromEntries(opened);
  if (test === undefined || production === undefined) throw new Error("a realm was not opened");
  const organizations = await fillOrganizations(store, { from: 0, to: size.organizations }, { nowMs, newId });
  await fillAudit(store, organizations, size.auditRows, nowMs);
  progress("console: organizations and audit trail are there");
  const reviewing = organizations.filter(({ stage }) => stage === "TECH_REVIEW");
  const days = businessDaysFrom(addDays(dayInZone(nowMs), -29), REVIEW_DAYS).filter(
    (day) => day < dayInZone(nowMs),
  );
  const codes = builtInCodeSets();
  let messages = 0;
  let shown = { messageId: "", controlId: "" };
  for (const [at, { id, sites }] of reviewing.slice(0, FURTHER_REVIEWS + 1).entries()) {
    const count = Math.ceil(size.messages * (at === 0 ? FIRST_REVIEW_SHARE : FURTHER_REVIEW_SHARE));
    const basis = contributionBasis({
      tables: reviewTables(codes),
      zone: REGISTRY_ZONE,
      sites: sites.map(({ code, mnvfc }) => ({ code, mnvfc })),
      digest: (purpose, text) => test.keys.digest.digest(purpose, text),
    });
    const site = sites[0]?.code ?? SITE;
    const made = { organizationId: id, site, messages: count, basis, days, prefix: `R${at}` };
    const last = await fillReview(test.store, made);
    if (at === 0) shown = last;
    await countPending(test.store, id, { dataKind: "real", markers: [] });
    messages += count;
    progress(`console: ${count} messages of a review are counted`);
  }
  const senders = organizations.filter(({ stage }) => stage === "ONGOING").slice(0, size.senders);
  const { engine } = production.database;
  const run = async (statement: string): Promise<void> => {
    if (engine.kind === "sqlite") engine.writer.exec(statement);
    else await engine.pool.query(statement);
  };
  const left = { nowMs, first: messages, progress, run };
  await fillMessages(
    production.store,
    senders.map(({ id }) => id),
    size.messages - messages,
    left,
  );
  const [{ id: largestId } = { id: "" }] = senders;
  const make = { organizationId: largestId, codes, newId };
  const pair = await fillPeople(production.store, make, size.people);
  const [{ id: organizationId } = { id: "" }] = reviewing;
  const [one] = await store.listCases(organizationId);
  const [document] = await store.listDocuments(one?.id ?? "");
  return {
    password: await fillUsers(
      store,
      senders.slice(0, 50).map(({ id }) => id),
    ),
    organizationId,
    largestId,
    ...shown,
    ...pair,
    documentId: document?.id ?? "",
  };
}
