import type { Realm } from "../kernel/realm.ts";
import type { Stage } from "../accounts/organization.ts";
import type { Simulation } from "../accounts/simulation.ts";
import type { Role } from "../accounts/policy.ts";
import type { TokenScope } from "../accounts/user.ts";

/** Tables of the control database as Kysely reads them, beside those of the foundation. 0 and 1 stand for no and yes. */
export type ControlSchema = {
  readonly organization: OrganizationRow;
  readonly site: SiteRow;
  readonly credential: CredentialRow;
  readonly user_account: UserRow;
  readonly token: TokenRow;
  readonly console_session: ConsoleSessionRow;
  readonly credential_delivery: CredentialDeliveryRow;
  readonly login_failure: LoginFailureRow;
  readonly audit_entry: AuditEntryRow;
  readonly audit_head: AuditHeadRow;
  readonly code_import: CodeImportRow;
  readonly maintenance: MaintenanceRow;
  readonly forecast_approval: ForecastApprovalRow;
};

export interface MaintenanceRow {
  readonly realm: Realm;
  readonly until_ms: number;
}

export interface CodeImportRow {
  readonly number: number;
  readonly imported_at_ms: number;
  readonly delta: string;
}

export interface ForecastApprovalRow {
  readonly sha256: string;
  readonly version: string;
  readonly approved_at_ms: number;
  readonly approved_by: string;
  readonly reason: string;
}

export interface OrganizationRow {
  readonly id: string;
  /** Order of making. */
  readonly created_at_ms: number;
  readonly name: string;
  readonly parent_id: string | null;
  readonly stage: Stage;
  readonly zone: string;
  readonly ack_warnings: "AA" | "AE";
  /** Rights with a comma between them. */
  readonly may: string;
  readonly suspended: number;
  readonly production_override: number;
  /** `YYYY-MM-DD`, as all days. */
  readonly backload_from: string | null;
  readonly backload_to: string | null;
  /** JSON. */
  readonly certificate_pins: string | null;
  readonly simulated: Simulation | null;
}

export interface SiteRow {
  readonly organization_id: string;
  readonly code: string;
  readonly from_day: string;
  readonly until_day: string | null;
  readonly name: string;
  readonly mnvfc: number;
  /** Place in the organization's list, from 0. */
  readonly position: number;
}

export interface CredentialRow {
  readonly id: string;
  readonly organization_id: string;
  readonly realm: Realm;
  readonly username: string;
  readonly pepper_id: string;
  readonly secret_hash: string;
  readonly issued_at_ms: number;
  readonly expires_at_ms: number;
  readonly revoked_at_ms: number | null;
  readonly suspended_at_ms: number | null;
  readonly superseded_by: string | null;
  readonly last_used_at_ms: number | null;
  readonly last_used_from: string | null;
  /** JSON. */
  readonly address_rules: string | null;
}

export interface UserRow {
  readonly username: string;
  readonly role: Role;
  /** Ids with a comma between them. */
  readonly organization_ids: string;
  readonly password_hash: string;
  readonly disabled: number;
  readonly created_at_ms: number;
  readonly epoch: number;
  readonly must_change_password: number;
  readonly totp_salt: string | null;
  readonly totp_pepper_id: string | null;
  /** Last time step that a code was used of. */
  readonly totp_step: number;
}

export interface ConsoleSessionRow {
  /** Keyed hash of the cookie. */
  readonly id: string;
  readonly username: string;
  readonly epoch: number;
  readonly stage: "code" | "open";
  readonly started_at_ms: number;
  readonly seen_at_ms: number;
  readonly proved_at_ms: number;
  /** JSON. */
  readonly reveal: string | null;
  /** JSON. */
  readonly notice: string | null;
}

export interface CredentialDeliveryRow {
  readonly link_hash: string;
  readonly id: string;
  readonly organization_id: string;
  readonly realm: Realm;
  readonly contact_id: string;
  readonly act: "issue" | "rotate";
  /** Business days, or `now`. */
  readonly overlap: string | null;
  readonly override_reason: string | null;
  readonly asked_by: string;
  readonly asked_by_os_user: string;
  readonly asked_at_ms: number;
  readonly expires_at_ms: number;
  readonly opened_at_ms: number | null;
}

export interface TokenRow {
  readonly id: string;
  readonly username: string;
  readonly scope: TokenScope;
  readonly pepper_id: string;
  readonly secret_hash: string;
  readonly issued_at_ms: number;
  readonly expires_at_ms: number;
  readonly revoked_at_ms: number | null;
}

export interface LoginFailureRow {
  /** Keyed hash of kind, network and name. */
  readonly key: string;
  readonly failures: number;
  readonly last_at_ms: number;
}

export interface AuditEntryRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly actor: string;
  readonly os_user: string;
  readonly source: "cli" | "console" | "rest" | "server";
  readonly action: string;
  readonly object: string;
  readonly outcome: "done" | "refused";
  readonly reason: string | null;
  /** Canonical JSON. */
  readonly detail: string;
  readonly hash: string;
}

export interface AuditHeadRow {
  /** 1: there is one row. */
  readonly id: number;
  readonly seq: number;
  readonly hash: string;
  readonly seal: string;
}
