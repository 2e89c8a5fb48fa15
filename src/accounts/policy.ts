/** Roles of people (decision D28). */
export const ROLES = ["reviewer", "registrar", "administrator", "operator", "integrator"] as const;
export type Role = (typeof ROLES)[number];

/** @returns whether `text` names a role */
export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** What people can ask for; the audit trail's `action`. */
export type Act =
  | "organization.create"
  | "organization.edit"
  | "organization.suspend"
  | "organization.resume"
  | "organization.read"
  | "credential.issue"
  | "credential.rotate"
  | "credential.revoke"
  | "credential.read"
  | "message.read"
  | "message.reveal"
  | "audit.read"
  | "user.create"
  | "user.disable"
  | "user.reset"
  | "user.read"
  | "token.issue"
  | "token.revoke"
  | "token.read"
  | "codes.import"
  | "system.check";

/** One row of the policy: who may do an act. */
interface PolicyRow {
  readonly roles: readonly Role[];
  readonly source: string;
}

const EVERYBODY: readonly Role[] = ROLES;
const STAFF: readonly Role[] = ["reviewer", "registrar", "administrator", "operator"];
const ADMINISTRATOR: readonly Role[] = ["administrator"];

/**
 * Role by act. An integrator's acts reach its own organizations only. The reviewer never issues a credential, and those
 * who run the gateway never read a message: two people are needed for either harm.
 */
export const POLICY: Readonly<Record<Act, PolicyRow>> = {
  "organization.create": { roles: ["administrator", "registrar"], source: "D28: MIIC registers" },
  "organization.edit": { roles: ["administrator", "registrar"], source: "D28" },
  "organization.suspend": { roles: ADMINISTRATOR, source: "D28" },
  "organization.resume": { roles: ADMINISTRATOR, source: "D28" },
  "organization.read": { roles: EVERYBODY, source: "D28: integrator own only" },
  "credential.issue": { roles: ADMINISTRATOR, source: "D28; operations.md section 2, elevation" },
  "credential.rotate": { roles: ADMINISTRATOR, source: "D28" },
  "credential.revoke": { roles: ADMINISTRATOR, source: "D28" },
  "credential.read": { roles: EVERYBODY, source: "D28: integrator own only" },
  "message.read": { roles: ["reviewer", "registrar", "integrator"], source: "D28: never the administrator" },
  "message.reveal": { roles: ["reviewer"], source: "D19, D28" },
  "audit.read": { roles: STAFF, source: "operations.md S13" },
  "user.create": { roles: ADMINISTRATOR, source: "D28" },
  "user.disable": { roles: ADMINISTRATOR, source: "D28" },
  "user.reset": { roles: ADMINISTRATOR, source: "D28" },
  "user.read": { roles: ["administrator", "operator"], source: "D28" },
  "token.issue": { roles: ADMINISTRATOR, source: "D34" },
  "token.revoke": { roles: ADMINISTRATOR, source: "D34" },
  "token.read": { roles: ["administrator", "operator"], source: "D34" },
  "codes.import": { roles: ["administrator", "operator"], source: "D15, D28" },
  "system.check": { roles: ["administrator", "operator"], source: "operations.md section 3" },
};

/** Who asks for an act. */
export interface Actor {
  /** What `--actor` or the login says. */
  readonly name: string;
  /** Who is known to sit there (decision D28). */
  readonly osUser: string;
  readonly source: "cli" | "console" | "rest" | "server";
  /** Why it is done, as said with the command; one line. */
  readonly reason?: string;
  /** The user whose role binds; absent: the host's own authority, which holds all roles. */
  readonly user?: { readonly role: Role; readonly organizationIds: readonly string[] };
}

/**
 * Whether the policy lets an actor do an act.
 *
 * @param organizationId what the act reaches; absent when it reaches more than one organization
 */
export function permits(actor: Actor, act: Act, organizationId?: string): boolean {
  const { user } = actor;
  if (user === undefined) return true;
  if (!POLICY[act].roles.includes(user.role)) return false;
  if (user.role !== "integrator") return true;
  return organizationId !== undefined && user.organizationIds.includes(organizationId);
}
