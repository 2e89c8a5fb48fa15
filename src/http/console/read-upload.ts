import express, { type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { RefusedError } from "../../kernel/refused-error.ts";

/** A file that came with a form. */
export interface UploadedFile {
  /** As the browser named it; it is judged and never used as a path or shown. */
  readonly name: string;
  /** As the browser guessed it; `""` when it could not. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A form of several parts as it was read: its texts, and the file. */
export class UploadedForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: UploadedFile | undefined;

  constructor(fields: Readonly<Record<string, string>>, file: UploadedFile | undefined) {
    this.fields = fields;
    this.file = file;
  }
}

/** Parts of one form: a few fields and one file. */
const PARTS_MAX = 8;
const MALFORMED_STATUS = 400;

function malformed(cause?: unknown): Error {
  return Object.assign(new Error("the form could not be read", { cause }), { status: MALFORMED_STATUS });
}

/** @throws Error with `status` 400 for what is no form of several parts, or of too many */
async function readParts(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<UploadedForm> {
  const read = await new Response(body, { headers: { "content-type": contentType } })
    .formData()
    .catch((error: unknown) => Promise.reject(malformed(error)));
  const parts = [...read];
  const names = new Set(parts.map(([name]) => name));
  if (parts.length > PARTS_MAX || names.size !== parts.length) throw malformed();
  const fields: Record<string, string> = {};
  let file: UploadedFile | undefined;
  for (const [name, part] of parts) {
    if (typeof part === "string") fields[name] = part;
    // A browser sends a file without name and content when none was chosen.
    else if (part.name !== "" || part.size > 0) {
      if (file !== undefined) throw malformed();
      file = { name: part.name, type: part.type, bytes: await part.bytes() };
    }
  }
  return new UploadedForm(fields, file);
}

async function parseParts(request: Request, _response: Response, next: NextFunction): Promise<void> {
  const body: unknown = request.body;
  if (Buffer.isBuffer(body))
    request.body = await readParts(new Uint8Array(body), request.headers["content-type"] ?? "");
  next();
}

/**
 * Reads `multipart/form-data` into an {@link UploadedForm}, whole and in memory: it is bounded, and nothing of it is kept. Other
 * forms pass. What is compressed, longer or no such form goes to the error handler with a status of its own.
 */
export function readUpload(bytesMax: number): readonly RequestHandler[] {
  return [express.raw({ type: "multipart/form-data", limit: bytesMax, inflate: false }), parseParts];
}

const NAME_LENGTH_MAX = 255;
/** What browsers call a message: text, or a name that they do not know. */
const TEXT_TYPE = /^(?:|text\/[\w.+-]+|application\/(?:octet-stream|(?:x-)?hl7-v2(?:\+er7)?|edi-hl7v2))$/;

const SPACES: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d]);
const DELETE = 0x7f;

/** What is in no text: a character below the space, but tab and line ends. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && !SPACES.has(byte)) || byte === DELETE;
}

/**
 * The text of a file that is said to hold a message.
 *
 * @throws RefusedError `usage` for what cannot be a message: not a text file by name, type or content, or too long
 */
export function uploadedText({ name, type, bytes }: UploadedFile, bytesMax: number): string {
  const isPlainName = name.length <= NAME_LENGTH_MAX && !/[/\\\r\n]/.test(name);
  const [plainType = ""] = type.toLowerCase().split(";");
  if (!isPlainName || !TEXT_TYPE.test(plainType.trim()))
    throw new RefusedError("usage", "Choose a text file with one HL7 message, such as message.hl7.");
  if (bytes.length > bytesMax)
    throw new RefusedError(
      "usage",
      `The file is longer than ${bytesMax} bytes; the service does not take such a message either.`,
    );
  const text = bytes.some(isControl) ? undefined : utf8Of(bytes);
  if (text === undefined)
    throw new RefusedError("usage", "The file is not plain text in UTF-8. Nothing of it was read.");
  return text;
}

function utf8Of(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
