import type { Message } from "../../src/hl7/message.ts";

/**
 * A second reading of ER7 text, written from HL7 v2.5.1 ch. 2 alone and sharing nothing with src, for the differential
 * test. Knows clean text only: standard delimiters, one MSH first, well-formed segment names.
 */
export function splitIndependently(text: string): Message {
  const counts: Record<string, number> = {};
  const lines = text
    .replaceAll("\r\n", "\r")
    .replaceAll("\n", "\r")
    .split("\r")
    .filter((line) => line.trim().length > 0);
  const segments = lines.map((line) => {
    const [name = "", ...typed] = line.split("|");
    counts[name] = (counts[name] ?? 0) + 1;
    const fields = name === "MSH" ? typed.slice(1).map(field) : typed.map(field);
    while (fields.length > 0 && fields[fields.length - 1]?.length === 0) fields.pop();
    const start = [[[["|"]]], [[[typed[0] ?? ""]]]];
    return { name, sequence: counts[name], fields: name === "MSH" ? [...start, ...fields] : fields };
  });
  return { segments };
}

function field(text: string): string[][][] {
  const repetitions = text.split("~").map((repetition) => {
    const components = repetition.split("^").map((component) => {
      const leaves = component.split("&").map(leaf);
      while (leaves.length > 1 && leaves[leaves.length - 1] === "") leaves.pop();
      return leaves;
    });
    while (components.length > 1 && components[components.length - 1]?.join("") === "") components.pop();
    return components;
  });
  while (repetitions.length > 0 && isNothing(repetitions[repetitions.length - 1] ?? [])) repetitions.pop();
  return repetitions;
}

function isNothing(repetition: readonly (readonly string[])[]): boolean {
  return repetition.flat().every((text) => text === "");
}

/** Scans by hand what src does with one expression. */
function leaf(typed: string): string {
  let plain = "";
  for (let at = 0; at < typed.length; at += 1) {
    const sequence = typed.slice(at, at + 3);
    const known = ["\\F\\|", "\\S\\^", "\\T\\&", "\\R\\~", "\\E\\\\"].find((row) => row.startsWith(sequence));
    if (sequence.length === 3 && known !== undefined) {
      plain += known.slice(3);
      at += 2;
      continue;
    }
    const formatting = formattingLength(typed.slice(at));
    if (formatting === 0) {
      plain += typed[at] ?? "";
    } else {
      plain += typed.slice(at, at + formatting);
      at += formatting - 1;
    }
  }
  return plain;
}

/** Length of `\X..\`, `\C..\`, `\M..\`, `\Z..\`, `\.xx\`, `\H\`, `\N\` at the start of a text, 0 when there is none. */
function formattingLength(text: string): number {
  const end = text.indexOf("\\", 1);
  if (!text.startsWith("\\") || end === -1) return 0;
  const body = text.slice(1, end);
  const isFormatting =
    body === "H" ||
    body === "N" ||
    (body.startsWith("X") && isHex(body.slice(1))) ||
    ("CM".includes(body.slice(0, 1) || "?") &&
      isHex(body.slice(1)) &&
      body.length >= 5 &&
      body.length <= 7) ||
    (body.startsWith("Z") && body.length > 1 && /^[A-Za-z0-9]+$/.test(body)) ||
    /^\.[a-z]{2}[+-]?\d*$/.test(body);
  return isFormatting ? end + 1 : 0;
}

function isHex(digits: string): boolean {
  return digits !== "" && Array.from(digits).every((digit) => "0123456789abcdefABCDEF".includes(digit));
}
