import type { Config } from "../config.ts";
import type { PostMail } from "../documents/mail.ts";
import { createOutboxFolder } from "../documents/outbox-folder.ts";
import { createSmtpMail } from "../documents/smtp-mail.ts";

/** The way out of mails, and its name for messages to people. */
export interface Post {
  readonly post: PostMail;
  /** The folder, or the mail server without its password. */
  readonly name: string;
}

/** The address in the help desk's text. */
function helpDeskAddress(helpDesk: string): string {
  return /[^\s<>,;:]+@[A-Za-z0-9.-]*[A-Za-z0-9]/.exec(helpDesk)?.[0] ?? "miic-gateway@localhost";
}

/** A mail server when one is configured, else the folder `outbox` of DATA_DIR. */
export function openPost({ smtpUrl, mailFrom, dataDir, helpDesk }: Config): Post {
  const from = mailFrom === "" ? `MIIC <${helpDeskAddress(helpDesk)}>` : mailFrom;
  if (smtpUrl !== "") return { post: createSmtpMail(smtpUrl, from), name: new URL(smtpUrl).host };
  const folder = `${dataDir}/outbox`;
  return { post: createOutboxFolder(folder, from), name: folder };
}
