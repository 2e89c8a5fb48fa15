import { type Act, POLICY, type Role } from "../accounts/policy.ts";
import { PATHS } from "./paths.ts";

/** One entry of the main navigation. */
export interface NavigationEntry {
  readonly section: Section;
  readonly label: string;
  readonly address: string;
  /** The act of the policy that the page needs; absent: everybody who is logged in. */
  readonly act?: Act;
}

/** The part of the console that a page belongs to. */
export type Section =
  | "work"
  | "board"
  | "organizations"
  | "messages"
  | "bench"
  | "patients"
  | "operations"
  | "audit"
  | "account";

const ENTRIES: readonly NavigationEntry[] = [
  { section: "work", label: "My work", address: PATHS.work },
  { section: "board", label: "Onboarding", address: PATHS.board, act: "onboarding.board" },
  {
    section: "organizations",
    label: "Organizations",
    address: PATHS.organizations,
    act: "organization.read",
  },
  { section: "messages", label: "Messages", address: PATHS.messages, act: "message.read" },
  { section: "bench", label: "Test bench", address: PATHS.bench },
  { section: "patients", label: "Patients", address: PATHS.patients, act: "patient.read" },
  { section: "operations", label: "Operations", address: PATHS.operations, act: "system.check" },
  { section: "audit", label: "Audit", address: PATHS.audit, act: "audit.read" },
];

/** What of the console a role may open, in the order of the navigation. */
export function navigationFor(role: Role): readonly NavigationEntry[] {
  return ENTRIES.filter(({ act }) => act === undefined || POLICY[act].roles.includes(role));
}
