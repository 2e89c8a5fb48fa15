import type { Realm } from "../kernel/realm.ts";
import { RefusedError } from "../kernel/refused-error.ts";

/** What a person is told who asks a process for a realm that `REALMS` leaves out. */
export function servedElsewhere(realm: Realm): RefusedError {
  return new RefusedError(
    "policy",
    `This server does not serve ${realm} (REALMS). Use the console of the server that does, or the command line.`,
  );
}
