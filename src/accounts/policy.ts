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
  | "address.change"
  | "address.read"
  | "certificate.pin"
  | "certificate.revoke"
  | "certificate.read"
  | "message.read"
  | "message.reveal"
  | "message.reprocess"
  | "message.void"
  | "patient.read"
  | "patient.reveal"
  | "patient.merge"
  | "patient.split"
  | "patient.lock"
  | "patient.unlock"
  | "patient.opt-out"
  | "audit.read"
  | "user.create"
  | "user.disable"
  | "user.reset"
  | "user.read"
  | "token.issue"
  | "token.revoke"
  | "token.read"
  | "codes.import"
  | "forecast.read"
  | "forecast.approve"
  | "data.purge"
  | "system.backup"
  | "system.restore"
  | "keys.read"
  | "keys.rotate"
  | "keys.escrow"
  | "onboarding.read"
  | "onboarding.board"
  | "onboarding.rank"
  | "onboarding.invite"
  | "onboarding.meet"
  | "onboarding.confirm-plan"
  | "onboarding.return"
  | "onboarding.start-test-setup"
  | "onboarding.begin-review"
  | "onboarding.sign-review"
  | "onboarding.extend-review"
  | "onboarding.go-live"
  | "onboarding.verify-connection"
  | "onboarding.sign-monitoring"
  | "onboarding.extend-monitoring"
  | "onboarding.reopen-review"
  | "onboarding.send-letter"
  | "onboarding.pause"
  | "onboarding.resume"
  | "onboarding.change-schedule"
  | "onboarding.withdraw"
  | "onboarding.restart"
  | "contact.add"
  | "contact.remove"
  | "contact.read"
  | "contact.log"
  | "contact.history"
  | "calendar.read"
  | "calendar.import"
  | "letter.render"
  | "review.read"
  | "review.waive"
  | "review.attest"
  | "review.mark"
  | "review.clear"
  | "review.send"
  | "review.settle"
  | "thresholds.read"
  | "thresholds.set"
  | "incident.read"
  | "incident.close"
  | "onboarding.watch"
  | "catch-up.read"
  | "catch-up.explain"
  | "system.check"
  | "system.maintenance"
  | "account.log-in"
  | "account.password"
  | "account.second-factor"
  | "work.read"
  | "bench.use";

/** One row of the policy: who may do an act. */
interface PolicyRow {
  readonly roles: readonly Role[];
  /** Reaches nothing but the actor's own account and own organizations, so that an integrator names none. */
  readonly own?: true;
  readonly source: string;
}

