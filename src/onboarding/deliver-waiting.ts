import type { Contact } from "./contact.ts";
import type { OnboardingTransaction } from "./ports.ts";
import { type LetterDeps, queueLetter } from "./send-letter.ts";

/** Queue the mails of letters that waited for a contact, and close the tasks that said so. Returns how many. */
export async function deliverWaiting(
  deps: Pick<LetterDeps, "newId" | "calendarClock" | "helpDesk">,
  tx: OnboardingTransaction,
  organizationId: string,
  contacts: readonly Contact[],
): Promise<number> {
  let letters = 0;
  for (const onboarding of await tx.listCases(organizationId)) {
    for (const document of await tx.listUnaddressed(onboarding.id)) {
      await queueLetter(deps, tx, document, contacts);
      letters += 1;
    }
    for (const task of await tx.listOpenTasks(onboarding.id))
      if (task.kind.endsWith("-not-delivered"))
        await tx.saveTask({ ...task, closedAtMs: deps.calendarClock() });
  }
  return letters;
}
