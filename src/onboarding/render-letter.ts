import { perform } from "../accounts/administration.ts";
import { mustFindOrganization } from "../accounts/organizations.ts";
import type { Actor } from "../accounts/policy.ts";
import type { LetterKind, RenderedLetter } from "../documents/letter.ts";
import { gatherFacts } from "./gather-facts.ts";
import { newestOrRegistered } from "./newest-case.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { OnboardingTransaction } from "./ports.ts";
import { draftLetter, signerOf } from "./send-letter.ts";

/** A letter for a person to read. */
export interface ShownLetter extends RenderedLetter {
  /** Absent: it was not sent, what is shown is a draft. */
  readonly number?: string;
  /** SHA-256 of the PDF, hex. */
  readonly sha256: string;
}

/**
 * The letter of a kind that was sent, byte for byte; when none was, a draft that is marked as one and not stored.
 *
 * @throws RefusedError `policy` or `not-found`
 */
export async function renderLetter(
  deps: OnboardingDeps,
  actor: Actor,
  asked: { readonly organizationId: string; readonly kind: LetterKind },
): Promise<ShownLetter> {
  const { organizationId, kind } = asked;
  const act = { act: "letter.render", organizationId } as const;
  return perform(deps, actor, act, async (tx: OnboardingTransaction) => {
    const organization = await mustFindOrganization(tx, organizationId);
    const onboarding = await newestOrRegistered(deps, tx, organization);
    const sent = await tx.findLetter(onboarding.id, kind);
    if (sent !== undefined) {
      const { number, sha256, content: pdf, html = "" } = sent;
      return { value: { html, pdf, number, sha256 }, object: organizationId, detail: { kind, number } };
    }
    const subject = {
      organization,
      before: onboarding,
      asked: { event: "rank", hasDocument: false },
    } as const;
    const { plan, calendar, now } = await gatherFacts(deps, tx, subject, {});
    const contacts = await tx.listContacts(organizationId);
    const history = await tx.listHistory(onboarding.id);
    const source = { organization, case: onboarding, history, contacts, plan, calendar };
    const draft = await draftLetter(deps, kind, { ...source, today: now.day, signer: signerOf(actor) });
    const value = { ...draft, sha256: deps.sha256(draft.pdf) };
    return { value, object: organizationId, detail: { kind, number: null } };
  });
}