const EVERYBODY: readonly Role[] = ROLES;
const STAFF: readonly Role[] = ["reviewer", "registrar", "administrator", "operator"];
const REVIEWER: readonly Role[] = ["reviewer"];
const CASE_STAFF: readonly Role[] = ["reviewer", "registrar"];
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
  "credential.issue": { roles: ADMINISTRATOR, source: "D28, D31" },
  "credential.rotate": { roles: ADMINISTRATOR, source: "D28" },
  "credential.revoke": { roles: ADMINISTRATOR, source: "D28" },
  "credential.read": { roles: EVERYBODY, source: "D28: integrator own only" },
  "address.change": { roles: ADMINISTRATOR, source: "promise S8" },
  "address.read": { roles: ["administrator", "operator"], source: "promise S8" },
  "certificate.pin": { roles: ADMINISTRATOR, source: "promise S7" },
  "certificate.revoke": { roles: ADMINISTRATOR, source: "promise S7" },
  "certificate.read": { roles: EVERYBODY, source: "promise S7; integrator own only" },
  "message.read": { roles: ["reviewer", "registrar", "integrator"], source: "D28: never the administrator" },
  "message.reveal": { roles: ["reviewer"], source: "D19, D28" },
  "message.reprocess": { roles: CASE_STAFF, source: "D28: who answers for the data" },
  "message.void": { roles: ["registrar"], source: "D28: MIIC answers for the registry's data" },
  "patient.read": { roles: CASE_STAFF, source: "D28: never who runs the gateway" },
  "patient.reveal": { roles: CASE_STAFF, source: "D19, D28" },
  "patient.merge": { roles: ["registrar"], source: "D28: MIIC answers for the registry's data" },
  "patient.split": { roles: ["registrar"], source: "D28: MIIC answers for the registry's data" },
  "patient.lock": { roles: ["registrar"], source: "D24, D28" },
  "patient.unlock": { roles: ["registrar"], source: "D24, D28" },
  "patient.opt-out": { roles: ["registrar"], source: "D24, D28" },
  "audit.read": { roles: STAFF, source: "D19, D28; promise S13" },
  "user.create": { roles: ADMINISTRATOR, source: "D28" },
  "user.disable": { roles: ADMINISTRATOR, source: "D28" },
  "user.reset": { roles: ADMINISTRATOR, source: "D28" },
  "user.read": { roles: ["administrator", "operator"], source: "D28" },
  "token.issue": { roles: ADMINISTRATOR, source: "D34" },
  "token.revoke": { roles: ADMINISTRATOR, source: "D34" },
  "token.read": { roles: ["administrator", "operator"], source: "D34" },
  "forecast.read": { roles: STAFF, source: "D28: the data are CDC's and hold no patient" },
  "forecast.approve": { roles: ["registrar", "administrator"], source: "D28: MIIC accepts what it tells" },
  "codes.import": { roles: ["administrator", "operator"], source: "D15, D28" },
  "data.purge": { roles: ["administrator", "registrar"], source: "D26, D28: who answers for the data" },
  "system.backup": { roles: ["administrator", "operator"], source: "D28" },
  "system.restore": { roles: ADMINISTRATOR, source: "D28" },
  "keys.read": { roles: ["administrator", "operator"], source: "D27, D28" },
  "keys.rotate": { roles: ADMINISTRATOR, source: "D27, D28" },
  "keys.escrow": { roles: ADMINISTRATOR, source: "D27, D28" },
  "onboarding.read": { roles: EVERYBODY, source: "D28: integrator own only" },
  "onboarding.board": { roles: STAFF, source: "D28" },
  "onboarding.rank": { roles: ["registrar"], source: "D28: MIIC staff" },
  "onboarding.invite": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.meet": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.confirm-plan": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.return": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.start-test-setup": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.begin-review": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.sign-review": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.extend-review": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.go-live": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.verify-connection": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.sign-monitoring": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.extend-monitoring": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.reopen-review": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.send-letter": { roles: ["registrar"], source: "D28: MIIC staff" },
  "onboarding.pause": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.resume": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.change-schedule": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "onboarding.withdraw": { roles: CASE_STAFF, source: "MIIC onboarding guide: organization or MIIC" },
  "onboarding.restart": { roles: CASE_STAFF, source: "MIIC onboarding guide: organization or MIIC" },
  "contact.add": { roles: CASE_STAFF, source: "D28" },
  "contact.remove": { roles: CASE_STAFF, source: "D28" },
  "contact.read": { roles: EVERYBODY, source: "D28: integrator own only" },
  "contact.log": { roles: CASE_STAFF, source: "D28: who works the case" },
  "contact.history": { roles: CASE_STAFF, source: "D28: notes of staff" },
  "calendar.read": { roles: STAFF, source: "D16" },
  "calendar.import": { roles: ["administrator", "registrar"], source: "D16" },
  "letter.render": { roles: CASE_STAFF, source: "D28" },
  "review.read": { roles: ["reviewer", "registrar", "integrator"], source: "D28: who reads the messages" },
  "review.waive": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "review.attest": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "review.mark": { roles: CASE_STAFF, source: "D28" },
  "review.clear": { roles: REVIEWER, source: "MIIC onboarding guide: MN.IT" },
  "review.send": { roles: CASE_STAFF, source: "D28: who works the case" },
  "review.settle": { roles: CASE_STAFF, source: "D28: who works the case" },
  "thresholds.read": { roles: STAFF, source: "D28: numbers, no messages" },
  "thresholds.set": { roles: ADMINISTRATOR, source: "D28: who sets the bar does not sign by it" },
  "incident.read": { roles: CASE_STAFF, source: "D28: who answers for the data" },
  "incident.close": { roles: CASE_STAFF, source: "D28: who answers for the data" },
  "onboarding.watch": { roles: STAFF, source: "D28: raises tasks, decides nothing" },
  "catch-up.read": { roles: EVERYBODY, source: "D28: integrator own only" },
  "catch-up.explain": { roles: CASE_STAFF, source: "D28: who answers for the data" },
  "system.maintenance": { roles: ["administrator", "operator"], source: "D28" },
  "system.check": { roles: ["administrator", "operator"], source: "D28" },
  "account.log-in": { roles: EVERYBODY, own: true, source: "D12, D34" },
  "account.password": { roles: EVERYBODY, own: true, source: "D12" },
  "account.second-factor": { roles: EVERYBODY, own: true, source: "promise S15" },
  "work.read": { roles: EVERYBODY, own: true, source: "D28: what waits for the role; integrator own only" },
  "bench.use": { roles: EVERYBODY, own: true, source: "D28: a text is judged, nothing is stored or read" },
};

/** @returns whether `text` names an act */
export function isAct(text: string): text is Act {
  return Object.hasOwn(POLICY, text);
}

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
  const row = POLICY[act];
  if (!row.roles.includes(user.role)) return false;
  if (user.role !== "integrator") return true;
  if (row.own === true && organizationId === undefined) return true;
  return organizationId !== undefined && user.organizationIds.includes(organizationId);
}
