/** One field as sent: repetitions, in each the components with their subcomponents still together. */
export interface RawField {
  /** As HL7 counts it: MSH-1 is the separator. */
  readonly number: number;
  readonly repetitions: readonly (readonly string[])[];
}

export interface RawSegment {
  /** What stands before the first separator; mostly three letters. */
  readonly name: string;
  /** 1-based count of this name in the message, as in ERR-2. */
  readonly sequence: number;
  /** Fields that were sent, in order. */
  readonly fields: readonly RawField[];
}

export interface RawMessage {
  readonly segments: readonly RawSegment[];
  /** Between fields, components and repetitions. */
  readonly delimiters: { readonly field: string; readonly component: string; readonly repetition: string };
}

const GUIDE = { field: "|", component: "^", repetition: "~" } as const;

function delimitersOf(lines: readonly string[]): RawMessage["delimiters"] {
  const header = lines.find((line) => line.startsWith("MSH"));
  const [, field, component, repetition] = /^MSH([^\w\s])([^\w\s])([^\w\s])/.exec(header ?? "") ?? [];
  if (field === undefined || component === undefined || repetition === undefined) return GUIDE;
  return { field, component, repetition };
}

/**
 * A message's text by its delimiters alone, for showing where things stand: nothing is unescaped or judged, so that masked
 * and unreadable texts are shown too. Never throws.
 */
export function readRawMessage(text: string): RawMessage {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const delimiters = delimitersOf(lines);
  const counts = new Map<string, number>();
  const segments = lines.map((line): RawSegment => {
    const [name = "", ...texts] = line.split(delimiters.field);
    const sequence = (counts.get(name) ?? 0) + 1;
    counts.set(name, sequence);
    return { name, sequence, fields: fieldsOf(name, texts, delimiters) };
  });
  return { segments, delimiters };
}

function fieldsOf(
  name: string,
  texts: readonly string[],
  { component, repetition }: RawMessage["delimiters"],
): readonly RawField[] {
  const isHeader = name === "MSH";
  return texts.flatMap((text, index): readonly RawField[] => {
    if (text === "") return [];
    const number = index + (isHeader ? 2 : 1);
    if (isHeader && number === 2) return [{ number, repetitions: [[text]] }];
    return [{ number, repetitions: text.split(repetition).map((one) => one.split(component)) }];
  });
}
