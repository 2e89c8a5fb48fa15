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
  /** Names of keys that are missing or another than they were, `pepper/1`. */
  readonly findLostKeys?: () => readonly string[];
}

/** Ready while the process is not about to stop and every part takes work. */
export function createReadinessCheck(deps: ReadinessDeps): CheckReadiness {
  const { isDraining, probes, findLostKeys = () => [] } = deps;
  return async () => {
    const parts = Object.entries(probes).map(async ([name, probe]): Promise<readonly [string, boolean]> => {
      const holds = await probe().then(
        () => true,
        () => false,
      );
      return [name, holds];
    });
    const lost = findLostKeys().map((name): readonly [string, boolean] => [`key ${name}`, false]);
    const checks = {
      serving: !isDraining(),
      ...Object.fromEntries([...(await Promise.all(parts)), ...lost]),
    };
    return { ready: Object.values(checks).every(Boolean), checks };
  };
}
