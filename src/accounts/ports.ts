import type { DateOnly } from "../kernel/dates.ts";
import type { Realm } from "../kernel/realm.ts";
import type { ChainVerdict } from "./audit-chain.ts";
import type { AuditEntry, AuditRow } from "./audit-entry.ts";
import type { CertificatePin } from "./certificate-pins.ts";
import type { Credential } from "./credential.ts";
import type { MaintenanceEnds } from "./maintenance.ts";
import type { CredentialDelivery } from "./credential-delivery.ts";
import type { LoginFailureCount } from "./login-delay.ts";
import type { Organization } from "./organization.ts";
import type { Sender } from "./principal.ts";
import type { Token, User } from "./user.ts";

/** Which credentials; all of them when nothing is said. */
export interface CredentialFilter {
  readonly organizationId?: string;
  /** Those that end after the first instant, not after the second, and were not revoked. */
  readonly ends?: { readonly fromMs: number; readonly toMs: number };
  readonly organizationIds?: readonly string[];
  readonly realm?: Realm;
}

/** Which organizations, and how many. */
export interface OrganizationSearch {
  /** Part of the name or of a site's code, however it is written; `""` for all. */
  readonly text: string;
  readonly organizationIds?: readonly string[];
  /** The id of the last one of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Code tables that were imported; what they hold is for `codes/` to say. */
export interface CodeImport {
  /** Counts imports from 1. */
  readonly number: number;
  readonly importedAtMs: number;
  /** Rows that differ from those the product ships, as JSON. */
  readonly delta: string;
}

/** A release of CDC's supporting data that somebody accepted for forecasts in production. */
export interface ForecastApproval {
  /** Digest of its files: another set under the same version is not accepted by it. */
  readonly sha256: string;
  readonly version: string;
  readonly approvedAtMs: number;
  readonly approvedBy: string;
  readonly reason: string;
}

/** What the control database answers. Lists are in the order of making; an absent row is `undefined`. */
export interface ControlReads {
  findOrganization(id: string): Promise<Organization | undefined>;
  listOrganizations(): Promise<readonly Organization[]>;
  /** A page of them in the order of their ids. */
  searchOrganizations(filter: OrganizationSearch): Promise<readonly Organization[]>;
  listOrganizationIds(): Promise<readonly string[]>;
  /** Names by id; what is not there is left out. */
  nameOrganizations(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  findCredential(id: string): Promise<Credential | undefined>;
  hasUsername(username: string): Promise<boolean>;
  listCredentials(filter: CredentialFilter): Promise<readonly Credential[]>;
  findUser(username: string): Promise<User | undefined>;
  listUsers(): Promise<readonly User[]>;
  findToken(id: string): Promise<Token | undefined>;
  listTokens(): Promise<readonly Token[]>;
  /** Opened, expired or not. */
  findDelivery(linkHash: string): Promise<CredentialDelivery | undefined>;
  /** The newest import, when its number is over `afterNumber`. */
  findCodeImport(afterNumber: number): Promise<CodeImport | undefined>;
  /** Planned maintenance, also what is over. */
  readMaintenance(): Promise<MaintenanceEnds>;
  findForecastApproval(sha256: string): Promise<ForecastApproval | undefined>;
}

/** What one administrative act may do inside its transaction. `save…` makes the row or replaces it. */
export interface ControlTransaction extends ControlReads {
  /** Whose is the code on `day` or later? The code's organizations, each at most once. */
  ownersOfSite(code: string, day: DateOnly): Promise<readonly string[]>;
  /** Takes the sites as given; a site that is no longer among them is an error of the caller and stays. */
  saveOrganization(organization: Organization): Promise<void>;
  saveCredential(credential: Credential): Promise<void>;
  saveUser(user: User): Promise<void>;
  saveToken(token: Token): Promise<void>;
  saveDelivery(delivery: CredentialDelivery): Promise<void>;
  /** @param untilMs undefined opens the realm */
  saveMaintenance(realm: Realm, untilMs: number | undefined): Promise<void>;
  /** @returns the number it got */
  saveCodeImport(codeImport: Omit<CodeImport, "number">): Promise<number>;
  /** Replaces an earlier approval of the same files. */
  saveForecastApproval(approval: ForecastApproval): Promise<void>;
  appendAudit(entry: AuditEntry): Promise<void>;
  /** Refusals of an act to an actor in the trail since an instant, counted up to `max`, with the newest. */
  countRefusals(actor: string, action: string, sinceMs: number, max: number): Promise<RecentRefusals>;
}

/** How often somebody was refused of late. */
export interface RecentRefusals {
  readonly count: number;
  /** Absent when there is none. */
  readonly lastMs?: number;
}

/** Which rows of the audit trail; all of them when nothing is said. */
export interface AuditFilter {
  readonly action?: string;
  readonly object?: string;
  /** The last row of the page before: only what is older follows. */
  readonly beforeSeq?: number;
}

/** The control database for administration. */
export interface ControlStore extends ControlReads {
  /**
   * Run one act: everything it writes and its audit row are committed together or not at all. Acts run one after the
   * other, in every process on the same database.
   *
   * @throws GatewayError `unavailable` when the database does not take it; whatever `work` threw, as thrown
   */
  transaction<T>(work: (tx: ControlTransaction) => Promise<T>): Promise<T>;
  /** The newest rows of the audit trail that fit, newest first. */
  listAudit(limit: number, filter?: AuditFilter): Promise<readonly AuditRow[]>;
  verifyAudit(): Promise<ChainVerdict>;
}

/** A credential as a log-in finds it. */
export interface LoginCandidate {
  readonly credential: Credential;
  /** The organization or its parent is suspended. */
  readonly suspended: boolean;
  /** Of the credential's organization; absent when it needs none. */
  readonly certificatePins?: readonly CertificatePin[];
}

/** What deciding a log-in reads. Each is one statement, the same for known and unknown names. */
export interface LoginDirectory {
  findLogin(username: string): Promise<LoginCandidate | undefined>;
  /** Codes that belong to the organization or its children on `day`, each with its owner. */
  currentSites(organizationId: string, day: DateOnly): Promise<ReadonlyMap<string, Sender>>;
}

/** Failed log-ins by keyed hash of username and network. */
export interface LoginFailures {
  find(key: string): Promise<LoginFailureCount | undefined>;
  /**
   * Count one more.
   *
   * @param forgetBeforeMs a last failure before this instant no longer counts
   * @returns the count after it
   */
  add(key: string, atMs: number, forgetBeforeMs: number): Promise<number>;
  /** Count one more unless another attempt did since `seen` was read; false: it did. */
  claim(key: string, seen: LoginFailureCount, atMs: number): Promise<boolean>;
  clear(key: string): Promise<void>;
  /** Drop what is older than `beforeMs`, and the oldest beyond `rowsMax`. */
  purge(beforeMs: number, rowsMax: number): Promise<void>;
}

/** When and from where a credential was used last. */
export interface CredentialUse {
  readonly credentialId: string;
  readonly atMs: number;
  readonly from: string;
}

/** Takes down uses of credentials. */
export interface CredentialUses {
  /** All in one commit; never moves a last use back. */
  saveUses(uses: readonly CredentialUse[]): Promise<void>;
}
