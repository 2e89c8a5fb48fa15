import type { Realm } from "../kernel/realm.ts";
import type { Simulation } from "./simulation.ts";
import type { Right, Stage } from "./organization.ts";

/** An organization as far as one message needs it: whose site MSH-4 names, and what it may do today. */
export interface Sender {
  readonly organizationId: string;
  readonly stage: Stage;
  readonly zone: string;
  readonly ackWarnings: "AA" | "AE";
  readonly may: readonly Right[];
  readonly suspended: boolean;
  readonly productionOverride: boolean;
  /** Codes of its current sites that are enrolled in MnVFC (review rule c); none unless given. */
  readonly mnvfcSites?: ReadonlySet<string>;
  /** Today lies in its declared load of old messages; absent when not. */
  readonly isLoadingOldDoses?: boolean;
  /** What the fault simulator answers in the test realm; absent when nothing. */
  readonly simulated?: Simulation;
}

/** Who calls, proved by a credential. Nothing in the message or the URL adds to it (decision D5). */
export interface Principal {
  readonly credentialId: string;
  readonly realm: Realm;
  /** The organization that holds the credential. */
  readonly organizationId: string;
  /** facilityID as given, one of `sites`; stands for MSH-4 when that is empty. */
  readonly facilityId: string;
  /** Current site codes of the organization and its children, each with its owner (decision D25). */
  readonly sites: ReadonlyMap<string, Sender>;
}
