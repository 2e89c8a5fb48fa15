import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Mail } from "../../src/documents/mail.ts";
import { createSmtpMail } from "../../src/documents/smtp-mail.ts";
import { type SmtpServer, startSmtpServer } from "../support/smtp-server.ts";

const MAIL: Mail = {
  id: "mail-1",
  to: ["ada@clinic.example", "bo@clinic.example"],
  subject: "Einladung für Ärzte",
  text: "A line.\n.\n.hidden\nThe end.\n",
  atMs: Date.parse("2026-01-14T18:00:00Z"),
  attachments: [
    { name: "MIIC-2026-000001.pdf", mediaType: "application/pdf", content: new Uint8Array([37, 80, 68, 70]) },
  ],
};

describe("createSmtpMail()", () => {
  let server: SmtpServer;

  beforeAll(async () => {
    server = await startSmtpServer();
  });
  beforeEach(() => {
    server.mood = "take";
  });
  afterAll(async () => {
    await server.close();
  });

  const post = () => createSmtpMail(server.url, "MIIC <miic@registry.example>");

  test("hands a mail with its attachment to the server", async () => {
    await post()(MAIL);
    const [taken] = server.mails;
    expect(taken).toMatchObject({ from: "miic@registry.example", to: MAIL.to });
    const data = taken?.data ?? "";
    expect(data).toContain("Subject: =?UTF-8?Q?Einladung_f=C3=BCr_=C3=84rzte?=");
    expect(data).toContain("Message-ID: <mail-1@miic-gateway.invalid>");
    expect(data).toContain("Date: Wed, 14 Jan 2026 18:00:00 +0000");
    expect(data).toContain("filename=MIIC-2026-000001.pdf");
    expect(data).toContain("JVBERg==");
    expect(data).toMatch(/\n\.\n\.hidden\n/);
  });

  test.each([
    ["refuse", /recipients were rejected/],
    ["later", /451/],
    ["hang-up", /closed|reset/i],
  ] as const)("throws when the server does %s", async (mood, says) => {
    server.mood = mood;
    const before = server.mails.length;
    await expect(post()(MAIL)).rejects.toThrow(says);
    expect(server.mails).toHaveLength(before);
  });

  test("sends nothing to a server beyond this host that offers no TLS", async () => {
    // The name leads here as 127.0.0.1 does, but is no name of this host alone.
    const url = server.url.replace("127.0.0.1", "0.0.0.0");
    await expect(createSmtpMail(url, "miic@registry.example")(MAIL)).rejects.toThrow(/no TLS here|STARTTLS/);
  });

  test("throws when nobody answers at the port", async () => {
    const closed = await startSmtpServer();
    await closed.close();
    await expect(createSmtpMail(closed.url, "miic@registry.example")(MAIL)).rejects.toThrow(/ECONNREFUSED/);
  });
});
