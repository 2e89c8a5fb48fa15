import type { Credential, CredentialState } from "../../accounts/credential.ts";
import type { Stage } from "../../accounts/organization.ts";
import type { Contact } from "../../onboarding/contact.ts";
import type { ContactLogEntry } from "../../onboarding/contact-log.ts";
import type { OnboardingEvent } from "../../onboarding/events.ts";
import type { OnboardingView } from "../../onboarding/show-onboarding.ts";

/** `GET /organizations?name=`. */
export interface OrganizationListView {
  /** Part of a name or a site's code that was looked for; `""` for all. */
  readonly name: string;
  readonly organizations: readonly {
    readonly id: string;
    readonly name: string;
    readonly stage: Stage;
    readonly sites: readonly string[];
    readonly suspended: boolean;
  }[];
  /** Addresses of the next page, and of the first when this is another. */
  readonly further?: string;
  readonly first?: string;
}

/** A credential as people see it: never its secret. */
export interface ShownCredential extends Omit<Credential, "secret"> {
  readonly state: CredentialState;
  /** It was replaced, and its owner still logs in with it. */
  readonly isOldStillUsed: boolean;
}

/**
 * What may happen next. Form to `PATHS.event(org, event)`: `reason`, `until` (day), `late` (on), `score`, `interface`,
 * `plan` (JSON text), `document` (the written confirmation, pasted) as far as `fields` names them; `csrf`.
 */
export interface OfferedEvent {
  readonly event: OnboardingEvent;
  readonly fields: readonly EventField[];
  /** Password or code is asked again before it. */
  readonly needsStepUp: boolean;
  /** Another person confirms it. */
  readonly twoPerson: boolean;
}

export type EventField = "reason" | "until" | "late" | "score" | "interface" | "plan" | "document";

/**
 * `GET /organizations/:org`. Forms: events as above; `PATHS.credentials` with `realm`, `do` (issue, rotate), `overlapDays`
 * (number or `now`), `overrideReason`, `deliver` (id of a contact, empty: the secret is shown); `PATHS.revokeCredential` with `reason`; `PATHS.contacts` with `role`, `name`, `email`;
 * `PATHS.removeContact`; `PATHS.contactLog` with `kind`, `contact` (id or empty), `text`.
 */
export interface OrganizationView {
  readonly onboarding: OnboardingView;
  readonly daysLeft?: number;
  readonly contacts: readonly Contact[];
  readonly credentials: readonly ShownCredential[];
  readonly events: readonly OfferedEvent[];
  readonly may: {
    readonly issue: boolean;
    readonly revoke: boolean;
    readonly contacts: boolean;
    readonly report: boolean;
    readonly messages: boolean;
  };
  /** Newest first; absent for those who may not read it. */
  readonly log?: readonly ContactLogEntry[];
  /** Acts on this organization that wait for another person. */
  readonly pending: readonly {
    readonly pendingId: string;
    readonly event: string;
    readonly askedBy: string;
    readonly mayConfirm: boolean;
  }[];
}

/** The answer to a form of `PATHS.credentials` with `deliver`: the only page that ever shows the link. */
export interface DeliveryView {
  readonly organizationId: string;
  readonly organization: string;
  readonly realm: string;
  /** Name and address of who is to open it. */
  readonly contact: string;
  readonly email: string;
  /** Of the page that makes and shows the credential, once. */
  readonly address: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** The answer to a form of `PATHS.credentials`: the only page that ever shows the secret. */
export interface IssuedCredentialView {
  readonly organizationId: string;
  readonly organization: string;
  readonly realm: string;
  readonly username: string;
  readonly secret: string;
  readonly facilityId: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}
