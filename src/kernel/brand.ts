declare const brand: unique symbol;

/** A string that one guard has checked. `N` names what was checked; only that guard makes values of the type. */
export type Brand<N extends string> = string & { readonly [brand]: N };
