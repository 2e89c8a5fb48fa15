import { type AdministrationDeps, perform } from "./administration.ts";
import type { JsonObject } from "./audit-entry.ts";
import type { Actor } from "./policy.ts";

/** An import that was looked at and is to be kept. */
export interface AskedImport {
  /** JSON of the rows that differ from those the product ships. */
  readonly delta: string;
  /** How many codes were added and changed, by table; for the audit trail. */
  readonly counts: JsonObject;
  /** Names the state of the tables that it makes. */
  readonly version: string;
}

/**
 * Keep an import of code tables: from then on it stands, in every process, until the next one.
 *
 * @returns the number it got
 */
export async function importCodes(
  deps: AdministrationDeps,
  actor: Actor,
  { delta, counts, version }: AskedImport,
): Promise<number> {
  return perform(deps, actor, { act: "codes.import" }, async (tx) => {
    const number = await tx.saveCodeImport({ importedAtMs: deps.clock(), delta });
    return { value: number, object: version, detail: { number, ...counts } };
  });
}
