import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Mail } from "../../src/documents/mail.ts";
import { createOutboxFolder, mimeText } from "../../src/documents/outbox-folder.ts";

const MAIL: Mail = {
  id: "m1",
  to: ["ada@clinic.example", "bo@clinic.example"],
  subject: "Ihr Plan – bestätigt und abgelegt, mit allen Anlagen der Klinik Müller",
  text: "Please find our letter attached.\n",
  atMs: Date.parse("2026-01-05T15:00:00Z"),
  attachments: [{ name: "a b.pdf", mediaType: "application/pdf", content: new Uint8Array(200).fill(65) }],
};

describe("mimeText()", () => {
  const text = mimeText(MAIL, "MIIC <help@registry.example>");

  test("has the headers of a mail, words outside ASCII encoded, no line over 78 characters", () => {
    expect(text).toContain("To: ada@clinic.example, bo@clinic.example\r\n");
    expect(text).toContain("Date: Mon, 05 Jan 2026 15:00:00 +0000\r\n");
    const [, subject = ""] = /Subject: ([\s\S]*?)\r\n(?! )/.exec(text) ?? [];
    const words = subject.split("\r\n ").map((word) => word.slice("=?utf-8?B?".length, -2));
    expect(words.map((word) => Buffer.from(word, "base64").toString()).join("")).toBe(MAIL.subject);
    expect(Math.max(...text.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  test("carries text and attachment whole", () => {
    const parts = text.split("--part-m1").map((part) => part.split("\r\n\r\n")[1] ?? "");
    expect(Buffer.from(parts[1] ?? "", "base64").toString()).toBe(MAIL.text);
    expect(Buffer.from(parts[2] ?? "", "base64")).toEqual(Buffer.alloc(200, 65));
    expect(text).toContain('filename="a_b.pdf"');
  });

  test("a line end in a subject makes no header", () => {
    expect(mimeText({ ...MAIL, subject: "a\r\nBcc: x@y.example" }, "f@g.example")).not.toMatch(/^Bcc:/m);
  });
});

describe("createOutboxFolder()", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gateway-outbox-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("writes one file a mail that only its owner reads, and the same again over it", async () => {
    const outbox = join(folder, "outbox");
    const post = createOutboxFolder(outbox, "f@g.example");
    await post(MAIL);
    await post(MAIL);
    expect(readdirSync(outbox)).toEqual(["m1.eml"]);
    expect(statSync(join(outbox, "m1.eml")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(outbox, "m1.eml"), "utf8")).toBe(mimeText(MAIL, "f@g.example"));
  });

  test("fails when the folder cannot be written", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(createOutboxFolder(join(folder, "file"), "f@g.example")(MAIL)).rejects.toThrow(
      /EEXIST|ENOTDIR/,
    );
  });
});
