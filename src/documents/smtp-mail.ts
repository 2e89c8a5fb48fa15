import { createTransport } from "nodemailer";
import type { PostMail } from "./mail.ts";

/** How long a mail server may take; a mail that takes longer is tried again. */
export interface SmtpLimits {
  readonly connectDurationMsMax: number;
  readonly answerDurationMsMax: number;
}

const LIMITS: SmtpLimits = { connectDurationMsMax: 10_000, answerDurationMsMax: 20_000 };

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * Sends each mail by SMTP, one connection a mail. Beyond this host a server must offer TLS: nothing is sent in the clear, nor
 * is the password.
 *
 * @param url `smtp://user:password@host:587` (STARTTLS) or `smtps://host:465`
 * @param from who the mails are from
 */
export function createSmtpMail(url: string, from: string, limits: SmtpLimits = LIMITS): PostMail {
  const { hostname, port, protocol, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  const transport = createTransport({
    host: hostname.replaceAll(/[[\]]/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !LOOPBACK.test(hostname),
    ...(username !== "" && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    connectionTimeout: limits.connectDurationMsMax,
    greetingTimeout: limits.connectDurationMsMax,
    socketTimeout: limits.answerDurationMsMax,
    // A mail is what is handed over: nothing is read from a file or fetched from an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ id, to, subject, text, atMs, attachments }) => {
    await transport.sendMail({
      from,
      to: [...to],
      subject,
      text,
      date: new Date(atMs),
      messageId: `<${id}@miic-gateway.invalid>`,
      attachments: attachments.map(({ name, mediaType, content }) => ({
        filename: name,
        contentType: mediaType,
        content: Buffer.from(content),
      })),
    });
  };
}
