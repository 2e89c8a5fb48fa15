import type { Realm } from "../../kernel/realm.ts";

/** `GET /patients?realm=`. No patient data. */
export interface PairListView {
  readonly pairs: readonly {
    readonly realm: Realm;
    readonly personId: string;
    readonly otherId: string;
    readonly reason: string;
    readonly score: number;
    /** ISO 8601. */
    readonly noticedAt: string;
  }[];
}

/** One of the two; its values are there only with a right to see them, and each view of them is audited. */
export interface ShownSide {
  readonly personId: string;
  readonly mergedInto?: string;
  readonly charts: readonly {
    readonly id: string;
    readonly organization: string;
    readonly site: string;
    readonly reports: number;
  }[];
  readonly vaccinations: readonly { readonly date: string; readonly cvx: string; readonly kind: string }[];
}

/** One row of the comparison; `same` is undefined while masked or when one side says nothing. */
export interface ComparedRow {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly same?: boolean;
}

/**
 * `GET /patients/:realm/:person/:other`. Forms: `PATHS.mergePair` with `from`, `reason`; `PATHS.keepApart` with `reason`;
 * `PATHS.undoMerge(realm, merged person)` with `reason`; `PATHS.revealPair` with `reason` shows who the two are, once.
 */
export interface PairView {
  readonly realm: Realm;
  readonly left: ShownSide;
  readonly right: ShownSide;
  readonly rows: readonly ComparedRow[];
  readonly masked: boolean;
  readonly mayDecide: boolean;
}
