import { assertNever } from "../kernel/assert-never.ts";
import type { RawField, RawSegment } from "./raw-segments.ts";
import {
  KEYWORD,
  KEYWORD_DISTANCE_MAX,
  KEYWORD_LENGTH_MAX,
  MEDICARE_NUMBER,
  NINE_DIGITS,
  numberForm,
  type NumberForm,
} from "./ssn-number.ts";
import { CODED_TYPES, NO_SSN_FIELDS, type NoSsn, SSN_FIELDS, type SsnField } from "./ssn-places.ts";
import { type Span, type TracedText, withoutEscapes } from "./traced-text.ts";

/**
 * Why digits are a social security number: `typed` identifier type SS · `dedicated` a field for the number by definition ·
 * `medicare` a Medicare number that contains it · `formatted` 3-2-4 digits · `keyword` a word like SSN beside it ·
 * `repeated` the same digits as one of these · `other-delimiters` any nine digits of a message whose delimiters are not
 * the guide's.
 *
 * @see review rule j, classes S1, S2, S6, S3, S4
 */
export type SsnEvidence =
  | "typed"
  | "dedicated"
  | "medicare"
  | "formatted"
  | "keyword"
  | "repeated"
  | "other-delimiters";

/** Digits that have to go. */
export interface FoundNumber {
  readonly evidence: SsnEvidence;
  readonly form: NumberForm;
  /** Without separators. Never leaves the process. */
  readonly digits: string;
  /** Each digit, in the text that was searched; at least one. */
  readonly spans: readonly [Span, ...Span[]];
}

/** No text shorter than this holds one, however it is written. */
const DIGITS_OF_NUMBER = 9;

const NONE: readonly FoundNumber[] = [];

/** A piece of a text between two delimiters; `start` counts in the whole text. */
interface Part {
  readonly text: string;
  readonly start: number;
}

/** What one field shows of social security numbers, the surest evidence first; one number may be found twice. */
export function findInField(segment: RawSegment, field: RawField): readonly FoundNumber[] {
  const rule = SSN_FIELDS[segment.name]?.[field.number];
  const mayHold = mayHoldNumber(field.text);
  if (rule === undefined && !mayHold) return NONE;
  const noSsn = noSsnOf(segment, field);
  if (rule === undefined && noSsn === "whole") return NONE;
  const repetitions = partsOf({ text: field.text, start: field.start }, "~");
  const byPlace =
    rule === undefined ? [] : repetitions.flatMap((repetition) => findByPlace(rule, repetition));
  if (noSsn === "whole" || !mayHold) return byPlace;
  const hasKeywordBefore = isResultOfKeyword(segment, field);
  const byShape = repetitions.flatMap((repetition) => findByShape(repetition, noSsn, hasKeywordBefore));
  return [...byPlace, ...byShape];
}

/** Every nine digits of a field that `isMeant`, wherever they stand. */
export function findNineDigits(
  field: RawField,
  evidence: SsnEvidence,
  isMeant: (digits: string) => boolean,
): readonly FoundNumber[] {
  if (!mayHoldNumber(field.text)) return [];
  const traced = withoutEscapes(field.text, field.start);
  return Array.from(traced.text.matchAll(NINE_DIGITS)).flatMap((match) => {
    return isMeant(digitsOf(match[0]))
      ? found(evidence, traced, match.index, match.index + match[0].length)
      : [];
  });
}

/** Nine digits, or an escape sequence that may hide some. */
function mayHoldNumber(text: string): boolean {
  if (text.length < DIGITS_OF_NUMBER) return false;
  return text.search(NINE_DIGITS) !== -1 || text.includes("\\");
}

function noSsnOf(segment: RawSegment, field: RawField): NoSsn | undefined {
  if (segment.name === "OBX" && field.number === 5) {
    return CODED_TYPES.has(textOf(segment, 2).trim()) ? "code" : undefined;
  }
  return NO_SSN_FIELDS[segment.name]?.[field.number];
}

function textOf(segment: RawSegment, number: number): string {
  return segment.fields.find((field) => field.number === number)?.text ?? "";
}

/** OBX-5 whose question, OBX-3, asks for the number. */
function isResultOfKeyword(segment: RawSegment, field: RawField): boolean {
  return segment.name === "OBX" && field.number === 5 && textOf(segment, 3).search(KEYWORD) !== -1;
}

