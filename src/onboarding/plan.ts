import type { Right } from "../accounts/organization.ts";
import type { DateOnly } from "../kernel/dates.ts";
import type { NewContact } from "./contact.ts";

/** How given doses reach MIIC while messages go to the test environment, and until when they are caught up. */
export interface CatchUp {
  readonly how: string;
  /** Last day for sending to production what was given during the review; absent: the last day of the monitoring. */
  readonly on?: DateOnly;
  /** The organization agreed to it; before that it is our proposal. */
  readonly isAgreed: boolean;
}

/** The agreed answers of an organization (issue of the written confirmation). */
export interface Plan {
  readonly resources: readonly string[];
  readonly volumes?: { readonly messagesPerDay: number; readonly dosesPerDay: number };
  /** What is sent to the test environment; real is the guide's assumption, test data is agreed. */
  readonly dataKind: "real" | "test";
  readonly transport: "SOAP";
  /** What the organization means by PD1-12 `Y`. MIIC reads it as protect (decision D11). */
  readonly pd112Meaning: "protect" | "may-be-viewed";
  readonly capabilities: readonly string[];
  readonly monitoringPlan?: string;
  readonly catchUp: CatchUp;
  readonly goLiveOn?: DateOnly;
}

/** What a plan form says; what is absent stays as it was. Contacts become contacts of the organization. */
export type PlanForm = Partial<Plan> & { readonly contacts?: readonly NewContact[] };

/** A plan with its place in the order of versions. */
export interface PlanVersion {
  /** 1, 2, 3 … within the case. */
  readonly version: number;
  readonly plan: Plan;
  readonly atMs: number;
}

/** What an organization with these rights can do unless the plan says more. */
const CAPABILITY_OF_RIGHT: Readonly<Record<Right, string>> = {
  submit: "sends updates (VXU^V04) and reads the answers",
  query: "queries (QBP^Q11) and reads the answers",
};

/** The plan before anything was agreed. */
export function defaultPlan(may: readonly Right[]): Plan {
  return {
    resources: [],
    dataKind: "real",
    transport: "SOAP",
    pd112Meaning: "protect",
    capabilities: may.map((right) => CAPABILITY_OF_RIGHT[right]),
    catchUp: {
      how: "The present way of reporting to MIIC goes on until the move to production.",
      isAgreed: false,
    },
  };
}

/** The plan with what a form says in the place of what was agreed before. */
export function mergedPlan(before: Plan, { contacts: _contacts, ...form }: PlanForm): Plan {
  return { ...before, ...form };
}
