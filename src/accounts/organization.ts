import type { CertificatePin } from "./certificate-pins.ts";
import type { Simulation } from "./simulation.ts";
import type { DateOnly } from "../kernel/dates.ts";

/** What an organization may do in a realm (decision D25). */
export const RIGHTS = ["submit", "query"] as const;
export type Right = (typeof RIGHTS)[number];

/** Stages of onboarding, in the order of MIIC's onboarding guide, then those outside of it. */
export const STAGES = [
  "REGISTERED",
  "QUEUED",
  "INVITED",
  "PLAN_REVIEW",
  "PLAN_CONFIRMED",
  "TEST_SETUP",
  "TECH_REVIEW",
  "REVIEW_EXTENDED",
  "REVIEW_PASSED",
  "PROD_MOVE",
  "PROD_MONITORING",
  "MONITORING_EXTENDED",
  "MONITORING_PASSED",
  "ONGOING",
  "PAUSED",
  "RETURNED",
  "WITHDRAWN",
] as const;
export type Stage = (typeof STAGES)[number];

/** A clinic's place: the code that MSH-4 and facilityID name. Belongs to one organization at a time (decision D25). */
export interface Site {
  readonly code: string;
  readonly name: string;
  /** Takes part in the Minnesota Vaccines for Children programme. */
  readonly mnvfc: boolean;
  readonly from: DateOnly;
  /** Last day on which the code is this organization's; absent while it is current. */
  readonly until?: DateOnly;
}

/** An organization as the control database holds it, with all its sites. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly parentId?: string;
  readonly stage: Stage;
  /** IANA zone in which an MSH-7 without zone is read (decision D18). */
  readonly zone: string;
  /** MSA-1 when the gravest finding is a warning (decision D8). */
  readonly ackWarnings: "AA" | "AE";
  readonly may: readonly Right[];
  readonly suspended: boolean;
  /** A production credential was issued before the stage allowed it, with a reason in the audit trail (decision D31). */
  readonly productionOverride: boolean;
  /** First and last day of a declared load of old messages, inclusive. */
  readonly backload?: { readonly from: DateOnly; readonly to: DateOnly };
  /** Certificates of which its calls must show one; absent when none. */
  readonly certificatePins?: readonly CertificatePin[];
  /** What the fault simulator answers it in the test realm; absent when nothing. */
  readonly simulated?: Simulation;
  readonly sites: readonly Site[];
}

/** Whether a site's code is its organization's on a day. */
export function isCurrentSite(site: Site, day: DateOnly): boolean {
  return site.from <= day && (site.until === undefined || day <= site.until);
}

/** From the production move on (decision D31). */
const PERMITS_PRODUCTION: Readonly<Record<Stage, boolean>> = {
  REGISTERED: false,
  QUEUED: false,
  INVITED: false,
  PLAN_REVIEW: false,
  PLAN_CONFIRMED: false,
  TEST_SETUP: false,
  TECH_REVIEW: false,
  REVIEW_EXTENDED: false,
  REVIEW_PASSED: false,
  PROD_MOVE: true,
  PROD_MONITORING: true,
  MONITORING_EXTENDED: true,
  MONITORING_PASSED: true,
  ONGOING: true,
  PAUSED: false,
  RETURNED: false,
  WITHDRAWN: false,
};

/** Whether the stage alone lets an organization send to production. */
export function stagePermitsProduction(stage: Stage): boolean {
  return PERMITS_PRODUCTION[stage];
}
