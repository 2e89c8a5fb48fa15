import type { PostMail } from "../documents/mail.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";

/** Mails that one call takes at most; the next call goes on. */
const MAILS_MAX = 100;

/** How many mails went out, and how many wait for the next call. */
export interface Delivered {
  readonly sent: number;
  readonly waiting: number;
}

/**
 * Hand queued mails to the way out, oldest first. What is not taken stays queued and is tried again by the next call.
 */
export async function deliverMails(
  deps: Pick<OnboardingDeps, "store" | "calendarClock">,
  post: PostMail,
): Promise<Delivered> {
  let sent = 0;
  const queued = await deps.store.listUnsentMails(MAILS_MAX);
  for (const { id, documentId, to, subject, text, queuedAtMs } of queued) {
    const document = await deps.store.findDocument(documentId);
    const attachments =
      document === undefined
        ? []
        : [{ name: `${document.number}.pdf`, mediaType: "application/pdf", content: document.content }];
    try {
      await post({ id, to, subject, text, atMs: queuedAtMs, attachments });
    } catch {
      break; // The way out is closed; what is left stays queued.
    }
    await deps.store.markMailSent(id, deps.calendarClock());
    sent += 1;
  }
  return { sent, waiting: queued.length - sent };
}
