import { readFileSync } from "node:fs";

/** A place in ER7 text and what to put there. */
export interface Edit {
  readonly segment: string;
  /** 1-based among the segments of that name; 1 unless given. */
  readonly occurrence?: number;
  /** As the guide counts: MSH-9 is field 9. */
  readonly field: number;
  /** The whole field as it will be sent. */
  readonly value: string;
}

/** A sample message with CR at the end of each segment, under a control id of its own. */
export function sampleMessage(name: string, controlId: string): string {
  const text = readFileSync(new URL(`../fixtures/messages/${name}`, import.meta.url), "utf8");
  return editMessage(text.replaceAll("\n", "\r"), [{ segment: "MSH", field: 10, value: controlId }]);
}

/** The message with fields replaced; segments are made longer where a field lies beyond their end. */
export function editMessage(er7: string, edits: readonly Edit[]): string {
  return edits.reduce(applyEdit, er7);
}

function applyEdit(er7: string, { segment, occurrence = 1, field, value }: Edit): string {
  let seen = 0;
  let isDone = false;
  const segments = er7.split("\r").map((line) => {
    if (!line.startsWith(`${segment}|`)) return line;
    seen += 1;
    if (seen !== occurrence) return line;
    isDone = true;
    const fields = line.split("|");
    const index = segment === "MSH" ? field - 1 : field;
    while (fields.length <= index) fields.push("");
    fields[index] = value;
    return fields.join("|");
  });
  if (!isDone) throw new Error(`the message has no ${segment} number ${occurrence}`);
  return segments.join("\r");
}
