/** Whether the process should get work, and which of its parts says no. Names only: `/readyz` is open to everybody. */
export interface Readiness {
  readonly ready: boolean;
  /** Name of a part, such as `control` or `draining`, and whether it lets the process be ready. */
  readonly checks: Readonly<Record<string, boolean>>;
}

/** Looks afresh at every call. */
export type CheckReadiness = () => Promise<Readiness>;
