import type { DateOnly } from "../kernel/dates.ts";
import type { LetterKind } from "./letter.ts";

/** What letters speak of. No secret and no patient data. */
export interface LetterFacts {
  readonly kind: LetterKind;
  /** Absent on a draft. */
  readonly number?: string;
  readonly day: DateOnly;
  readonly organization: { readonly id: string; readonly name: string };
  readonly sites: readonly { readonly code: string; readonly name: string; readonly mnvfc: boolean }[];
  /** Those whom the letter goes to. */
  readonly contacts: readonly { readonly name: string; readonly role: string }[];
  /** Names of phases with their days, in order. */
  readonly schedule: readonly {
    readonly name: string;
    readonly from: DateOnly;
    readonly to: DateOnly;
    readonly businessDays: number;
  }[];
  /** Questions and agreed answers, in order. */
  readonly plan: readonly (readonly [string, string])[];
  /** The due date of the stage. */
  readonly dueOn?: DateOnly;
  readonly reason?: string;
  /** The signed report. */
  readonly report?: { readonly snapshotId: string; readonly digest?: string };
  /** Rules that are not passed yet, as sentences. */
  readonly findings: readonly string[];
  readonly catchUp?: { readonly how: string; readonly on?: DateOnly };
  /** Who signs, and for which office. */
  readonly signer: string;
  readonly helpDesk: string;
}
