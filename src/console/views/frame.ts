import type { Role } from "../../accounts/policy.ts";

/** One line of the navigation; only pages that the role may open are there. */
export interface NavigationLink {
  readonly href: string;
  readonly text: string;
  readonly isCurrent: boolean;
}

/** What became of the act before. */
export interface Notice {
  readonly kind: "done" | "refused";
  readonly text: string;
}

/** What stands around every page. */
export interface Frame {
  /** Absent before the log-in. */
  readonly user?: { readonly username: string; readonly role: Role };
  /** Hidden field `csrf` of every form. */
  readonly csrfToken: string;
  readonly navigation: readonly NavigationLink[];
  /** Contact as configured, plain text. */
  readonly helpDesk: string;
  readonly notice?: Notice;
  /** Calendar day on the registry's clock. */
  readonly today: string;
}
