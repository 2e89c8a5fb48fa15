import type { Role } from "../../accounts/policy.ts";

/** `GET /login`. Form: `username`, `password`, hidden `next`. */
export interface LogInView {
  /** Where to go after it, a path of ours. */
  readonly next: string;
  /** The attempt before did not succeed; the same words for every cause. */
  readonly failed: boolean;
}

/** `GET /login/code`: the password held, a code of the authenticator is asked for. Form: `code`, hidden `next`. */
export interface LogInCodeView {
  readonly next: string;
  readonly failed: boolean;
}

/** `GET /step-up`: sign in again before an act that needs it. Form: `password` or `code`, hidden `next`. */
export interface StepUpView {
  readonly next: string;
  readonly hasTotp: boolean;
  readonly failed: boolean;
}

/**
 * `GET /account`. Forms: to `PATHS.password` with `current`, `password`, `again`; to `PATHS.totp` with `code`.
 */
export interface AccountView {
  readonly username: string;
  readonly role: Role;
  /** Nothing else opens before the password that somebody else made is changed. */
  readonly mustChangePassword: boolean;
  /** Nothing else opens before a second factor is there. */
  readonly mustEnrolTotp: boolean;
  readonly hasTotp: boolean;
  /** The key that waits for its first code: to be scanned or typed. */
  readonly enrolment?: {
    /** Modules of the QR code row by row, true is dark; draw it as SVG. */
    readonly qr: readonly (readonly boolean[])[];
    /** The key in base 32, in groups of four. */
    readonly key: string;
  };
  readonly passwordLengthMin: number;
}

/** A page that says why nothing was done, and what to do next: 400, 403, 404, 405, 409, 413, 429, 500, 503. */
export interface ProblemView {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly requestId: string;
  readonly back?: { readonly href: string; readonly text: string };
}
