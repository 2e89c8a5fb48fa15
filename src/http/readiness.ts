/** Whether the process should get work, and which of its parts says no. Names only: `/readyz` is open to everybody. */
export interface Readiness {
  readonly ready: boolean;
  /** Name of a part, such as `control` or `draining`, and whether it lets the process be ready. */
  readonly checks: Readonly<Record<string, boolean>>;
}

/** Looks afresh at every call. */
export type CheckReadiness = () => Promise<Readiness>;

export interface ReadinessDeps {
  readonly isDraining: () => boolean;
  /** By the name of the part; a rejection means that the part cannot take work. */
  readonly probes: Readonly<Record<string, () => Promise<void>>>;
}

/** Ready while the process is not about to stop and every part takes work. */
export function createReadinessCheck({ isDraining, probes }: ReadinessDeps): CheckReadiness {
  return async () => {
    const parts = Object.entries(probes).map(async ([name, probe]): Promise<readonly [string, boolean]> => {
      const holds = await probe().then(
        () => true,
        () => false,
      );
      return [name, holds];
    });
    const checks = { serving: !isDraining(), ...Object.fromEntries(await Promise.all(parts)) };
    return { ready: Object.values(checks).every(Boolean), checks };
  };
}
