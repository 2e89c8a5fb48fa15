import { assertNever } from "../kernel/assert-never.ts";
import { type CurationContext, mustHold } from "./curation-context.ts";
import { NO_KEYS } from "./people-keys.ts";
import type { ProtectionFacts } from "./query/visibility.ts";

/** What staff may change of who sees a person (decision D24). */
export type ProtectionChange =
  | { readonly kind: "lock"; readonly visibleTo: string | undefined }
  | { readonly kind: "unlock" }
  | { readonly kind: "opt-out" }
  | { readonly kind: "opt-in" };

function changed(protection: ProtectionFacts, change: ProtectionChange): ProtectionFacts {
  const { lock: _lock, ...rest } = protection;
  switch (change.kind) {
    case "lock":
      return { ...rest, lock: { visibleTo: change.visibleTo } };
    case "unlock":
      return rest;
    case "opt-out":
    case "opt-in":
      return { ...protection, optedOut: change.kind === "opt-out" };
    default:
      return assertNever(change);
  }
}

/**
 * Change who sees a person. Reports go on being recorded.
 *
 * @throws RefusedError `not-found`, or `policy` for a person that was merged into another
 */
export async function changeProtection(
  context: CurationContext,
  personId: string,
  change: ProtectionChange,
): Promise<ProtectionFacts> {
  const person = await mustHold(context, personId);
  const protection = changed(person.document.protection, change);
  await context.registry.savePerson({
    person: { ...person, document: { ...person.document, protection } },
    atMs: context.nowMs,
    savedKeys: NO_KEYS,
    goneKeys: NO_KEYS,
    sources: [],
    reports: [],
    events: [],
    goneEventIds: [],
  });
  return protection;
}
