import type { CodeSets } from "../codes/code-sets.ts";
import type { IdSource } from "../kernel/clock.ts";
import { RefusedError } from "../kernel/refused-error.ts";
import type { CurationTransaction, StoredPerson } from "./curation-ports.ts";
import type { RegistryTransaction } from "./ports.ts";

/** What staff work in: one transaction, and what computing a person anew needs. */
export interface CurationContext {
  readonly registry: RegistryTransaction;
  readonly curation: CurationTransaction;
  readonly codes: CodeSets;
  readonly newId: IdSource;
  readonly nowMs: number;
  /** Who decides, as the audit trail names them. */
  readonly by: string;
}

/**
 * A person to change.
 *
 * @throws RefusedError `not-found`, or `policy` when the person was merged into another
 */
export async function mustHold({ curation }: CurationContext, personId: string): Promise<StoredPerson> {
  const person = await curation.holdStoredPerson(personId);
  if (person === undefined) throw new RefusedError("not-found", `There is no patient ${personId}.`);
  if (person.mergedInto !== undefined)
    throw new RefusedError(
      "policy",
      `Patient ${personId} was merged into ${person.mergedInto}. Name that one, or split them first.`,
    );
  return person;
}
