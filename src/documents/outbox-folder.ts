import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mail, PostMail } from "./mail.ts";

const LINE_LENGTH = 76;

/** A header's value: words outside ASCII in the form of RFC 2047, no line ends. */
function header(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, " ");
  // oxlint-disable-next-line no-control-regex -- ASCII is a range of code points
  if (/^[\u0020-\u007e]*$/.test(line)) return line;
  return Array.from(line)
    .reduce<string[]>((words, character) => {
      const last = words.at(-1);
      // An encoded word has at most 75 characters; 30 bytes of text are 40 in base64.
      if (last !== undefined && Buffer.byteLength(last + character) <= 30)
        words[words.length - 1] = last + character;
      else words.push(character);
      return words;
    }, [])
    .map((word) => `=?utf-8?B?${Buffer.from(word).toString("base64")}?=`)
    .join("\r\n ");
}

function base64(content: Uint8Array): string {
  const text = Buffer.from(content).toString("base64");
  return text.replaceAll(new RegExp(`.{${LINE_LENGTH}}`, "g"), "$&\r\n");
}

/** A mail in the form of RFC 5322 with MIME parts. */
export function mimeText({ id, to, subject, text, atMs, attachments }: Mail, from: string): string {
  const boundary = `part-${id}`;
  const parts = attachments.flatMap(({ name, mediaType, content }) => [
    `--${boundary}`,
    `Content-Type: ${mediaType}`,
    "Content-Transfer-Encoding: base64",
    `Content-Disposition: attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, "_")}"`,
    "",
    base64(content),
  ]);
  return [
    `From: ${header(from)}`,
    `To: ${to.join(", ")}`,
    `Subject: ${header(subject)}`,
    `Date: ${new Date(atMs).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}@miic-gateway.invalid>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    base64(Buffer.from(text)),
    ...parts,
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

/**
 * Puts each mail into a folder as one `.eml` file, whole or not at all; another program sends and removes them.
 *
 * @param from who the mails are from: the help desk's address
 */
export function createOutboxFolder(folder: string, from: string): PostMail {
  return async (mail) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${mail.id}.eml`);
    writeFileSync(`${path}.part`, mimeText(mail, from), { mode: 0o600, flush: true });
    renameSync(`${path}.part`, path);
  };
}
