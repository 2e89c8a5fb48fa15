import type { PersonName } from "./demographics.ts";
import { realNames } from "./junk-values.ts";
import { normalizeName } from "./name-text.ts";
import { readNewbornName } from "./newborn-name.ts";

/** A name that tells who it is: no placeholder of a newborn, no junk. */
export function isTelling({ family, given }: Pick<PersonName, "family" | "given">): boolean {
  const real = realNames(normalizeName(family), normalizeName(given));
  return real.family !== "" && real.given !== "" && readNewbornName(real.given) === undefined;
}
