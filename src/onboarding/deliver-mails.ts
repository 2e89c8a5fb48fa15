import type { PostMail } from "../documents/mail.ts";
import type { OnboardingDeps } from "./onboarding-deps.ts";
import type { QueuedMail } from "./ports.ts";

/** Bounds of sending. */
const MAIL_LIMITS = {
  /** Mails that one call takes at most; the next call goes on. */
  mailsMax: 100,
  /** After these in a row the way out is taken to be closed. */
  failuresInARowMax: 3,
  /** Then a mail is given up and a task says so: 1, 2, 4 … minutes apart, some two days in all. */
  attemptsMax: 12,
  firstWaitMs: 60_000,
  waitMsMax: 6 * 3_600_000,
} as const;

/** What became of the mails that were due. */
export interface Delivered {
  readonly sent: number;
  /** They are tried again. */
  readonly waiting: number;
  /** They were tried often enough; the tasks say so. */
  readonly failed: number;
}

type MailDeps = Pick<OnboardingDeps, "store" | "calendarClock" | "newId">;

/** How long after an attempt the next one comes. */
export function retryWaitMs(attempts: number): number {
  return Math.min(MAIL_LIMITS.firstWaitMs * 2 ** attempts, MAIL_LIMITS.waitMsMax);
}

async function postOne(deps: MailDeps, post: PostMail, mail: QueuedMail): Promise<void> {
  const { id, documentId, to, subject, text, queuedAtMs: atMs } = mail;
  const document = documentId === undefined ? undefined : await deps.store.findDocument(documentId);
  const attachments =
    document === undefined
      ? []
      : [{ name: `${document.number}.pdf`, mediaType: "application/pdf", content: document.content }];
  await post({ id, to, subject, text, atMs, attachments });
}

/** Give a mail up; where it brought a letter, a task tells it. */
async function giveUp(deps: MailDeps, { id, documentId }: QueuedMail): Promise<void> {
  const nowMs = deps.calendarClock();
  await deps.store.markMailFailed(id, nowMs);
  const document = documentId === undefined ? undefined : await deps.store.findDocument(documentId);
  if (document === undefined) return;
  const { caseId, number } = document;
  const task = { id: deps.newId(), caseId, kind: "mail-not-sent" as const, openedAtMs: nowMs };
  await deps.store.transaction((tx) => tx.saveTask({ ...task, subject: number, detail: number }));
}

/**
 * Hand due mails to the way out, oldest first, each to one caller at a time. What is not taken is tried again later, ever
 * more seldom, and given up in the end.
 */
export async function deliverMails(deps: MailDeps, post: PostMail): Promise<Delivered> {
  const [result, nowMs] = [{ sent: 0, waiting: 0, failed: 0 }, deps.calendarClock()];
  let failuresInARow = 0;
  const due = await deps.store.listDueMails(nowMs, MAIL_LIMITS.mailsMax);
  for (const mail of due) {
    if (failuresInARow >= MAIL_LIMITS.failuresInARowMax) {
      result.waiting += 1;
      continue;
    }
    if (!(await deps.store.claimMail(mail.id, nowMs, nowMs + retryWaitMs(mail.attempts)))) continue;
    try {
      await postOne(deps, post, mail);
      await deps.store.markMailSent(mail.id, nowMs);
      [result.sent, failuresInARow] = [result.sent + 1, 0];
    } catch {
      failuresInARow += 1;
      const isOver = mail.attempts + 1 >= MAIL_LIMITS.attemptsMax;
      if (isOver) await giveUp(deps, mail);
      result[isOver ? "failed" : "waiting"] += 1;
    }
  }
  return result;
}