function findByPlace(rule: SsnField, repetition: Part): readonly FoundNumber[] {
  const components = partsOf(repetition, "^");
  const [first = repetition] = components;
  const type =
    rule.typeComponent === undefined
      ? ""
      : (components[rule.typeComponent - 1]?.text ?? "").trim().toUpperCase();
  if (rule.dedicated === true) return allDigits("dedicated", repetition);
  if (type === "SS") return allDigits("typed", first);
  const isMedicare = rule.medicare === "always" || (rule.medicare === "typed" && type === "MC");
  return isMedicare && MEDICARE_NUMBER.test(withoutEscapes(first.text, 0).text)
    ? findMedicareDigits(first)
    : [];
}

function allDigits(evidence: SsnEvidence, part: Part): readonly FoundNumber[] {
  const traced = withoutEscapes(part.text, part.start);
  return found(evidence, traced, 0, traced.text.length);
}

/** The nine digits before the letter of the claim, when they can be a number at all. */
function findMedicareDigits(part: Part): readonly FoundNumber[] {
  const traced = withoutEscapes(part.text, part.start);
  const letterAt = traced.text.search(/[A-Z]/);
  return found("medicare", traced, 0, letterAt).filter(({ form }) => form !== "other");
}

function findByShape(
  repetition: Part,
  noSsn: NoSsn | undefined,
  hasKeywordBefore: boolean,
): readonly FoundNumber[] {
  const traced = withoutEscapes(repetition.text, repetition.start);
  const components = partsOf(repetition, "^");
  // Numbers and components come in the same order: one pass over both, however many a text holds.
  let component = 1;
  return Array.from(traced.text.matchAll(NINE_DIGITS)).flatMap((match) => {
    const end = match.index + match[0].length;
    const start = traced.spanOf(match.index).start;
    while (startOf(components[component]) <= start) component += 1;
    if (isNoSsn(noSsn, component, components) || isInDottedNumber(traced.text, match.index, end)) return [];
    const form = numberForm(digitsOf(match[0]));
    if (form === "other") return [];
    const isFormatted = match[1] !== "";
    const isMeant =
      (isFormatted && form !== "taxpayer") ||
      hasKeywordBefore ||
      isNearKeyword(traced.text, match.index, end);
    return isMeant ? found(isFormatted ? "formatted" : "keyword", traced, match.index, end) : [];
  });
}

/** Behind the last part nothing starts. */
function startOf(part: Part | undefined): number {
  return part?.start ?? Number.POSITIVE_INFINITY;
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}

function isNoSsn(noSsn: NoSsn | undefined, component: number, components: readonly Part[]): boolean {
  const isValued = (number: number): boolean => (components[number - 1]?.text ?? "").trim() !== "";
  switch (noSsn) {
    case undefined:
      return false;
    case "whole":
      return true;
    case "code":
      return (component === 1 && isValued(3)) || (component === 4 && isValued(6));
    case "postal-code":
      return component === 5;
    case "phone":
      return component === 6 || component === 7;
    default:
      return assertNever(noSsn);
  }
}

/** `1.2.471.22.9183`: an object identifier, not a number of three parts. */
function isInDottedNumber(text: string, start: number, end: number): boolean {
  return /\d\.$/.test(text.slice(0, start).slice(-2)) || /^\.\d/.test(text.slice(end));
}

function isNearKeyword(text: string, start: number, end: number): boolean {
  const from = Math.max(0, start - KEYWORD_DISTANCE_MAX - KEYWORD_LENGTH_MAX);
  const around = text.slice(from, end + KEYWORD_DISTANCE_MAX + KEYWORD_LENGTH_MAX);
  return Array.from(around.matchAll(KEYWORD)).some((match) => {
    const keywordStart = from + match.index;
    const keywordEnd = keywordStart + match[0].length;
    const distance = keywordEnd <= start ? start - keywordEnd : keywordStart - end;
    return distance >= 0 && distance <= KEYWORD_DISTANCE_MAX;
  });
}

function found(
  evidence: SsnEvidence,
  traced: TracedText,
  start: number,
  end: number,
): readonly FoundNumber[] {
  const spans: Span[] = [];
  let digits = "";
  for (let index = start; index < end; index += 1) {
    const character = traced.text.charAt(index);
    if (character < "0" || character > "9") continue;
    digits += character;
    spans.push(traced.spanOf(index));
  }
  const [first, ...rest] = spans;
  return first === undefined ? [] : [{ evidence, form: numberForm(digits), digits, spans: [first, ...rest] }];
}

function partsOf(part: Part, delimiter: "~" | "^"): readonly Part[] {
  let start = part.start;
  return part.text.split(delimiter).map((text) => {
    const one = { text, start };
    start += text.length + 1;
    return one;
  });
}
