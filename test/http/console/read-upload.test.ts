import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleMessage } from "../../support/edit-message.ts";
import { type TestBrowser, testConsole, type TestConsole } from "../../support/console.ts";

const BOUNDARY = "----boundary-of-a-browser";
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const MESSAGE = sampleMessage("vxu-with-faults.hl7", "FILE-1");

let world: TestConsole;
let ivy: TestBrowser;
let csrf = "";

beforeAll(async () => {
  world = await testConsole();
  const { id } = await world.organization("1001");
  await world.user("ivy", "integrator", [id]);
  ivy = await world.browser("ivy");
  csrf = await ivy.csrf();
  return () => world.place.remove();
});

interface Part {
  readonly name: string;
  /** With it, the part is a file. */
  readonly file?: string;
  readonly type?: string;
  readonly content: string | Buffer;
}

function partsOf(parts: readonly Part[]): Buffer {
  const bytes = parts.flatMap(({ name, file, type, content }) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`,
    ...(file === undefined ? [] : [`; filename="${file}"`]),
    ...(type === undefined ? [] : [`\r\nContent-Type: ${type}`]),
    "\r\n\r\n",
    content,
    "\r\n",
  ]);
  return Buffer.concat([...bytes, `--${BOUNDARY}--\r\n`].map((part) => Buffer.from(part)));
}

const token = (): Part => ({ name: "csrf", content: csrf });
const pasted = (content: string): Part => ({ name: "message", content });
const file = (content: string | Buffer, name = "message.hl7", type = "application/octet-stream"): Part => ({
  name: "file",
  file: name,
  type,
  content,
});
const send = (body: Buffer, type = TYPE) => ivy.postParts("/test-bench", { "Content-Type": type }, body);

describe("a file on the test bench", () => {
  test.each([
    { what: "a file", parts: [pasted(""), file(MESSAGE)] },
    { what: "a file that Windows wrote", parts: [pasted(""), file(MESSAGE.replaceAll("\r", "\r\n"))] },
    { what: "a file before a text", parts: [pasted("not this"), file(MESSAGE, "m.txt", "text/plain")] },
    { what: "a text and no file", parts: [pasted(MESSAGE), file("", "")] },
    { what: "a file with a byte order mark", parts: [file(`\uFEFF${MESSAGE}`)] },
  ])("$what gives the findings of its message", async ({ parts }) => {
    const { status, text } = await send(partsOf([token(), ...parts]));
    expect([status, text.includes("FILE-1"), text.includes("GW-")]).toEqual([200, true, false]);
    expect(text).toMatch(/Result: .*AE/);
  });

  const long = "x".repeat(262_145);
  test.each([
    { what: "an archive", part: file(Buffer.from("PK\u0003\u0004\u0000\u0000")) },
    { what: "a picture by its type", part: file(MESSAGE, "message.hl7", "image/png") },
    { what: "a page by its content", part: file("<script>alert(1)</script>\u0000") },
    { what: "no UTF-8", part: file(Buffer.from(MESSAGE.replace("MSH", "MSH\u00e9"), "latin1")) },
    { what: "UTF-16", part: file(Buffer.from(`\uFEFF${MESSAGE}`, "utf16le")) },
    { what: "a way out of a folder", part: file(MESSAGE, "../../etc/passwd") },
    { what: "a name with a line end", part: file(MESSAGE, "a%0D%0AContent-Type: text/html") },
    { what: "a name that has no end", part: file(MESSAGE, "n".repeat(256)) },
    { what: "a file that is too long", part: file(long) },
    { what: "an empty file", part: file("", "message.hl7") },
  ])("$what is refused with a page that repeats nothing", async ({ part }) => {
    const { status, text } = await send(partsOf([token(), part]));
    expect(status).toBe(400);
    expect(text).toContain("<h1>");
    expect(text).not.toMatch(/<script>|passwd|FILE-1/);
  });

  test.each([
    { what: "no boundary", type: "multipart/form-data", body: partsOf([]) },
    { what: "another boundary", type: `${TYPE}x`, body: partsOf([]) },
    { what: "no end", type: TYPE, body: partsOf([{ name: "message", content: MESSAGE }]).subarray(0, 200) },
    { what: "no bytes", type: TYPE, body: Buffer.alloc(0) },
    { what: "two files", type: TYPE, body: partsOf([file(MESSAGE), { ...file(MESSAGE), name: "more" }]) },
    { what: "a name twice", type: TYPE, body: partsOf([pasted("a"), pasted("b")]) },
    {
      what: "many parts",
      type: TYPE,
      body: partsOf(Array.from({ length: 5_000 }, (_, index) => ({ name: `n${index}`, content: "" }))),
    },
  ])("$what: a plain page, and nothing is read", async ({ type, body }) => {
    const { status, text } = await send(body, type);
    expect([status, text.includes("Nothing was done.")]).toEqual([400, true]);
  });

  test("a form of several parts that is too long is not taken", async () => {
    const { status, text } = await send(partsOf([token(), file(Buffer.alloc(600_000, "x"))]));
    expect([status, text.includes("longer than is taken")]).toEqual([413, true]);
  });

  test("a stale form is refused, with its file", async () => {
    const { status, text } = await send(partsOf([{ name: "csrf", content: "old" }, file(MESSAGE)]));
    expect([status, text.includes("out of date")]).toEqual([403, true]);
  });

  test("no other form takes a file: to it, the form has no fields", async () => {
    const answer = await ivy.postParts(
      "/logout",
      { "Content-Type": TYPE },
      partsOf([token(), file(MESSAGE)]),
    );
    expect(answer.status).toBe(403);
  });

  test("what is compressed is not taken", async () => {
    const headers = { "Content-Type": TYPE, "Content-Encoding": "gzip" };
    const answer = await ivy.postParts("/test-bench", headers, gzipSync(partsOf([token(), file(MESSAGE)])));
    expect(answer.status).toBe(415);
  });
});
