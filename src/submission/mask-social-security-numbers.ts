import { readsAsGuide } from "../hl7/read-header.ts";
import type { Location } from "../hl7/location.ts";
import {
  findInField,
  findNineDigits,
  type FoundNumber,
  type SsnEvidence,
} from "./find-social-security-numbers.ts";
import { locationAt, type RawField, type RawSegment, rawSegments } from "./raw-segments.ts";
import type { NumberForm } from "./ssn-number.ts";
import { asRead, type TracedText } from "./traced-text.ts";

/** Where digits were masked. Says nothing of them but their form. */
export interface MaskedPlace {
  readonly location: Location;
  readonly evidence: SsnEvidence;
  /** `real` is a privacy incident. */
  readonly form: NumberForm;
}

/** Places that are told of one message; what stands behind them is masked all the same. */
export const MASKED_PLACES_MAX = 100;

export interface MaskedText {
  /** As given, each masked character a `*`; nothing else is changed, so that lengths and places hold. */
  readonly text: string;
  /** In the order of the text, the first `MASKED_PLACES_MAX` of them. */
  readonly places: readonly MaskedPlace[];
}

/** A number with the field it was found in. */
interface Hit {
  readonly number: FoundNumber;
  readonly segment: RawSegment;
  readonly field: RawField;
}

/**
 * Replace the digits of social security numbers by `*`, as far as one message shows them (review rule j, classes S1–S4
 * and S6; what only a population of messages shows is not decided here). Works on the text by position and asks nothing of
 * it, so that what cannot be read as HL7 is masked as well. A real number that is found once is masked wherever it stands.
 *
 * @param received the text of hl7Message, as it came
 */
export function maskSocialSecurityNumbers(received: string): MaskedText {
  const decoded = asRead(received);
  const segments = rawSegments(decoded.text);
  const hits = hasGuideDelimiters(segments)
    ? search(segments, findInField)
    : search(segments, (_, field) => findNineDigits(field, "other-delimiters", () => true));
  if (hits.length === 0) return { text: received, places: [] };
  const known = new Set(hits.filter((hit) => hit.number.form === "real").map((hit) => hit.number.digits));
  const repeated = search(segments, (_, field) =>
    known.size === 0 ? [] : findNineDigits(field, "repeated", (digits) => known.has(digits)),
  );
  const distinct = withoutDoubles([...hits, ...repeated], decoded);
  return {
    text: starred(received, decoded, distinct),
    places: distinct.slice(0, MASKED_PLACES_MAX).map(({ number, segment, field }) => ({
      location: locationAt(decoded.text, segment, field, number.spans[0].start),
      evidence: number.evidence,
      form: number.form,
    })),
  };
}

function hasGuideDelimiters(segments: readonly RawSegment[]): boolean {
  const header = segments.find(({ name }) => name === "MSH");
  return readsAsGuide(header?.fields.find(({ number }) => number === 2)?.text ?? "");
}

function search(
  segments: readonly RawSegment[],
  find: (segment: RawSegment, field: RawField) => readonly FoundNumber[],
): readonly Hit[] {
  const hits: Hit[] = [];
  for (const segment of segments) {
    for (const field of segment.fields) {
      const found = find(segment, field);
      if (found.length > 0) hits.push(...found.map((number) => ({ number, segment, field })));
    }
  }
  return hits;
}

/** In the order of the text, without the hits all of whose digits an earlier one has. */
function withoutDoubles(hits: readonly Hit[], decoded: TracedText): readonly Hit[] {
  const taken = new Uint8Array(decoded.text.length);
  const distinct = hits.filter(({ number }) => {
    const isNew = number.spans.some(({ start }) => taken[start] === 0);
    for (const { start } of number.spans) taken[start] = 1;
    return isNew;
  });
  return distinct.toSorted((a, b) => a.number.spans[0].start - b.number.spans[0].start);
}

/** Spans count in the decoded text, stars go where it came from. */
function starred(received: string, decoded: TracedText, hits: readonly Hit[]): string {
  const isMasked = new Uint8Array(received.length);
  for (const { number } of hits) {
    for (const { start, end } of number.spans) {
      isMasked.fill(1, decoded.spanOf(start).start, decoded.spanOf(end - 1).end);
    }
  }
  let text = "";
  let from = 0;
  for (let start = isMasked.indexOf(1); start !== -1; start = isMasked.indexOf(1, from)) {
    text += received.slice(from, start);
    const next = isMasked.indexOf(0, start);
    from = next === -1 ? received.length : next;
    text += "*".repeat(from - start);
  }
  return text + received.slice(from);
}
