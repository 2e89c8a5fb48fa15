import type { Clock } from "../kernel/clock.ts";
import { type CheckReadiness, createReadinessCheck } from "../http/readiness.ts";
import { createWriteProbe, writeWithKysely } from "../store/write-probe.ts";
import type { Parts } from "./open-parts.ts";

/** A key file that was taken away stops readiness after this long at the latest. */
const KEYS_LOOK_INTERVAL_MS = 10_000;

/** Keys that the databases need and that are not what they were, looked for at most every ten seconds. */
function watchKeys({ databases, vault }: Parts, clock: Clock): () => readonly string[] {
  const differing = [databases.control, ...Object.values(databases.realms)].flatMap(({ keys }) =>
    keys.kind === "keys-differ" ? keys.keyNames : [],
  );
  let found: readonly string[] = [];
  let lookAgainMs = 0;
  return () => {
    if (clock() >= lookAgainMs) {
      found = vault.findLost();
      lookAgainMs = clock() + KEYS_LOOK_INTERVAL_MS;
    }
    return [...new Set([...differing, ...found])];
  };
}

/** Whether messages can be taken: every database writes, the journal too, and no key is missing. */
export function openReadiness(parts: Parts, isDraining: () => boolean): CheckReadiness {
  const { databases, journal, realms, clock } = parts;
  return createReadinessCheck({
    isDraining,
    probes: {
      control: createWriteProbe(databases.control, {
        now: clock,
        write: writeWithKysely(databases.control.kysely.withTables()),
      }),
      ...Object.fromEntries(Object.entries(realms.opened).map(([realm, { probe }]) => [realm, probe])),
      ...(journal && { journal: () => journal.probe() }),
    },
    findLostKeys: watchKeys(parts, clock),
  });
}
